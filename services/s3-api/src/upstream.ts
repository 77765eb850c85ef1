import { S3ServiceException } from "@aws-sdk/client-s3";
import { Problem } from "./problem";

/** What the AWS SDK throws: a service exception, or an error of the connection or of the credentials. */
interface UpstreamError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const TIME_OUTS = ["TimeoutError", "RequestTimeout", "ETIMEDOUT", "ESOCKETTIMEDOUT"];
/** What S3 answers where it knows the caller, but not by these credentials. */
const REFUSED_CREDENTIALS = ["ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"];

/** Whether S3 itself denied the request, which then was made as somebody. */
export const isDenied = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  error.$metadata.httpStatusCode === 403 &&
  !REFUSED_CREDENTIALS.includes(error.name);

/** Whether the pod has no credentials that S3 takes: errors of the SDK's providers, and of the services that they ask. */
function hasNoCredentials(error: unknown): boolean {
  if (error instanceof S3ServiceException) return REFUSED_CREDENTIALS.includes(error.name);
  const { name, $metadata } = error as UpstreamError;
  return (
    $metadata?.httpStatusCode !== undefined || name === "CredentialsProviderError" || name === "TokenProviderError"
  );
}

export const timedOut = (cause?: unknown): Problem =>
  new Problem(504, "Upstream time-out", "S3 did not answer in time; try again.", {}, { cause });

/** What a caller is told of an error of S3's. The error itself is for the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name = "", code = "", $response } = error as UpstreamError;
  const because = { cause: error };
  const headers = kept($response?.headers ?? {});
  if (TIME_OUTS.includes(name) || TIME_OUTS.includes(code)) return timedOut(error);
  if (hasNoCredentials(error))
    return new Problem(
      502,
      "No credentials",
      "The service has no valid credentials of its own; look at its log for this request id, then at its service account and role.",
      {},
      because,
    );
  if (name === "NoSuchBucket")
    return new Problem(502, "No bucket", "The service's bucket does not exist; look at its BUCKET_NAME.", {}, because);
  switch ((error as UpstreamError).$metadata?.httpStatusCode) {
    case 304:
      return new Problem(304, "Not modified", "The object has not changed.", headers, because);
    case 403:
      return new Problem(
        403,
        "Denied by S3",
        "S3 denied the read. The log has the role that asked under this request id; look at its policies, the bucket's and the key's. S3 also says so for a missing object where listing is not allowed.",
        {},
        because,
      );
    case 404:
      return new Problem(404, "No such object", "There is no object with this key; look at its spelling.", {}, because);
    case 412:
      return new Problem(412, "Precondition failed", "The object is not the one asked for.", headers, because);
    case 416:
      return new Problem(416, "Range not satisfiable", "The range lies outside the object.", headers, because);
    default:
      return new Problem(502, "Upstream fault", "S3 failed or could not be reached; try again.", {}, because);
  }
}

const KEPT = ["etag", "last-modified", "cache-control", "content-range", "accept-ranges"];

const kept = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.includes(name.toLowerCase())));
