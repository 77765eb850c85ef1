import type { IncomingMessage } from "node:http";
import { type Fault, UpstreamError } from "./error";

/** What an error's body may hold, in bytes: S3's have less than 2 KiB. */
const LONGEST = 64 * 1024;

/** What S3 answers where it knows the caller, but not by these credentials. */
const REFUSED_CREDENTIALS = ["ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"];
const THROTTLES = ["SlowDown", "RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException"];
const OTHER_REGION = [
  "AuthorizationHeaderMalformed",
  "PermanentRedirect",
  "TemporaryRedirect",
  "IllegalLocationConstraintException",
];
const SKEWED = ["RequestTimeTooSkewed", "RequestExpired"];

/** Faults by S3's status, where its code says no more. */
const BY_STATUS: Readonly<Record<number, Fault>> = {
  301: "wrong region",
  304: "not modified",
  307: "wrong region",
  403: "denied",
  404: "no object",
  412: "precondition failed",
  416: "range not satisfiable",
  429: "throttled",
};

/** An error's fault by S3's status and code: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function faultOf(status: number, code = ""): Fault {
  if (REFUSED_CREDENTIALS.includes(code)) return "no credentials";
  if (THROTTLES.includes(code)) return "throttled";
  if (OTHER_REGION.includes(code)) return "wrong region";
  if (SKEWED.includes(code)) return "clock skewed";
  if (code === "NoSuchBucket") return "no bucket";
  if (code === "InvalidObjectState") return "archived";
  if (code === "RequestTimeout") return "timed out";
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? "refused" : "failed");
}

/** What S3 answers instead of an object, its body read to the end. */
export async function errorOf(answer: IncomingMessage, region: string): Promise<UpstreamError> {
  const { statusCode: status = 0, headers } = answer;
  const text = await textOf(answer);
  const element = (name: string) => new RegExp(`<${name}>([^<]{1,1000})</${name}>`).exec(text)?.[1];
  const code = element("Code");
  const there = one(headers["x-amz-bucket-region"]) ?? element("Region");
  const elsewhere = status !== 403 && status !== 404 && there !== undefined && there !== region;
  const fault = status === 400 && elsewhere ? "wrong region" : faultOf(status, code);
  const described = `S3 answered ${status} ${code ?? "without an error code"}${ofMessage(element("Message"))}`;
  const message =
    fault === "wrong region" && elsewhere ? `${described}; asked ${region}, the bucket is in ${there}` : described;
  return new UpstreamError(fault, message, {
    status,
    code,
    requestId: one(headers["x-amz-request-id"]),
    headers: headers as Readonly<Record<string, string | undefined>>,
  });
}

const ofMessage = (message: string | undefined): string => (message ? `: ${message}` : "");

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** A body as text; what is longer than errors are is cut with its connection. Rejects where the body is cut short. */
async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > LONGEST) break; // which destroys it
  }
  return Buffer.concat(parts).toString("utf8");
}
