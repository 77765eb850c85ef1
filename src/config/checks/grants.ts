import type { Path, Problem } from "../../rules";
import type { Draft, DraftGrant } from "../draft";
import { grantedBy, verbsIn } from "../granted";
import { VERBS } from "../services";
import { choiceOf, closestMatch } from "../suggestion";
import type { DraftPlacement } from "../workload-placement";
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

/** Whether a grant allows listing its resource, as far as it can be seen. */
export const allowsListing = (config: Draft, grant: DraftGrant | undefined): boolean =>
  (serviceOf(config, grant)?.kind ?? "bucket") === "bucket" &&
  (grant?.read !== undefined || !!grant?.actions?.includes("s3:ListBucket"));

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

export function checkGrants(context: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { grants, grantsPath, target, cluster } = placement;
  const holder = target ? target.account?.text : accountKeyOf(context.config, "clusters", cluster.text);
  return [
    ...grants.flatMap((grant, index) => (grant ? checkGrant(context, grant, [...grantsPath, index], holder) : [])),
    ...(areValid(context, grants, grantsPath) ? checkPolicyNames(context, placement) : []),
  ];
}

function checkGrant(
  { config, omitted }: CheckContext,
  grant: DraftGrant,
  path: Path,
  holder: string | undefined,
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
  const elsewhere = account !== undefined && Object.hasOwn(config.accounts ?? {}, holder ?? "") && account !== holder;
  return [
    ...checkReference(config, "resources", nameAtPath(key, ...at)),
    ...problemIf(elsewhere, {
      rule: "grant-account",
      path: at,
      found: `${key} in ${account} for a role in ${holder}`,
    }),
    ...checkActions(config, grant, path),
  ];
}

function checkActions(config: Draft, grant: DraftGrant, path: Path): readonly Problem[] {
  return (grant.actions ?? []).flatMap((action, index) => {
    const near = closestMatch(action ?? "", serviceOf(config, grant)?.actions() ?? []);
    return problemIf(action !== undefined && !isAction(config, grant, action), {
      rule: "action-name",
      path: [...path, "actions", index],
      found: `"${action}"`,
      ...(near ? { fix: `Did you mean ${near}?` } : {}),
    });
  });
}

function checkPolicyNames({ config }: CheckContext, { grants, policyNames }: DraftPlacement): readonly Problem[] {
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
