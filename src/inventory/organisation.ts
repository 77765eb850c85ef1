import { POLICY_VERSION } from "../aws";
import type { Resource } from "../terraform/world";
import { hasUnknown, isOnlyUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { documentAt } from "./documents";
import type { OrganisationPolicy } from "./inventory";
import { organisationsOf } from "./management-accounts";
import type { ResourceIndex } from "./resource-index";
import { listAt, nameAt, required, textAt, textValue, unlessWrong } from "./values";

interface Attachment {
  readonly resource: Resource;
  readonly policy: string | UnknownValue | undefined;
  readonly target: string | UnknownValue;
}

/** The organisation policies of the world that are attached somewhere, and where; and those attached that it does not have. */
export const organisationPoliciesOf = (resources: ResourceIndex): readonly OrganisationPolicy[] => {
  const attachments = resources.managed("aws_organizations_policy_attachment").map(
    (resource): Attachment => ({
      resource,
      policy: unlessWrong(() => nameAt(resource, "policy_id")),
      target:
        resource.indefinite === undefined ? required(textAt(resource, "target_id"), "target_id") : resource.indefinite,
    }),
  );
  const made = resources.managed("aws_organizations_policy");
  const ids = new Set(made.map(idOf));
  const boundBy = boundIn(resources);
  return [
    ...made.flatMap((policy) => policiesBy(policy, attachments, boundBy)),
    ...resources.managed("awscc_organizations_policy").flatMap((policy) => policiesWithTargets(policy, boundBy)),
    ...attachments.flatMap((one) => unseenBy(one, ids)),
  ];
};

/** Where an attachment that `writer` makes to `target` is in force; nothing where AWS refuses it. */
type BoundBy = (
  writer: Resource,
  kind: OrganisationPolicy["kind"],
  target: string | UnknownValue,
) => readonly (string | UnknownValue)[];

/**
 * Only the account that manages an organisation, which no policy binds, and those that it delegates this to attach policies:
 * whoever attaches one to itself may be either.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
function boundIn(resources: ResourceIndex): BoundBy {
  const organisations = organisationsOf(resources);
  return ({ account }, kind, target) => {
    const types = [...KINDS].flatMap(([type, one]) => (one === kind ? [type] : []));
    const own = organisations.filter((one) => one.account === account);
    const taken = own.flatMap(({ takes }) => types.map(takes));
    if (taken.includes(false)) return [];
    return [taken.includes(undefined) || target === account ? PERHAPS : target];
  };
}

const idOf = (policy: Resource) => unlessWrong(() => nameAt(policy, "id"));

function policiesBy(
  policy: Resource,
  attachments: readonly Attachment[],
  boundBy: BoundBy,
): readonly OrganisationPolicy[] {
  const id = idOf(policy);
  const kinds = kindsOf(policy);
  const isSure = kinds.length === 1;
  return kinds.flatMap((kind) => {
    const targets = attachments.flatMap((one) =>
      one.policy === id && id !== undefined
        ? boundBy(one.resource, kind, isSure ? one.target : PERHAPS)
        : one.policy === undefined || isOpen(one.policy)
          ? [PERHAPS]
          : [],
    );
    return targets.length === 0 ? [] : [{ kind, document: documentAt(policy, policy.address, "content"), targets }];
  });
}

/** Of the provider awscc: it names itself what it is attached to. */
function policiesWithTargets(policy: Resource, boundBy: BoundBy): readonly OrganisationPolicy[] {
  const kinds = kindsOf(policy);
  const named = listAt(policy, "target_ids") ?? [];
  const targets =
    policy.indefinite !== undefined || named instanceof UnknownValue || kinds.length !== 1
      ? [PERHAPS]
      : named.map((one) => required(textValue(one), "target_ids"));
  return kinds.flatMap((kind) => {
    const bound = targets.flatMap((target) => boundBy(policy, kind, target));
    return bound.length === 0
      ? []
      : [{ kind, document: documentAt(policy, policy.address, "content"), targets: bound }];
  });
}

const PERHAPS = new UnknownValue("not-read", "whether it is attached, or of which type it is, is not known");

/** What AWS itself attaches everywhere, and what allows everything. */
const OF_AWS: ReadonlySet<unknown> = new Set(["p-FullAWSAccess", "p-RCPFullAWSAccess"]);

/** A policy that is attached and not in the world may deny anything. */
function unseenBy(
  { resource, policy, target }: Attachment,
  ids: ReadonlySet<string | UnknownValue | undefined>,
): readonly OrganisationPolicy[] {
  if (ids.has(policy) || OF_AWS.has(policy)) return [];
  const statement = {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "organizations:PolicyInForce": "true" } },
  };
  const textOf = (more: object) => JSON.stringify({ Version: POLICY_VERSION, Statement: { ...statement, ...more } });
  const document = { location: resource.location(), label: `the policy that ${resource.address} attaches` };
  return [
    { kind: "service", document: { ...document, text: textOf({}) }, targets: [target] },
    { kind: "resource", document: { ...document, text: textOf({ Principal: "*" }) }, targets: [target] },
  ];
}

const isOpen = (value: string | UnknownValue): boolean => value instanceof UnknownValue || isOnlyUnknown(value);

const KINDS: ReadonlyMap<string, OrganisationPolicy["kind"]> = new Map([
  ["SERVICE_CONTROL_POLICY", "service"],
  ["RESOURCE_CONTROL_POLICY", "resource"],
]);

/** Without a type it is a service control policy; one whose type is not known may be of either kind, or of another. */
function kindsOf(policy: Resource): readonly OrganisationPolicy["kind"][] {
  const type = textAt(policy, "type");
  if (type === undefined) return ["service"];
  if (type instanceof UnknownValue || hasUnknown(type)) return [...KINDS.values()];
  const kind = KINDS.get(type);
  return kind ? [kind] : [];
}
