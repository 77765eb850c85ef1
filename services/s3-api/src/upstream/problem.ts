import { Problem } from "../problem";
import { type Fault, UpstreamError } from "./error";

/** Whether S3 itself denied the request, which then was made as somebody. */
export const isDenied = (error: unknown): boolean => error instanceof UpstreamError && error.fault === "denied";

export const timedOut = (cause?: unknown): Problem => new Problem(...ANSWERS["timed out"], {}, { cause });

/** Status, title and detail of what a caller is told. */
const ANSWERS: Readonly<Record<Fault, readonly [number, string, string]>> = {
  "not modified": [304, "Not modified", "The object has not changed."],
  denied: [
    403,
    "Denied by S3",
    "S3 denied the read. The log has the role that asked under this request id; look at its policies, the bucket's and the key's. S3 also says so for a missing object where listing is not allowed.",
  ],
  "no object": [404, "No such object", "There is no object with this key; look at its spelling."],
  "precondition failed": [412, "Precondition failed", "The object is not the one asked for."],
  "range not satisfiable": [416, "Range not satisfiable", "The range lies outside the object."],
  archived: [409, "Archived", "The object is in an archive storage class; it can be read once it has been restored."],
  "no bucket": [502, "No bucket", "The service's bucket does not exist; look at its BUCKET_NAME."],
  "wrong region": [
    502,
    "Wrong region",
    "The service's bucket is in another AWS region than the service asks, which the log names under this request id; look at its AWS_REGION.",
  ],
  "no credentials": [
    502,
    "No credentials",
    "The service has no valid credentials of its own; look at its log for this request id, then at its service account and role.",
  ],
  "clock skewed": [
    502,
    "Clock skew",
    "S3 takes no request whose time is more than 15 minutes off; look at the clock of the service's node.",
  ],
  misconfigured: [
    502,
    "No endpoint",
    "The service found no endpoint for its bucket; look at its log for this request id, then at its BUCKET_NAME, AWS_REGION and AWS_ENDPOINT_URL.",
  ],
  refused: [
    502,
    "Refused by S3",
    "S3 refused the request, and asking again will not help; the log has its reason under this request id.",
  ],
  throttled: [503, "Slow down", "S3 takes fewer requests for now; try again later."],
  "timed out": [504, "Upstream time-out", "S3 did not answer in time; try again."],
  failed: [502, "Upstream fault", "S3 failed or could not be reached; try again."],
};

/** What a caller is told of an error on the way to the object. The error itself is for the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof UpstreamError)) return new Problem(...ANSWERS.failed, {}, { cause: error });
  return new Problem(...ANSWERS[error.fault], headersFor(error), { cause: error });
}

function headersFor(error: UpstreamError): Readonly<Record<string, string>> {
  if (error.fault === "throttled") return { "retry-after": error.header("retry-after") ?? "1" };
  return ABOUT_AN_OBJECT.includes(error.fault) ? kept(error) : {};
}

const ABOUT_AN_OBJECT: readonly Fault[] = ["not modified", "precondition failed", "range not satisfiable"];
/** What answers without an object have of its headers. */
const KEPT = ["etag", "last-modified", "cache-control", "content-range", "accept-ranges"];

const kept = (error: UpstreamError): Record<string, string> =>
  Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = error.header(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
