import { randomUUID } from "node:crypto";
import { AwsError } from "../../types";
import type { Answer } from "../enforcement";
import type { Protocol } from "./protocols";

/** A token that is not its key's is an error of its own to S3 alone. */
const QUERY_CODES: Readonly<Record<string, string>> = { InvalidToken: "InvalidClientTokenId" };

/** Codes of errors that all services have, as the JSON protocols name them. */
const JSON_CODES: Readonly<Record<string, string>> = {
  InvalidToken: "UnrecognizedClientException",
  InvalidClientTokenId: "UnrecognizedClientException",
  ExpiredToken: "ExpiredTokenException",
  SignatureDoesNotMatch: "InvalidSignatureException",
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
  IncompleteSignature: "IncompleteSignatureException",
};

/** And in those of S3. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const S3_ERRORS: Readonly<Record<string, AwsError>> = {
  InvalidClientTokenId: new AwsError(
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
    403,
  ),
  InvalidToken: new AwsError("InvalidToken", "The provided token is malformed or otherwise not valid."),
  ExpiredToken: new AwsError("ExpiredToken", "The provided token has expired."),
  SignatureDoesNotMatch: new AwsError(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    403,
  ),
  IncompleteSignature: new AwsError("AuthorizationHeaderMalformed", "The authorization header is malformed."),
};

/** What an error's form depends on beside the protocol. */
interface Asking {
  readonly service: string;
  readonly method: string;
}

/** https://docs.aws.amazon.com/Route53/latest/APIReference/requests-rest-responses.html */
const ROUTE53_NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

/** The namespace of STS, the only query-protocol service that is answered here. */
const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

export function renderError(error: AwsError, protocol: Protocol, { service, method }: Asking): Answer {
  const id = randomUUID();
  switch (protocol) {
    case "query":
      return wrapped(error, STS_NAMESPACE, id);
    case "rest-xml": {
      if (service === "route53") return wrapped(error, ROUTE53_NAMESPACE, id);
      const { code, message, status } = S3_ERRORS[error.code] ?? error;
      const inside = elements({ Code: code, Message: message, RequestId: id, HostId: "emulator" });
      const body = method === "HEAD" ? "" : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inside}</Error>`;
      return xml(status, body, id);
    }
    default: {
      const code = JSON_CODES[error.code] ?? error.code;
      const status = protocol === "json" && code !== error.code ? 400 : error.status;
      // SQS had the query protocol first, and its clients still know its codes.
      const old = service === "sqs" ? { "x-amzn-query-error": `${error.code};Sender` } : {};
      const type = { "x-amzn-errortype": code, ...old };
      return json(status, { __type: code, message: error.message }, id, type);
    }
  }
}

/** As all but S3 have it. */
function wrapped(error: AwsError, namespace: string, id: string): Answer {
  const type = error.status < 500 ? "Sender" : "Receiver";
  const code = QUERY_CODES[error.code] ?? error.code;
  const inside = elements({ Error: { Type: type, Code: code, Message: error.message }, RequestId: id });
  return xml(error.status, `<ErrorResponse xmlns="${namespace}">${inside}</ErrorResponse>`, id);
}

/** What a handler returned. */
export function renderSuccess(value: Readonly<Record<string, unknown>>, operation: string, protocol: Protocol): Answer {
  const id = randomUUID();
  if (protocol !== "query") return json(200, value, id);
  const inside = elements({ [`${operation}Result`]: value, ResponseMetadata: { RequestId: id } });
  return xml(200, `<${operation}Response xmlns="${STS_NAMESPACE}">${inside}</${operation}Response>`, id);
}

const json = (status: number, value: unknown, id: string, headers = {}): Answer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id, ...headers },
  body: Buffer.from(JSON.stringify(value)),
});

const xml = (status: number, text: string, id: string): Answer => ({
  status,
  headers: { "content-type": "text/xml", "x-amzn-requestid": id, "x-amz-request-id": id },
  body: Buffer.from(text),
});

/** Lists as `member` elements; what is undefined is left out. */
export function elements(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => `<member>${elements(each)}</member>`).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => `<${name}>${elements(each)}</${name}>`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
