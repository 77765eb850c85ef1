import { bucketActions } from "../../aws";
import type { Path, Problem } from "../../rules";
import type { DraftGrant } from "../draft";
import { nearest, oneOf } from "../nearest";
import type { Placement } from "../placement";
import { accountOf, refers, type Subject, spelled, when } from "./subject";

/** What a grant says may be done: each makes one policy of the final role. */
const VERBS = ["read", "write", "actions"] as const;

type Grants = Placement["grants"];

const verbsOf = (grant: DraftGrant) => VERBS.filter((verb) => grant[verb] !== undefined);

/** Whether a grant lets its resource be listed. */
export const lists = (grant: DraftGrant | undefined): boolean =>
  grant?.read !== undefined || !!grant?.actions?.includes("s3:ListBucket");

/** Whether the grants are well formed, so that something can be said about all of them. */
export const sound = (grants: Grants, path: Path, lost: Subject["lost"]): boolean =>
  grants.length > 0 &&
  !lost(path) &&
  grants.every(
    (grant, index) =>
      grant !== undefined &&
      !lost([...path, index]) &&
      verbsOf(grant).length === 1 &&
      (grant.actions ?? []).every((action) => bucketActions().includes(action ?? "")),
  );

export function grants(subject: Subject, placement: Placement): readonly Problem[] {
  const { grants, grantsPath, target, cluster } = placement;
  const holder = target ? target.account?.text : accountOf(subject.config, "clusters", cluster.text);
  return [
    ...grants.flatMap((grant, index) => (grant ? one(subject, grant, [...grantsPath, index], holder) : [])),
    ...(sound(grants, grantsPath, subject.lost) ? policyNames(placement) : []),
  ];
}

function one({ config, lost }: Subject, grant: DraftGrant, path: Path, holder: string | undefined): readonly Problem[] {
  if (lost(path)) return [];
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
  const account = accountOf(config, "resources", grant[name]);
  const elsewhere = account !== undefined && Object.hasOwn(config.accounts ?? {}, holder ?? "") && account !== holder;
  return [
    ...refers(config, "resources", spelled(grant[name], ...path, name)),
    ...when(elsewhere, {
      rule: "grant-account",
      path: [...path, name],
      found: `${grant[name]} in ${account} for a role in ${holder}`,
    }),
    ...(grant.actions ?? []).flatMap((action, index) => {
      const near = nearest(action ?? "", bucketActions());
      return when(action !== undefined && !bucketActions().includes(action), {
        rule: "action-name",
        path: [...path, "actions", index],
        found: `"${action}"`,
        ...(near ? { fix: `Did you mean ${near}?` } : {}),
      });
    }),
  ];
}

function policyNames({ grants, policyNames }: Placement): readonly Problem[] {
  if (policyNames === undefined) return [];
  const policies = [...new Set(grants.flatMap((grant) => verbsOf(grant ?? {})))].map((verb) => `s3-${verb}`);
  const { names, path } = policyNames;
  if (typeof names === "string")
    return when(policies.length > 1, { rule: "policy-name-many", path, found: `one name for ${policies.join(", ")}` });
  return Object.keys(names).flatMap((policy) =>
    when(!policies.includes(policy), {
      rule: "unknown-key",
      path: [...path, policy],
      at: "key",
      found: `"${policy}"`,
      expected: oneOf(policy, policies),
    }),
  );
}
