import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import { isThere, placeOf, type Refusal } from "../refusals";
import type { Service } from "../services";

/** Whether the provider of a companion gets to what it configures: neither is set where it does. */
export interface Reach {
  readonly refusal?: Refusal;
  readonly unsure?: UnknownValue;
}

/**
 * Calls that only credentials of the owner's account can make, and what AWS answers to others. Where a resource's
 * owner may let other accounts in, nothing is certain.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
const OWNERS_ONLY: Readonly<Record<string, string>> = {
  aws_s3_bucket_policy: "MethodNotAllowed: The specified method is not allowed against this resource.",
  aws_kms_key_policy: "AccessDeniedException: the key is in another account",
  aws_sqs_queue_policy: "AccessDenied: Access to the resource is denied.",
};

export function reachOf(companion: Resource, target: Resource, { service }: Service): Reach {
  if (isThere(companion)) return {};
  const awsError = OWNERS_ONLY[companion.type];
  if (companion.account !== target.account) {
    const accounts = `${placeOf(companion)} works in account ${companion.account}, ${placeOf(target)} in ${target.account}`;
    if (awsError === undefined)
      return {
        unsure: new UnknownValue("not-read", `${accounts}, whose owner would have to give the other access`, ADVICE),
      };
    return {
      refusal: {
        kind: "owner",
        message: `${accounts}; only credentials of the owner's account can set it, so it is not in force`,
        awsError,
        fix: "Give it the provider of the account that owns what it configures.",
        location: companion.location(),
      },
    };
  }
  // An endpoint answers for its own region; whether a provider turns to another one is its own affair.
  if (companion.region !== undefined && target.region !== undefined && companion.region !== target.region)
    return {
      unsure: new UnknownValue(
        "not-read",
        `${placeOf(companion)} works in ${companion.region}, the ${service} resource ${placeOf(target)} is in ${target.region}`,
        ADVICE,
      ),
    };
  return {};
}

const ADVICE = { advice: "Give it the provider of what it configures." };
