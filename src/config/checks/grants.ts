import { partitionOf, refusedAcrossAccounts } from "../../aws";
import type { Path, Problem } from "../../rules";
import type { Draft, DraftGrant } from "../draft";
import { existingRole } from "../existing-roles";
import { grantedBy, verbsIn } from "../granted";
import { type DraftHolder, type DraftPlacement, holdersOf } from "../placement";
import { kindsOf, kmsKeyIn, type ServiceResource, VERBS } from "../services";
import { choiceOf, closestMatch } from "../suggestion";
import {
  accountKeyOf,
  type CheckContext,
  checkReference,
  nameAtPath,
  problemIf,
  resourceCalled,
} from "./check-context";

type Grants = DraftPlacement["grants"];

/** The key of the resource that a grant is on. */
export const resourceOf = (grant: DraftGrant | undefined): string | undefined => grant && grantedBy(grant)?.resource;

const serviceOf = (config: Draft, grant: DraftGrant | undefined) => resourceCalled(config, resourceOf(grant));

/** Whether a grant allows what `verify` would see it by, as far as that can be said. */
export function isVerifiable(config: Draft, grant: DraftGrant | undefined): boolean {
  const service = serviceOf(config, grant);
  const granted = grant && grantedBy(grant);
  if (!service || !granted) return true;
  const { verifiedBy } = service;
  if (verifiedBy === undefined) return false;
  return granted.verb === "actions"
    ? !!grant.actions?.includes(verifiedBy)
    : !!service.verbs[granted.verb]?.actions.split(", ").includes(verifiedBy);
}

const isAction = (config: Draft, grant: DraftGrant | undefined, action: string | undefined): boolean =>
  serviceOf(config, grant)
    ?.actions()
    .includes(action ?? "") ?? true;

/** Whether every grant is well formed, so that checks of all of them together make sense. */
export const areValid = ({ config, omitted }: CheckContext, grants: Grants, path: Path): boolean =>
  grants.length > 0 &&
  !omitted(path) &&
  grants.every(
    (grant, index) =>
      grant !== undefined &&
      !omitted([...path, index]) &&
      verbsIn(grant).length === 1 &&
      (grant.actions ?? []).every((action) => isAction(config, grant, action)),
  );

export const checkGrants = (context: CheckContext, placement: DraftPlacement): readonly Problem[] =>
  holdersOf(placement).flatMap((holder) => checkGrantsOf(context, holder));

function checkGrantsOf(context: CheckContext, role: DraftHolder): readonly Problem[] {
  const { grants, grantsPath, target, cluster } = role;
  const account = target ? target.account?.text : accountKeyOf(context.config, "clusters", cluster.text);
  // the account of a role that exists may be none of the file's
  const holder = { account, partition: target?.arn === undefined ? undefined : existingRole(target.arn).partition };
  return [
    ...grants.flatMap((grant, index) => (grant ? checkGrant(context, grant, [...grantsPath, index], holder) : [])),
    ...(areValid(context, grants, grantsPath) ? checkPolicyNames(context, role) : []),
  ];
}

/** The account of the role that gets the grants, and the partition that only the role's ARN gives. */
interface Holder {
  readonly account: string | undefined;
  readonly partition: string | undefined;
}

function checkGrant(
  { config, omitted }: CheckContext,
  grant: DraftGrant,
  path: Path,
  holder: Holder,
): readonly Problem[] {
  if (omitted(path)) return [];
  const verbs = verbsIn(grant);
  const granted = grantedBy(grant);
  if (!granted || verbs.length > 1) {
    const found = verbs.length === 0 ? "none of them" : verbs.join(" and ");
    return [{ rule: "exactly-one", path, found, expected: `one of ${VERBS.join(", ")} and actions` }];
  }
  const { verb, resource: key } = granted;
  if ((verb === "actions") !== (grant.on !== undefined)) {
    const found = verb === "actions" ? "actions without on" : `${verb} with on`;
    return [{ rule: "exactly-one", path, found, expected: "on beside actions, and only there" }];
  }
  const at = [...path, ...granted.path];
  const account = accountKeyOf(config, "resources", key);
  const isKnown = holder.partition !== undefined || Object.hasOwn(config.accounts ?? {}, holder.account ?? "");
  const elsewhere = account !== undefined && isKnown && account !== holder.account;
  return [
    ...checkReference(config, "resources", nameAtPath(key, ...at)),
    ...checkVerb(config, granted, path),
    ...(elsewhere ? checkFromAfar(config, `${key}`, holder, at) : []),
    ...(isKnown ? checkKeyFromAfar(config, key, holder, at) : []),
    ...checkActions(config, grant, path, elsewhere),
  ];
}

