import { partitionOf } from "../../aws";
import { duplicates, type Path, type Problem, type UniqueName } from "../../rules";
import { type Draft, entriesOf } from "../draft";
import type { DraftPlacement } from "../placement";
import { isOfAws, isPolicyFor, type PolicyHolder, policyArn, policyIdentifier } from "../policy-reference";
import {
  type RoleKind,
  type SettingsAtPath,
  settingOf,
  settingsOfAccount,
  settingsOfShared,
  settingsOfWorkload,
} from "../role-settings";
import { accountKeyOf, type CheckContext, problemIf } from "./check-context";

type Settings = NonNullable<NonNullable<NonNullable<Draft["workloads"]>[string]>["primarySettings"]>;

/** A role of a placement, with all that is set for it. */
interface PlacedRole {
  readonly kind: RoleKind;
  readonly account: string | undefined;
  readonly layers: readonly SettingsAtPath<Settings>[];
}

/** What the settings of a placement's roles come to. */
export function checkPlacedRoles({ config }: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { key, workload, shared, cluster } = placement;
  const own = [["workloads", key], cluster.path].map((path) => [...path, "primarySettings"]);
  return [
    ...rolesOf(config, placement).flatMap((role) => [
      ...checkPolicies(config, role),
      ...checkDuration(placement, role),
      ...checkTags(config, role),
      ...checkConditions(config, placement, role),
    ]),
    ...[workload.primarySettings, workload.clusters?.[cluster.text]?.primarySettings].flatMap((settings, index) =>
      problemIf(shared && settings !== undefined, {
        rule: "no-effect",
        path: own[index] ?? [],
        at: "key",
        found: "primarySettings beside a shared primary role, which has settings of its own",
      }),
    ),
    ...problemIf(workload.sessionPolicy !== undefined && sessionTagsOf(config, workload), {
      rule: "session-policy-tags",
      path: ["workloads", key, "sessionPolicy"],
      at: "key",
      found: "a session policy with session tags on",
    }),
  ];
}

const sessionTagsOf = ({ defaults }: Draft, workload: DraftPlacement["workload"]): boolean =>
  workload.mechanism !== "irsa" && (workload.sessionTags ?? defaults?.sessionTags ?? true);

function rolesOf(config: Draft, placement: DraftPlacement): readonly PlacedRole[] {
  const { key, workload, cluster, target, targets, mechanism, primaryRole, shared } = placement;
  const role = (kind: RoleKind, account: string | undefined, own: PlacedRole["layers"]): PlacedRole => ({
    kind,
    account,
    layers: [...settingsOfAccount<Settings>(config, account, kind), ...own],
  });
  const ownPrimary = shared
    ? settingsOfShared<Settings>(primaryRole?.text ?? "", config.primaryRoles?.[primaryRole?.text ?? ""])
    : settingsOfWorkload<Settings>(key, workload, cluster.text, "primary");
  const home = accountKeyOf(config, "clusters", cluster.text);
  const { arn, create } = (shared ? config.primaryRoles?.[primaryRole?.text ?? ""] : undefined) ?? {};
  const exists = arn !== undefined || create === false;
  // nothing is set of a role that its owner has made
  return [
    ...(mechanism === "irsa" || exists ? [] : [role("primary", home, ownPrimary)]),
    ...(target && target.arn === undefined
      ? [role("target", target.account?.text, settingsOfWorkload<Settings>(key, workload, cluster.text, "target"))]
      : []),
    ...targets.flatMap((one) =>
      one.target.arn === undefined
        ? [
            role(
              "target",
              one.target.account?.text,
              settingsOfWorkload<Settings>(key, workload, cluster.text, "target", one.key),
            ),
          ]
        : [],
    ),
  ];
}

/** Boundary and further policies: of the role's account, and shown. */
function checkPolicies(config: Draft, { account: key, layers }: PlacedRole): readonly Problem[] {
  const account = config.accounts?.[key ?? ""];
  const partition = account?.partition ?? partitionOf(account?.region ?? "");
  const holder: PolicyHolder | undefined = account?.id && partition ? { id: account.id, partition } : undefined;
  const boundary = settingOf(layers, "permissionsBoundary");
  const further = layers.flatMap(({ settings, path }) =>
    (settings.managedPolicies ?? []).map((value, index) => ({ value, path: [...path, "managedPolicies", index] })),
  );
  const attached = [...new Map(further.map((one) => [one.value, one])).values()].map(
    ({ value = "", path }): UniqueName => ({ id: policyIdentifier(value), path, name: value }),
  );
  const single = [...(boundary ? [boundary] : []), ...further].flatMap(({ value, path }) => {
    if (value === undefined) return [];
    const declared = config.policies?.[value];
    const written = declared ? declared.name : value;
    if (written === undefined) return [];
    const at: Path = declared ? ["policies", value, "name"] : path;
    return [
      ...problemIf(holder !== undefined && !isPolicyFor(policyArn(written, holder), holder), {
        rule: "policy-account",
        path: at,
        found: `${written} for a role in account ${key}, ${holder?.id} in ${holder?.partition}`,
      }),
      ...problemIf(!declared && !isOfAws(written), { rule: "policy-not-shown", path, found: `${written} alone` }),
    ];
  });
  return [...single, ...duplicates("policy-taken", attached)];
}

