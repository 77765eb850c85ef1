import { bucketActions } from "../../aws";
import type { Path, Problem } from "../../rules";
import type { DraftGrant } from "../draft";
import { choiceOf, closestMatch } from "../suggestion";
import type { DraftPlacement } from "../workload-placement";
import { accountKeyOf, type CheckContext, checkReference, nameAtPath, problemIf } from "./check-context";

/** The verbs of a grant: each makes one policy of the final role. */
const VERBS = ["read", "write", "actions"] as const;

type Grants = DraftPlacement["grants"];

const verbsOf = (grant: DraftGrant) => VERBS.filter((verb) => grant[verb] !== undefined);

/** Whether a grant allows listing its resource. */
export const allowsListing = (grant: DraftGrant | undefined): boolean =>
  grant?.read !== undefined || !!grant?.actions?.includes("s3:ListBucket");

/** Whether every grant is well formed, so that checks of all of them together make sense. */
export const areValid = (grants: Grants, path: Path, omitted: CheckContext["omitted"]): boolean =>
  grants.length > 0 &&
  !omitted(path) &&
  grants.every(
    (grant, index) =>
      grant !== undefined &&
      !omitted([...path, index]) &&
      verbsOf(grant).length === 1 &&
      (grant.actions ?? []).every((action) => bucketActions().includes(action ?? "")),
  );

export function checkGrants(context: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { grants, grantsPath, target, cluster } = placement;
  const holder = target ? target.account?.text : accountKeyOf(context.config, "clusters", cluster.text);
  return [
    ...grants.flatMap((grant, index) => (grant ? checkGrant(context, grant, [...grantsPath, index], holder) : [])),
    ...(areValid(grants, grantsPath, context.omitted) ? checkPolicyNames(placement) : []),
  ];
}

function checkGrant(
  { config, omitted }: CheckContext,
  grant: DraftGrant,
  path: Path,
  holder: string | undefined,
): readonly Problem[] {
  if (omitted(path)) return [];
  const verbs = verbsOf(grant);
  const [verb] = verbs;
  if (verb === undefined || verbs.length > 1) {
    const found = verbs.length === 0 ? "none of them" : verbs.join(" and ");
    return [{ rule: "exactly-one", path, found, expected: "one of read, write and actions" }];
  }
  if ((verb === "actions") !== (grant.on !== undefined)) {
    const found = verb === "actions" ? "actions without on" : `${verb} with on`;
    return [{ rule: "exactly-one", path, found, expected: "on beside actions, and only there" }];
  }
  const name = verb === "actions" ? "on" : verb;
  const account = accountKeyOf(config, "resources", grant[name]);
  const elsewhere = account !== undefined && Object.hasOwn(config.accounts ?? {}, holder ?? "") && account !== holder;
  return [
    ...checkReference(config, "resources", nameAtPath(grant[name], ...path, name)),
    ...problemIf(elsewhere, {
      rule: "grant-account",
      path: [...path, name],
      found: `${grant[name]} in ${account} for a role in ${holder}`,
    }),
    ...(grant.actions ?? []).flatMap((action, index) => {
      const near = closestMatch(action ?? "", bucketActions());
      return problemIf(action !== undefined && !bucketActions().includes(action), {
        rule: "action-name",
        path: [...path, "actions", index],
        found: `"${action}"`,
        ...(near ? { fix: `Did you mean ${near}?` } : {}),
      });
    }),
  ];
}

function checkPolicyNames({ grants, policyNames }: DraftPlacement): readonly Problem[] {
  if (policyNames === undefined) return [];
  const policies = [...new Set(grants.flatMap((grant) => verbsOf(grant ?? {})))].map((verb) => `s3-${verb}`);
  const { names, path } = policyNames;
  if (typeof names === "string")
    return problemIf(policies.length > 1, {
      rule: "policy-name-many",
      path,
      found: `one name for ${policies.join(", ")}`,
    });
  return Object.keys(names).flatMap((policy) =>
    problemIf(!policies.includes(policy), {
      rule: "unknown-key",
      path: [...path, policy],
      at: "key",
      found: `"${policy}"`,
      expected: choiceOf(policy, policies),
    }),
  );
}