/** Whether the resource's service has the verb, and the limits that stand beside it. */
function checkVerb(
  config: Draft,
  { verb, resource: key, path }: NonNullable<ReturnType<typeof grantedBy>>,
  at: Path,
): readonly Problem[] {
  const resource = resourceCalled(config, key);
  if (!resource || verb === "actions") return [];
  const kind = path[1];
  const verbs = Object.keys(resource.verbs);
  return [
    ...problemIf(!verbs.includes(verb), {
      rule: "grant-verb",
      path: [...at, verb],
      at: "key",
      found: `${verb} of ${key}, ${named(resource)}`,
      expected: choiceOf(verb, [...verbs, "actions"]),
    }),
    ...problemIf(verbs.includes(verb) && kind !== undefined && kind !== resource.kind, {
      rule: "grant-verb",
      path: [...at, ...path],
      at: "key",
      found: `${kind}: ${key}, which is a ${resource.kind}`,
      expected: resource.verbs[verb]?.limits ? `${resource.kind}: ${key}` : `${verb}: ${key}`,
    }),
  ];
}

/** What lets a role of another account in: a policy of the resource, in which the configuration must be able to name both. */
function checkFromAfar(config: Draft, key: string, holder: Holder, path: Path): readonly Problem[] {
  const resource = resourceCalled(config, key);
  const entry = config.resources?.[key];
  if (!resource || !entry) return [];
  const partition = (account: string | undefined) => partitionOf(config.accounts?.[account ?? ""]?.region ?? "");
  const found = `${key} in ${entry.account} for a role in ${holder.account}`;
  if (!resource.resourcePolicy || partition(entry.account) !== (holder.partition ?? partition(holder.account)))
    return [{ rule: "grant-account", path, found }];
  const closed = resource.closedToOthers;
  if (closed) return [{ rule: "grant-account", path, found: `${found}, ${closed.found}`, fix: closed.fix }];
  return problemIf(keepsPolicy(config, key), {
    rule: "resource-policy-kept",
    path,
    found: `${found}, which exists already`,
  });
}

/** Whether a resource has a policy already that nobody said may be replaced. */
function keepsPolicy(config: Draft, key: string): boolean {
  const entry = config.resources?.[key];
  const isOthers = config.accounts?.[entry?.account ?? ""]?.managed === false;
  return resourceCalled(config, key)?.isCreated === false && entry?.resourcePolicy !== "replace" && !isOthers;
}

/** The key that a resource is encrypted with has a policy of its own, also where the resource is in the role's account. */
function checkKeyFromAfar(config: Draft, resource: string | undefined, holder: Holder, path: Path): readonly Problem[] {
  const entry = config.resources?.[resource ?? ""];
  const [named] = entry ? kindsOf(entry).flatMap((kind) => kmsKeyIn(entry[kind]) ?? []) : [];
  const account = accountKeyOf(config, "resources", named);
  return problemIf(
    named !== undefined && account !== undefined && account !== holder.account && keepsPolicy(config, named),
    {
      rule: "resource-policy-kept",
      path,
      found: `${resource}, whose key ${named} in ${account} exists already, for a role in ${holder.account}`,
    },
  );
}

function checkActions(config: Draft, grant: DraftGrant, path: Path, elsewhere: boolean): readonly Problem[] {
  return (grant.actions ?? []).flatMap((action, index): readonly Problem[] => {
    const refused = elsewhere && action !== undefined ? refusedAcrossAccounts(action) : undefined;
    if (refused)
      return [
        {
          rule: "grant-account",
          path: [...path, "actions", index],
          found: `${action}, which AWS allows to no role of another account (${refused.page})`,
        },
      ];
    const of = serviceOf(config, grant);
    // of an ARN that is none, which is said there
    const isNone = of && Object.keys(of.facts.parts).length === 0;
    if (action === undefined || !of || isNone || isAction(config, grant, action)) return [];
    const near = closestAction(action, of.facts.service, of.actions());
    return [
      {
        rule: "action-name",
        path: [...path, "actions", index],
        found: `"${action}"`,
        expected: `an action of ${of.facts.service} on ${named(of)}, by its exact name`,
        ...(near ? { fix: `Did you mean ${near}?` } : {}),
      },
    ];
  });
}

/** What a resource is, in messages. */
const named = ({ kind, facts }: ServiceResource): string =>
  kind === "arn" ? `what an ARN of ${facts.service} names` : `a ${kind}`;

/** The action that was probably meant, also where its service is left out. */
const closestAction = (action: string, service: string, actions: readonly string[]): string | undefined =>
  closestMatch(action.includes(":") ? action : `${service}:${action}`, actions);

function checkPolicyNames({ config }: CheckContext, { grants, policyNames }: DraftHolder): readonly Problem[] {
  const policies = [...new Set(grants.map((grant) => policyOf(config, grant)))];
  if (policyNames === undefined || policies.includes(undefined)) return [];
  const known = policies.filter((policy) => policy !== undefined);
  const { names, path } = policyNames;
  if (typeof names === "string")
    return problemIf(known.length > 1, {
      rule: "policy-name-many",
      path,
      found: `one name for ${known.join(", ")}`,
    });
  return Object.keys(names).flatMap((policy) =>
    problemIf(!known.includes(policy), {
      rule: "unknown-key",
      path: [...path, policy],
      at: "key",
      found: `"${policy}"`,
      expected: choiceOf(policy, known),
    }),
  );
}

/** `s3-read`; undefined where the service is not known. */
function policyOf(config: Draft, grant: DraftGrant | undefined): string | undefined {
  const service = serviceOf(config, grant)?.facts.service;
  const verb = grant && grantedBy(grant)?.verb;
  return service && verb && `${service}-${verb}`;
}
