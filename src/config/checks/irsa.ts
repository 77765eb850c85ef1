import { bareIssuer, parseArn, STS_AUDIENCE } from "../../aws";
import type { Problem } from "../../rules";
import { createsServiceAccount } from "../created-objects";
import { existingRole } from "../existing-roles";
import { serviceAccountSubject } from "../oidc";
import type { DraftPlacement } from "../placement";
import { accountKeyOf, type CheckContext, problemIf } from "./check-context";

/**
 * The second article's checklist: whether a workload's issuer, audience and subject are those of its pods' tokens. One that
 * moves from irsa still has them.
 */
export function checkIrsa({ config, omitted }: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { key, workload, cluster, target, namespaces } = placement;
  const { serviceAccount, issuer, audience, subject, oidcProvider, mechanism, transitionFrom } = workload;
  if (mechanism !== "irsa" && transitionFrom === undefined) return [];
  const path = ["workloads", key];
  const expected = config.clusters?.[cluster.text]?.issuer;
  const [, named] = /^oidc-provider\/(.*)$/.exec(parseArn(oidcProvider ?? "")?.resource ?? "") ?? [];
  const differs = (other: string | undefined) =>
    other !== undefined && expected !== undefined && bareIssuer(other) !== bareIssuer(expected);
  const home = target || mechanism === "irsa" ? target?.account?.text : accountKeyOf(config, "clusters", cluster.text);
  const role = target?.arn === undefined ? config.accounts?.[home ?? ""]?.id : existingRole(target.arn).account;
  const wanted = namespaces.flatMap(({ text }) =>
    serviceAccount ? [serviceAccountSubject(text, serviceAccount)] : [],
  );
  const other = wanted.find((one) => one !== subject);
  const known = config.clusters !== undefined && Object.hasOwn(config.clusters, cluster.text);
  return [
    ...problemIf(mechanism === "irsa" && !target && workload.targets === undefined && !omitted(path), {
      rule: "missing-key",
      path: [...path, "target"],
      at: "key",
      found: "no target",
    }),
    ...problemIf(known && expected === undefined && !omitted(["clusters", cluster.text]), {
      rule: "issuer-missing",
      path: ["clusters", cluster.text],
      at: "key",
      found: `no issuer of cluster ${cluster.text}`,
    }),
    ...problemIf(differs(issuer), {
      rule: "issuer-mismatch",
      path: [...path, "issuer"],
      found: `${issuer}`,
      expected: `the issuer of cluster ${cluster.text}, ${expected}`,
    }),
    ...problemIf(differs(named), {
      rule: "issuer-mismatch",
      path: [...path, "oidcProvider"],
      found: `a provider for ${named}`,
      expected: `the issuer of cluster ${cluster.text}, ${expected}`,
    }),
    ...problemIf(oidcProvider !== undefined && role !== undefined && parseArn(oidcProvider)?.account !== role, {
      rule: "oidc-provider-account",
      path: [...path, "oidcProvider"],
      found: `a provider in account ${parseArn(oidcProvider ?? "")?.account}`,
      expected: `one in account ${role} of role ${target?.role?.text ?? placement.primaryRole?.text}`,
    }),
    ...problemIf(audience !== undefined && audience !== STS_AUDIENCE, {
      rule: "audience",
      path: [...path, "audience"],
      found: `"${audience}"`,
    }),
    ...problemIf(subject !== undefined && other !== undefined, {
      rule: "subject-mismatch",
      path: [...path, "subject"],
      found: `"${subject}"`,
      expected: `"${other}"`,
    }),
    ...problemIf(mechanism === "irsa" && !createsServiceAccount(workload), {
      rule: "service-account-elsewhere",
      path: [...path, workload.createServiceAccount === undefined ? "serviceAccount" : "createServiceAccount"],
      at: "key",
      found: `${namespaces.map(({ text }) => `${text}/${serviceAccount}`).join(", ")}, which this configuration does not create`,
    }),
  ];
}

/** Keys of one mechanism only. */
const MECHANISM_KEYS = {
  "pod-identity": [
    "primaryRole",
    "targets",
    "assumePolicyName",
    "grants",
    "policyName",
    "confine",
    "principal",
    "sessionTags",
    "primarySettings",
    "sessionPolicy",
    "transitionFrom",
    "irsaAnnotation",
  ],
  irsa: ["oidcProvider", "issuer", "audience", "subject"],
} as const;

/** Keys of the other mechanism, and a primary role that is missing. */
export function checkMechanism(
  { omitted }: CheckContext,
  { key, workload, cluster, primaryRole }: DraftPlacement,
): readonly Problem[] {
  const path = ["workloads", key];
  const is = workload.mechanism ?? "pod-identity";
  const other = is === "irsa" ? "pod-identity" : "irsa";
  const own = workload.clusters?.[cluster.text];
  const foreign = (at: readonly (string | number)[], name: string): Problem => ({
    rule: "mechanism-key",
    path: [...at, name],
    at: "key",
    found: `${name} for a workload with ${is}`,
    expected: `a key of ${is}; ${name} belongs to ${other}`,
  });
  return [
    ...MECHANISM_KEYS[other].flatMap((name) =>
      problemIf(
        workload[name] !== undefined && !(is === "pod-identity" && workload.transitionFrom),
        foreign(path, name),
      ),
    ),
    ...(["primaryRole", "primarySettings", "targets", "grants"] as const).flatMap((name) =>
      problemIf(is === "irsa" && own?.[name] !== undefined, foreign(cluster.path, name)),
    ),
    ...problemIf(is === "pod-identity" && primaryRole === undefined && !omitted(path), {
      rule: "missing-key",
      path: [...path, "primaryRole"],
      at: "key",
      found: "no primaryRole",
    }),
  ];
}
