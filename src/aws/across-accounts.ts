import { actionsMatching, fits } from "./actions";

interface Refused {
  readonly page: string;
  readonly actions: ReadonlySet<string>;
}

const refused = (service: string, page: string, actions: string): readonly [string, Refused] => [
  service,
  { page, actions: new Set(actions.split(" ").map((action) => `${service}:${action}`.toLowerCase())) },
];

const AWS = "https://docs.aws.amazon.com";

/** Actions that AWS refuses to callers of another account than the resource's, regardless of its policy, by service. */
const REFUSED: ReadonlyMap<string, Refused> = new Map([
  refused(
    "s3",
    `${AWS}/AmazonS3/latest/API/API_PutBucketPolicy.html`,
    "PutBucketPolicy GetBucketPolicy DeleteBucketPolicy",
  ),
  refused(
    "kms",
    `${AWS}/kms/latest/developerguide/key-policy-modifying-external-accounts.html`,
    "CancelKeyDeletion CreateAlias DeleteAlias DeleteImportedKeyMaterial DisableKey DisableKeyRotation EnableKey EnableKeyRotation GetKeyPolicy GetParametersForImport ImportKeyMaterial ListKeyPolicies ListResourceTags PutKeyPolicy ReplicateKey RotateKeyOnDemand ScheduleKeyDeletion TagResource UntagResource UpdateAlias UpdateKeyDescription UpdatePrimaryRegion",
  ),
  refused(
    "sqs",
    `${AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limitations-of-custom-policies.html`,
    "AddPermission CancelMessageMoveTask CreateQueue DeleteQueue ListMessageMoveTasks ListQueues ListQueueTags RemovePermission SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue",
  ),
  refused(
    "dynamodb",
    `${AWS}/amazondynamodb/latest/developerguide/rbac-iam-actions.html`,
    "CreateBackup DeleteResourcePolicy DescribeContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination DescribeTimeToLive DisableKinesisStreamingDestination EnableKinesisStreamingDestination ExportTableToPointInTime GetResourcePolicy PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate PutResourcePolicy RestoreTableToPointInTime UpdateContinuousBackups UpdateContributorInsights UpdateKinesisStreamingDestination UpdateTimeToLive",
  ),
  refused(
    "ssm",
    `${AWS}/systems-manager/latest/userguide/parameter-store-shared-parameters.html`,
    "PutParameter DeleteParameter DeleteParameters LabelParameterVersion UnlabelParameterVersion",
  ),
]);

/** How much of `action`, which may be a pattern, on `resource` AWS refuses across accounts, and the page where it does. */
export function refusedAcrossAccounts(
  action: string,
  resource = "*",
): { readonly page: string; readonly whole: boolean } | undefined {
  const lower = action.toLowerCase();
  const [service = ""] = lower.split(":");
  const found = REFUSED.get(service);
  if (!found) return undefined;
  if (!/[*?]/.test(lower)) return found.actions.has(lower) ? { page: found.page, whole: true } : undefined;
  const named = actionsMatching(service).map((one) => one.toLowerCase());
  const pattern = new RegExp(
    `^${lower
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );
  // of a bucket's objects, `s3:Get*` is not about its policy
  const hit = named.filter((one) => pattern.test(one) && fits(one, resource));
  const refusals = hit.filter((one) => found.actions.has(one));
  return refusals.length === 0 ? undefined : { page: found.page, whole: refusals.length === hit.length };
}
