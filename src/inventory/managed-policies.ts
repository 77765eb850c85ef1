import { isDeepStrictEqual } from "node:util";
import { isPolicyOfAws, parseArn, policiesOfAwsDate, policyOfAws } from "../aws";
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
import { knownText, nameAt, unlessWrong } from "./values";

export interface ManagedPolicies {
  /**
   * The document of the managed policy `arn`, which `by` names at `path`; undefined where it is neither in the world nor
   * carried. @throws InputError
   */
  find(arn: string, by: Resource, path: string): Document | undefined;
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
    find(arn, by, path) {
      const found = index.find(arn);
      if (found?.resource.mode === "managed") return found.document;
      const read = index.named(arn).filter((one) => one.arn === arn && isRead(one.document));
      const [first] = read;
      if (first) return agreed(read.map(({ document }) => document)) ? first.document : contradicted(first, arn);
      return isOfPartition(arn, by) ? documentOfAws(arn, by, path) : undefined;
    },
  };
}

/** A policy that AWS manages, as it is carried. AWS has saved it, so that no quota and no check is about it. */
function documentOfAws(arn: string, by: Resource, path: string): Document | undefined {
  const text = policyOfAws(arn);
  if (text === undefined) return undefined;
  const holder = {
    service: "policy-of-aws",
    arn,
    account: undefined,
    partition: undefined,
    saved: true,
    guarded: false,
  };
  const label = `AWS's policy ${arn.slice(arn.indexOf("/") + 1)}`;
  return { text, location: by.location(path), label, holder, readOnly: true, ofAws: arn };
}

/** Those of AWS are in each partition by ARNs of its own: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const isOfPartition = (arn: string, { partition }: Resource): boolean => parseArn(arn)?.partition === partition;

/** Why a managed policy that `by` attaches is not known: it is neither in the world nor carried. */
export function missingPolicy(arn: string, by: Resource): string {
  if (!isPolicyOfAws(arn)) return "is not in what was read";
  if (!isOfPartition(arn, by)) return `is of another partition than the role, which is in ${by.partition}`;
  return `is not among the policies that AWS manages in partition aws as of ${policiesOfAwsDate()}`;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
const POLICY: Unique = {
  what: "managed policy",
  by: "name",
  nameOf: (policy) => unlessWrong(() => knownText(nameAt(policy, "name")))?.toLowerCase(),
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
      if (resource.indefinite !== undefined) return unknown(resource.indefinite);
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

/** Whether data sources that look a policy up, or assert what it says, have the same of it. */
const agreed = ([first, ...others]: readonly Document[]): boolean =>
  others.every(({ text }) => text === first?.text || isDeepStrictEqual(decoded(text), decoded(first?.text)));

/** As Terraform compares documents: without the white space and the order of keys. */
function decoded(text: Document["text"] | undefined): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

const contradicted = ({ resource }: ManagedPolicy, arn: string): Document =>
  unknownDocument(
    resource,
    resource.address,
    new UnknownValue("not-read", `data sources do not agree on what ${arn} says`, {
      advice: "Correct what their postconditions state, or prove the states after apply.",
    }),
    "policy",
  );

const isRead = ({ text }: Document): boolean => !(text instanceof UnknownValue) && !hasUnknown(text);
