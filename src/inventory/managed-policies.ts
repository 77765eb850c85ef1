import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { byArn } from "./by-arn";
import { type Clash, clashesOf, type Unique } from "./clashes";
import { documentAt, unknownDocument } from "./documents";
import { holderOf } from "./holders";
import type { Document } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { knownText, nameAt, unlessAccountMissing } from "./values";

export interface ManagedPolicies {
  /** The document of the managed policy `arn`; undefined where it is not in the world. @throws InputError */
  find(arn: string): Document | undefined;
}

interface ManagedPolicy {
  readonly arn: string;
  readonly document: Document;
  readonly resource: Resource;
}

/** Customer managed policies, and others that a state has looked up. */
export function managedPolicies(resources: ResourceIndex): ManagedPolicies {
  const clashes = clashesOf(() => resources.managed("aws_iam_policy"), POLICY);
  const all = [...resources.managed("aws_iam_policy"), ...resources.data("aws_iam_policy")].map((resource) =>
    policyOf(resources, resource, clashes),
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

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
const POLICY: Unique = {
  what: "managed policy",
  nameOf: (policy) => unlessAccountMissing(() => knownText(nameAt(policy, "name")))?.toLowerCase(),
  awsError: (name) => `EntityAlreadyExists: A policy called ${name} already exists.`,
};

const policyOf = (
  resources: ResourceIndex,
  resource: Resource,
  clashOf: (resource: Resource) => Clash | undefined,
): ManagedPolicy =>
  lazily<ManagedPolicy>({
    resource: () => resource,
    arn: () => knownText(nameAt(resource, "arn")) ?? "",
    document: () => {
      const unknown = (reason: UnknownValue) => unknownDocument(resource, resource.address, reason, "policy");
      if (resource.indefinite !== undefined) return unknown(new UnknownValue("not-read", resource.indefinite));
      const clash = resource.mode === "managed" ? clashOf(resource) : undefined;
      if (clash instanceof UnknownValue) return unknown(clash);
      return clash
        ? unknown(new UnknownValue("after-apply", clash.message, { advice: clash.fix }))
        : {
            ...documentAt(resource, resource.address, "policy"),
            ...(resource.mode === "managed" ? { holder: holderOf(resources, resource, "managed-policy") } : {}),
          };
    },
  });

const isRead = ({ text }: Document): boolean => !(text instanceof UnknownValue) && !hasUnknown(text);
