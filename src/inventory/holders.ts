import type { PolicyHolder } from "../iam";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { ResourceIndex } from "./resource-index";
import { flagAt, knownText, nameAt, unlessWrong } from "./values";

/**
 * What a policy that `by` writes is put on: `resource`, of `service`. Where the partition is not known from a region, its ARN holds
 * a wildcard there.
 */
export function holderOf(
  resources: ResourceIndex,
  resource: Resource,
  service: string,
  by: Resource = resource,
): PolicyHolder {
  const arn = unlessWrong(() => knownText(nameAt(resource, "arn")));
  const located = resource.region !== undefined;
  return {
    service,
    arn: located ? arn : arn?.replace(/^arn:[^:]*:/, "arn:*:"),
    account: resource.account,
    partition: located ? resource.partition : undefined,
    saved: resources.stackOf(by)?.kind === "state",
    guarded: guarded(by, service),
  };
}

/** KMS checks unless the check is bypassed, Secrets Manager only where it is set. */
function guarded(by: Resource, service: string): boolean | undefined {
  if (service === "kms") {
    const bypass = flagAt(by, "bypass_policy_lockout_safety_check") ?? false;
    return bypass instanceof UnknownValue ? undefined : !bypass;
  }
  const block = service === "secretsmanager" ? (flagAt(by, "block_public_policy") ?? false) : false;
  return block instanceof UnknownValue ? undefined : block;
}
