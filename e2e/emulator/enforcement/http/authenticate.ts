import { AwsError, type Caller } from "../../types";
import type { Identity } from "../enforcement";
import { queryValue, type Request } from "./request";
import { isBodyOf, isSignedWith, type Signature, signatureOf, timeOf } from "./signature";

/** Who sent a request, and for which service and region they signed it. */
export interface Authentic {
  readonly caller: Caller;
  readonly service: string;
  readonly region: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html: 15 minutes */
const SKEW_MS = 15 * 60_000;

/**
 * Finds out who sent `request`.
 * @throws AwsError with the code of STS and IAM; render.ts translates it for other services
 */
export async function authenticate(request: Request, identity: Identity): Promise<Authentic> {
  const signature = signatureOf(request);
  if (signature === "malformed")
    throw new AwsError("IncompleteSignature", "Authorization header or query parameters are not a valid signature.");
  if (!signature) return unsigned(request);
  checkTime(signature);
  const { caller, secretAccessKey } = await identity.identify(signature.accessKeyId, signature.sessionToken);
  if (!isSignedWith(secretAccessKey, request, signature)) throw doesNotMatch();
  if (!isBodyOf(request))
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  return { caller, service: signature.service, region: signature.region };
}

/** The service that a request is for, if only to answer its error in that service's form. */
export function serviceOf(request: Request): string {
  const signature = signatureOf(request);
  if (signature && signature !== "malformed") return signature.service;
  const form = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
  if (form || queryValue(request, "Action") !== undefined) return "sts";
  return request.headers.get("x-amz-target")?.split(/[_.]/)[0]?.toLowerCase() ?? "s3";
}

/** Only web identities and S3's public objects need no signature. */
function unsigned(request: Request): Authentic {
  const service = serviceOf(request);
  const text = `${request.url.split("?")[1] ?? ""}&${request.body.subarray(0, 100_000)}`;
  const allowed = service === "s3" || (service === "sts" && /(^|&)Action=AssumeRoleWithWebIdentity(&|$)/.test(text));
  if (!allowed) throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  return { caller: { kind: "anonymous" }, service, region: "us-east-1" };
}

function checkTime({ time, presignedFor, service }: Signature): void {
  const signed = timeOf(time) ?? 0;
  const now = Date.now();
  if (presignedFor !== undefined) {
    if (now > signed + presignedFor * 1000) throw new AwsError("AccessDenied", "Request has expired", 403);
    return;
  }
  if (Math.abs(now - signed) <= SKEW_MS) return;
  const clock = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  if (service === "s3")
    throw new AwsError(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      403,
    );
  throw doesNotMatch(
    signed < now
      ? `Signature expired: ${time} is now earlier than ${clock} - 15 min.`
      : `Signature not yet current: ${time} is still later than ${clock} + 15 min.`,
  );
}

const doesNotMatch = (
  message = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
) => new AwsError("SignatureDoesNotMatch", message, 403);
