import { POLICY_VERSION } from "../../aws";
import type { Resource } from "../../terraform/world";
import { documentAt, optionalDocumentAt, unknownDocument } from "../documents";
import { holderOf } from "../holders";
import type { Document } from "../inventory";
import { isWritten, twoWriters } from "../refusals";
import type { OldIds } from "../replaced";
import type { ResourceIndex } from "../resource-index";
import type { Service } from "../services";
import type { Companions } from "./companions";

/** The resource policy of `target`: what another resource gives it, else its own attribute, else what AWS gives it. */
export function policyOf(
  resources: ResourceIndex,
  target: Resource,
  service: Service,
  companions: Companions,
  oldIds: OldIds,
): Document | undefined {
  if (!service.policy) return undefined;
  const { type, by } = service.policy;
  const separate = companions.of(target, service, type, by);
  const isOld = !target.writes("policy") && companions.outdated(target, service, type, by);
  const own = isOld ? undefined : optionalDocumentAt(target, `the policy of ${target.address}`, "policy");
  if (separate?.resource) {
    const { resource, unsure } = separate;
    const open =
      unsure ?? (own && isWritten(target, "policy") ? twoWriters(target, resource, "its policy") : undefined);
    return open
      ? unknownDocument(resource, resource.address, open, by)
      : oldIds(
          {
            ...documentAt(resource, resource.address, "policy"),
            holder: holderOf(resources, target, service.service, resource),
          },
          resource,
          "policy",
        );
  }
  const found = ownPolicy(resources, target, service, own);
  return found && oldIds(found, target, "policy");
}

function ownPolicy(
  resources: ResourceIndex,
  target: Resource,
  service: Service,
  own: Document | undefined,
): Document | undefined {
  if (own && !(service.service === "sns" && isTopicDefault(own.text, target.account)))
    return { ...own, holder: holderOf(resources, target, service.service) };
  return service.service === "kms" ? keyDefault(target) : undefined;
}

/**
 * Whether it is the policy that SNS gives a topic: it lets in the topic's own account only, as having none does.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
const isTopicDefault = (text: Document["text"], account: string): boolean =>
  typeof text === "string" &&
  /"__default_statement_ID"/.test(text) &&
  new RegExp(`"Condition":\\{"StringEquals":\\{"AWS:SourceOwner":\\[?"${account}"\\]?\\}\\}`, "i").test(
    text.replaceAll(/\s/g, ""),
  ) &&
  text.match(/"Effect"/g)?.length === 1;

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const keyDefault = (key: Resource): Document => ({
  text: JSON.stringify({
    Version: POLICY_VERSION,
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${key.partition}:iam::${key.account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  }),
  location: key.location(),
  label: `the default key policy of ${key.address}`,
  readOnly: true,
});
