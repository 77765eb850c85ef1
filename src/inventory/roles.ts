import { lazily, lazy } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { readable, unknownText } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { attachmentsOf } from "./attachments";
import { byArn } from "./by-arn";
import { unknownDocument } from "./documents";
import type { Document, Inventory, Role } from "./inventory";
import { type ManagedPolicies, managedPolicies } from "./managed-policies";
import type { ResourceIndex } from "./resource-index";
import { attachedTo, raisedQuotas, refusedTogether, trustOf } from "./role-documents";
import { rolePolicies } from "./role-policies";
import { knownText, nameAt } from "./values";

/** The roles that the world makes; a data source's policies are not known, so it is none. */
export function rolesOf(resources: ResourceIndex): Pick<Inventory, "roles" | "roleByArn"> {
  const attachments = attachmentsOf(resources);
  const managed = managedPolicies(resources);
  const roles = resources.managed("aws_iam_role").map((resource) => {
    const name = lazy(() => named(resource, "name"));
    const policies = lazy(() => rolePolicies(resources, resource, name(), attachments, managed));
    const arn = lazy(() => named(resource, "arn"));
    const trust = lazy(() => trustOf(resources, resource, arn));
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
    });
  });
  return { roles, roleByArn: byArn(roles, ({ name }) => name).find };
}

const named = (resource: Resource, attribute: string): string =>
  knownText(nameAt(resource, attribute)) ?? unknownText(`${resource.stack}/${resource.address}.${attribute}`);

function boundaryOf(resource: Resource, managed: ManagedPolicies): Document | undefined {
  const arn = nameAt(resource, "permissions_boundary");
  if (arn === undefined) return undefined;
  const document = arn instanceof UnknownValue ? undefined : managed.find(arn);
  if (document && arn && !(arn instanceof UnknownValue)) return attachedTo(() => resource.account, arn, document, true);
  const label = `the permissions boundary of ${resource.address}`;
  const unknown =
    arn instanceof UnknownValue
      ? arn
      : new UnknownValue("not-read", `${readable(arn)} is not in what was read`, {
          advice: "Add the stack that makes it to the command line.",
        });
  return unknownDocument(resource, label, unknown, "permissions_boundary");
}
