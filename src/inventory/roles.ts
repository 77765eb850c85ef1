import { lazily, lazy } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { hasUnknown, readable, unknownText } from "../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../unknown/unknown-value";
import { attachmentsOf } from "./attachments";
import { byArn } from "./by-arn";
import { neverFirst } from "./circular-trusts";
import { type Clash, clashesOf, refusalIn, type Unique } from "./clashes";
import { documentAt, notSettled, settled, unknownDocument } from "./documents";
import type { Document, Inventory, Role } from "./inventory";
import { type ManagedPolicies, managedPolicies, missingPolicy } from "./managed-policies";
import { refusedRole } from "./refused-by-iam";
import { oldIdsOf } from "./replaced";
import type { ResourceIndex } from "./resource-index";
import { attachedTo, exists, raisedQuotas, refusedTogether, trustOn } from "./role-documents";
import { rolePolicies } from "./role-policies";
import { knownText, nameAt, unlessWrong } from "./values";

/** The roles that the world makes; a data source's policies are not known, so it is none. */
export function rolesOf(resources: ResourceIndex): Pick<Inventory, "roles" | "roleByArn"> {
  const attachments = attachmentsOf(resources);
  const managed = managedPolicies(resources);
  const oldIds = oldIdsOf(resources);
  const clashes = clashesOf(() => resources.managed("aws_iam_role"), ROLE);
  const made = resources.managed("aws_iam_role").map((resource) => ({
    resource,
    name: lazy(() => named(resource, "name")),
    arn: lazy(() => named(resource, "arn")),
    written: lazy(() => trustOf(resource, clashes(resource))),
  }));
  /** Those that apply has yet to create, by their ARNs. */
  const created = lazy(() =>
    byArn(
      made.flatMap(({ resource, name, arn, written }) =>
        resource.indefinite === undefined && !exists(resources, resource)
          ? [lazily({ resource: () => resource, name, arn, written })]
          : [],
      ),
      ({ name }) => name,
    ),
  );
  const roles = made.map(({ resource, name, arn, written }) => {
    const policies = lazy(() => rolePolicies(resources, resource, name(), attachments, managed));
    const trust = lazy(() => {
      const refused = () => neverFirst({ resource, arn: arn(), written: written() }, (one) => created().find(one));
      return oldIds(trustOn(resources, resource, written(), refused), resource, "assume_role_policy");
    });
    return lazily<Role>({
      resource: () => resource,
      arn,
      account: () => resource.account,
      partition: () => resource.partition,
      name,
      trust,
      policies: () => policies().policies,
      unseen: () => policies().unseen,
      refused: () => refusedTogether(resources, resource, policies().inline, policies().attached),
      raised: () => raisedQuotas(resources, resource, trust(), policies().attached),
      boundary: () => boundaryOf(resource, managed),
      refusal: () => refusalIn(clashes(resource)) ?? refusedRole(resource),
    });
  });
  const twins = resources.managed("awscc_iam_role").map(ofTwin);
  // what is in the world for certain is found before what may be
  const sorted = [
    ...roles.filter(({ resource }) => resource.indefinite === undefined),
    ...roles.filter(({ resource }) => resource.indefinite !== undefined),
  ];
  return { roles: [...roles, ...twins], roleByArn: byArn([...sorted, ...twins], ({ name }) => name).find };
}

/** A role of the provider awscc: whom it trusts makes chains, and what it may do is not read. */
function ofTwin(resource: Resource): Role {
  const name = lazy(() => named(resource, "role_name"));
  const path = () => knownText(nameAt(resource, "path")) ?? "/";
  return lazily<Role>({
    resource: () => resource,
    arn: () =>
      hasUnknown(name() + path())
        ? unknownText(`${resource.stack}/${resource.address}.arn`)
        : `arn:${resource.partition}:iam::${resource.account}:role${path()}${name()}`,
    account: () => resource.account,
    partition: () => resource.partition,
    name,
    trust: () => documentAt(resource, `the trust policy of ${resource.address}`, "assume_role_policy_document"),
    policies: () => [],
    unseen: () => [`policies of ${resource.type} are not read`],
    refused: () => [],
    raised: () => [],
    boundary: () => undefined,
    refusal: () => undefined,
  });
}

/**
 * IAM compares names without regard to case.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
const ROLE: Unique = {
  what: "IAM role",
  by: "name",
  nameOf: (role) => {
    const name = unlessWrong(() => knownText(nameAt(role, "name")));
    return name === undefined || hasUnknown(name) ? name : name.toLowerCase();
  },
  awsError: (name) => `EntityAlreadyExists: Role with name ${name} already exists.`,
};

/** The trust policy as AWS has it after apply. */
function trustOf(resource: Resource, clash: Clash | undefined): Document {
  const label = `the trust policy of ${resource.address}`;
  const document = settled(documentAt(resource, label, "assume_role_policy"), resource, "assume_role_policy");
  if (resource.indefinite !== undefined)
    return notSettled(
      document,
      unknownBecauseOf(resource.indefinite, `${resource.address}: ${resource.indefinite.reason}`),
    );
  if (clash instanceof UnknownValue) return notSettled(document, clash);
  return clash ? notSettled(document, new UnknownValue("after-apply", clash.message, { advice: clash.fix })) : document;
}

const named = (resource: Resource, attribute: string): string =>
  knownText(nameAt(resource, attribute)) ?? unknownText(`${resource.stack}/${resource.address}.${attribute}`);

function boundaryOf(resource: Resource, managed: ManagedPolicies): Document | undefined {
  const arn = nameAt(resource, "permissions_boundary");
  if (arn === undefined) return undefined;
  const document = arn instanceof UnknownValue ? undefined : managed.find(arn, resource, "permissions_boundary");
  if (document && arn && !(arn instanceof UnknownValue)) return attachedTo(() => resource.account, arn, document, true);
  const label = `the permissions boundary of ${resource.address}`;
  const unknown =
    arn instanceof UnknownValue
      ? arn
      : new UnknownValue("not-read", `${readable(arn)} ${missingPolicy(arn, resource)}`, {
          advice: "Add the stack that makes it to the command line.",
        });
  return unknownDocument(resource, label, unknown, "permissions_boundary");
}
