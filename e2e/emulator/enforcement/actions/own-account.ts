import { AwsError } from "../../types";
import type { Asked } from "../enforcement";
import { accountOfCaller } from "./access";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html (405), and Get and Delete alike */
const S3 = new Set(["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"]);

/**
 * "Cross-account permissions don't apply to this action."
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
const SQS = new Set(
  "AddPermission DeleteQueue ListQueueTags RemovePermission SetQueueAttributes TagQueue UntagQueue".split(" "),
);

/**
 * Refuses what no policy can grant to another account. AWS's pages do not document SQS's error for it.
 * @throws AwsError MethodNotAllowed, AccessDenied
 */
export function checkOwnAccount({ service, operation, caller }: Asked, account: string): void {
  if (accountOfCaller(caller) === account) return;
  if (service === "s3" && S3.has(operation))
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  if (service === "sqs" && SQS.has(operation))
    throw new AwsError("AccessDenied", `${operation} is for the queue's own account only.`, 403);
}