/**
 * A target role's sessions last an hour, since another role assumes it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
function checkDuration({ mechanism }: DraftPlacement, { kind, layers }: PlacedRole): readonly Problem[] {
  const duration = settingOf(layers, "maxSessionDuration");
  if (!duration || kind !== "target" || mechanism === "irsa") return [];
  return problemIf(duration.specific && duration.value > 3600, {
    rule: "session-duration-chained",
    path: duration.path,
    found: `${duration.value}`,
  });
}

/** IAM compares keys of tags without regard to case: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
function checkTags({ accounts, defaults }: Draft, { account, layers }: PlacedRole): readonly Problem[] {
  const first = new Map<string, string>();
  const tags = [
    { tags: defaults?.tags, path: ["defaults", "tags"] },
    { tags: accounts?.[account ?? ""]?.tags, path: ["accounts", account ?? "", "tags"] },
    ...layers.map(({ settings, path }) => ({ tags: settings.tags, path: [...path, "tags"] })),
  ];
  return tags.flatMap(({ tags: map, path }) =>
    entriesOf(map).flatMap(([key]) => {
      const earlier = first.get(key.toLowerCase()) ?? key;
      first.set(key.toLowerCase(), earlier);
      return problemIf(earlier !== key, {
        rule: "tag-case",
        path: [...path, key],
        at: "key",
        found: `${key} beside ${earlier}`,
      });
    }),
  );
}

/** A condition on a key that this role's trust has one on by the same operator would take its place. */
function checkConditions(config: Draft, placement: DraftPlacement, role: PlacedRole): readonly Problem[] {
  const taken = conditionsOf(config, placement, role);
  return role.layers.flatMap(({ settings, path }) =>
    entriesOf(settings.trust?.conditions).flatMap(([operator, keys]) =>
      Object.keys(keys).flatMap((key) =>
        problemIf(taken.has(`${operator} ${key}`.toLowerCase()), {
          rule: "condition-taken",
          path: [...path, "trust", "conditions", operator, key],
          at: "key",
          found: `${operator} on ${key}, which this configuration writes itself`,
        }),
      ),
    ),
  );
}

const POD_TAGS = ["eks-cluster-arn", "kubernetes-namespace", "kubernetes-service-account"];

/** The conditions that the trust of a role has of itself, in lower case: operator and key. */
function conditionsOf(config: Draft, placement: DraftPlacement, { kind, layers }: PlacedRole): ReadonlySet<string> {
  const { defaults } = config;
  const { workload, mechanism } = placement;
  const confined = workload.confine ?? defaults?.confine ?? true;
  const byTags = confined && sessionTagsOf(config, workload);
  const issuer = mechanism === "irsa" ? placement.issuer : placement.transition?.issuer;
  const isFinal = kind === "target" || !placement.target;
  const byToken = issuer && isFinal ? [`${issuer}:sub`, `${issuer}:aud`] : [];
  const equals =
    mechanism === "irsa"
      ? byToken
      : [
          ...byToken,
          ...(byTags ? POD_TAGS.map((tag) => `aws:RequestTag/${tag}`) : []),
          ...(kind === "target" && confined && !byTags ? ["sts:ExternalId"] : []),
          ...(kind === "target" && defaults?.organization ? ["aws:PrincipalOrgID"] : []),
          ...(kind === "primary" &&
          layers.findLast(({ settings }) => settings.trust?.sourceAccount !== undefined)?.settings.trust?.sourceAccount
            ? ["aws:SourceAccount"]
            : []),
        ];
  const principal = workload.principal ?? defaults?.principal;
  const arns = kind === "target" && mechanism !== "irsa" && principal === "account" ? ["aws:PrincipalArn"] : [];
  return new Set(
    [...equals.map((key) => `StringEquals ${key}`), ...arns.map((key) => `ArnEquals ${key}`)].map((text) =>
      text.toLowerCase(),
    ),
  );
}
