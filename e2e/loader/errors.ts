/** A refusal by AWS, Kubernetes or Terraform itself. */
export class Refused extends Error {
  constructor(
    /** As on the wire: `MalformedPolicyDocument`; for Terraform's own errors their heading. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Terraform's plan fails, so that nothing of the stack is changed. */
export class PlanRefused extends Refused {}

/** A value of a resource that does not exist. */
export class NotKnown extends Error {}

/** The connection broke: whether the request took effect is not known. A killed terraform leaves as much behind. */
export class Interrupted extends Error {}

/** AWS's error codes for something that exists already. */
const EXISTS = new Set([
  "EntityAlreadyExists",
  "ResourceInUseException",
  "BucketAlreadyOwnedByYou",
  "ResourceExistsException",
  "AlreadyExistsException",
  "ParameterAlreadyExists",
  "HostedZoneAlreadyExists",
]);

/** AWS's error codes for something that does not exist. */
const MISSING = new Set([
  "NoSuchEntity",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchKey",
  "NotFound",
  "NotFoundException",
  "ResourceNotFoundException",
  "PolicyNotFoundException",
  "ParameterNotFound",
  "QueueDoesNotExist",
  "AWS.SimpleQueueService.NonExistentQueue",
  "NoSuchHostedZone",
  // a key that is being deleted
  "KMSInvalidStateException",
]);

export const saysExists = ({ code }: Refused): boolean => EXISTS.has(code);
const saysMissing = ({ code }: Refused): boolean => MISSING.has(code);

/** Errors that the provider tries again while IAM's changes spread. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency */
export const mayPass = ({ code, message }: Refused): boolean =>
  (code === "MalformedPolicyDocument" && message.includes("Invalid principal")) ||
  (code === "MalformedPolicy" && message.includes("Invalid principal")) ||
  (code === "InvalidParameterException" && message.includes("does not exist"));

/** An SDK client's error as Refused or Interrupted; any other error unchanged. */
export function meaningOf(error: unknown): unknown {
  if (!(error instanceof Error) || !("$metadata" in error)) return error;
  const { $metadata } = error as { $metadata: { httpStatusCode?: number } };
  if ($metadata.httpStatusCode === undefined) return new Interrupted(error.message, { cause: error });
  const code = "Code" in error && typeof error.Code === "string" ? error.Code : error.name;
  return new Refused(code, error.message);
}

/** What AWS answers; undefined where it refuses. */
export async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Treats a removal of something already gone as done. */
export async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof Refused && saysMissing(error))) throw error;
  }
}
