import { POLICY_VERSION } from "../aws";
import { type Condition, type Policy, readPolicy, type Statement } from "../iam";
import type { Inventory, OrganisationPolicy } from "../inventory";
import { UnknownValue } from "../unknown/unknown-value";
import { openForm, type ReadDocument } from "./read-document";

/** A key that nothing gives a value: whether a policy is in force in an account that its attachment does not name. */
const IN_FORCE = "organizations:PolicyInForce";

const ACCOUNT_KEYS = { service: "aws:PrincipalAccount", resource: "aws:ResourceAccount" } as const;

/** The policies of one kind that the world attaches to accounts, each bound to the accounts that it is attached to. */
export function organisationPolicies(
  { organisationPolicies: policies }: Inventory,
  kind: OrganisationPolicy["kind"],
): readonly ReadDocument[] {
  return policies.flatMap((one) => (one.kind === kind ? reading(one) : []));
}

/**
 * AWS attaches FullAWSAccess to every account, so that an Allow adds nothing. Where one of the policies allows a part only,
 * FullAWSAccess has perhaps been detached.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export const fullAccessBeside = (full: ReadDocument, policies: readonly ReadDocument[]): ReadDocument =>
  policies.some(({ policy }) => policy?.statements.some(({ effect }) => effect === "Allow"))
    ? { ...full, policy: bound(full.policy, [condition(IN_FORCE, "true")]) }
    : full;

/**
 * What `policies` say of accounts that they bind: an account that manages an organisation is none of them.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
export function sparingManagement(
  { managementAccounts }: Inventory,
  kind: OrganisationPolicy["kind"],
  policies: readonly ReadDocument[],
): readonly ReadDocument[] {
  if (managementAccounts.size === 0) return policies;
  const others = [...managementAccounts].map((account) => condition(ACCOUNT_KEYS[kind], account, "StringNotEquals"));
  return policies.map((one) => (one.policy ? { ...one, policy: bound(one.policy, others) } : one));
}

/** FullAWSAccess, as far as it holds for accounts that manage an organisation whatever else is attached. */
export const fullAccessOfManagement = (
  { managementAccounts }: Inventory,
  full: ReadDocument,
): readonly ReadDocument[] =>
  [...managementAccounts].map((account) => ({
    ...full,
    label: `the account ${account}, which manages the organisation and no policy binds`,
    policy: bound(full.policy, [condition(ACCOUNT_KEYS.service, account)]),
  }));

/** A document that AWS would not save is not in force; one that is not known may deny anything. */
function reading({ kind, document, targets }: OrganisationPolicy): readonly ReadDocument[] {
  const { text, label, location } = document;
  if (text instanceof UnknownValue) return [{ policy: undefined, label, location, unknown: text }];
  const { policy, problem } = readPolicy(text, kind === "resource" ? "resource-control" : "organisation");
  const unknown = problem && openForm(problem);
  if (unknown) return [{ policy: undefined, label, location, unknown }];
  if (!policy) return [];
  const isPart = policy.statements.some((one) => one.effect === "Allow" && !isEverything(one));
  const kept: Policy = {
    statements: policy.statements.filter(({ effect }) => effect === "Deny" || (kind === "service" && isPart)),
  };
  return targets.map((target) => ({ policy: bound(kept, [conditionOn(kind, target)]), label, location }));
}

const isEverything = ({ actions, resources, conditions }: Statement): boolean =>
  !actions.negated &&
  conditions.length === 0 &&
  actions.of.some(({ text }) => text === "*") &&
  (resources === undefined || (!resources.negated && resources.of.some(({ text }) => text === "*")));

/** What a root or an organisational unit holds is not in the world. */
const conditionOn = (kind: OrganisationPolicy["kind"], target: string | UnknownValue): Condition | undefined =>
  typeof target === "string" && /^\d{12}$/.test(target)
    ? condition(ACCOUNT_KEYS[kind], target)
    : condition(IN_FORCE, "true");

function condition(key: string, value: string, operator = "StringEquals"): Condition | undefined {
  const text = JSON.stringify({
    Version: POLICY_VERSION,
    Statement: { Effect: "Deny", Action: "*", Resource: "*", Condition: { [operator]: { [key]: value } } },
  });
  return readPolicy(text, "identity").policy?.statements[0]?.conditions[0];
}

const bound = (policy: Policy | undefined, conditions: readonly (Condition | undefined)[]): Policy => ({
  statements: (policy?.statements ?? []).map((statement) => ({
    ...statement,
    conditions: [...statement.conditions, ...conditions.filter((one) => one !== undefined)],
  })),
});
