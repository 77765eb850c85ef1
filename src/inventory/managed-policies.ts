import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { byArn } from "./by-arn";
import { documentAt, unknownDocument } from "./documents";
import { holderOf } from "./holders";
import type { Document } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { knownText, nameAt } from "./values";

export interface ManagedPolicies {
  /** The document of the managed policy `arn`; undefined where it is not in the world. @throws InputError */
  find(arn: string): Document | undefined;
}

interface ManagedPolicy {
  readonly arn: string;
  readonly document: Document;
  readonly resource: Resource;
}

/** Customer managed policies, and what a state tells of others that it has looked up. */
export function managedPolicies(resources: ResourceIndex): ManagedPolicies {
  const all = [...resources.managed("aws_iam_policy"), ...resources.data("aws_iam_policy")].map((resource) =>
    policyOf(resources, resource),
  );
  const index = byArn(all, ({ resource }) => knownText(nameAt(resource, "name")));
  return {
    find(arn) {
      const found = index.find(arn);
      if (!found) return undefined;
      const { document, resource } = found;
      return resource.mode === "managed" || isRead(document) ? document : undefined;
    },
  };
}

const policyOf = (resources: ResourceIndex, resource: Resource): ManagedPolicy =>
  lazily<ManagedPolicy>({
    resource: () => resource,
    arn: () => knownText(nameAt(resource, "arn")) ?? "",
    document: () =>
      resource.indefinite === undefined
        ? {
            ...documentAt(resource, resource.address, "policy"),
            ...(resource.mode === "managed" ? { holder: holderOf(resources, resource, "managed-policy") } : {}),
          }
        : unknownDocument(resource, resource.address, new UnknownValue("not-read", resource.indefinite), "policy"),
  });

const isRead = ({ text }: Document): boolean => !(text instanceof UnknownValue) && !hasUnknown(text);
