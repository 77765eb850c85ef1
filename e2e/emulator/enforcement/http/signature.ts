import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Request } from "./request";

/**
 * A Signature Version 4, in the Authorization header or in the query string of a presigned URL.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export interface Signature {
  readonly accessKeyId: string;
  /** DATE/REGION/SERVICE/aws4_request */
  readonly scope: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** YYYYMMDDTHHMMSSZ */
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken?: string;
  /** How many seconds a presigned URL lives. */
  readonly presignedFor?: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** The signature of `request`; "malformed" where there is one that cannot be read. */
export function signatureOf(request: Request): Signature | "malformed" | undefined {
  const header = request.headers.get("authorization");
  const query = new Map(request.query);
  if (header === undefined && !query.has("X-Amz-Signature")) return undefined;
  const fields =
    header === undefined
      ? new Map([...query].map(([name, value]) => [name.replace(/^X-Amz-/, ""), value]))
      : fieldsOf(header);
  const [accessKeyId, date, region, service, end, ...more] = (fields?.get("Credential") ?? "").split("/");
  const time = query.get("X-Amz-Date") ?? request.headers.get("x-amz-date");
  const signedHeaders = fields?.get("SignedHeaders")?.split(";");
  const signature = fields?.get("Signature");
  if (!accessKeyId || !date || !region || !service || end !== "aws4_request" || more.length > 0) return "malformed";
  if (!time?.startsWith(date) || !timeOf(time) || !signedHeaders?.includes("host") || !signature) return "malformed";
  const presignedFor = header === undefined ? Number(query.get("X-Amz-Expires") ?? Number.NaN) : undefined;
  if (Number.isNaN(presignedFor)) return "malformed";
  const sessionToken = query.get("X-Amz-Security-Token") ?? request.headers.get("x-amz-security-token");
  return {
    ...{ accessKeyId, date, region, service, time, signedHeaders, signature },
    scope: `${date}/${region}/${service}/aws4_request`,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(presignedFor === undefined ? {} : { presignedFor }),
  };
}

/** Whether `request` was signed as it is, with `secret`. */
export function isSignedWith(secret: string, request: Request, signature: Signature): boolean {
  const text = [ALGORITHM, signature.time, signature.scope, sha256(canonicalOf(request, signature))].join("\n");
  const right = hmac(signingKey(secret, signature), text);
  const given = Buffer.from(signature.signature, "hex");
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Milliseconds since 1970 of YYYYMMDDTHHMMSSZ. */
export function timeOf(time: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const parsed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Values of the header `x-amz-content-sha256` other than a hash: that the body is not part of the signature. */
const isHash = (text: string): boolean => /^[\da-f]{64}$/.test(text);

/** Whether the body is the one whose hash was signed. */
export function isBodyOf(request: Request): boolean {
  const said = request.headers.get("x-amz-content-sha256");
  return said === undefined || !isHash(said) || said === sha256(request.body);
}

function fieldsOf(header: string): Map<string, string> | undefined {
  if (!header.startsWith(`${ALGORITHM} `)) return undefined;
  const pairs = header.slice(ALGORITHM.length).split(",");
  return new Map(
    pairs.map((pair) => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name, value.join("=")];
    }),
  );
}

function canonicalOf(request: Request, signature: Signature): string {
  const { signedHeaders, presignedFor, service } = signature;
  return [
    request.method,
    // S3 signs the path as it is sent; the other services encode what is sent once more, its slashes made single.
    service === "s3" ? request.path : encode(normal(request.path)).replaceAll("%2F", "/"),
    request.query
      .filter(([name]) => name !== "X-Amz-Signature" || presignedFor === undefined)
      .map(([name, value]) => [encode(name), encode(value)] as const)
      .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
      .map(([name, value]) => `${name}=${value}`)
      .join("&"),
    ...signedHeaders.map((name) => `${name}:${(request.headers.get(name) ?? "").trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders.join(";"),
    hashOf(request, signature),
  ].join("\n");
}

function hashOf(request: Request, { presignedFor, service }: Signature): string {
  const said = request.headers.get("x-amz-content-sha256");
  if (said !== undefined) return said;
  return service === "s3" && presignedFor !== undefined ? "UNSIGNED-PAYLOAD" : sha256(request.body);
}

/** A path without empty segments and without `.` and `..`. */
function normal(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}${path.endsWith("/") && segments.length > 0 ? "/" : ""}`;
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sha256 = (of: string | Buffer): string => createHash("sha256").update(of).digest("hex");

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const signingKey = (secret: string, { date, region, service }: Signature): Buffer =>
  [date, region, service, "aws4_request"].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
