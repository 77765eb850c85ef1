import { AwsError } from "../../types";
import { routeOf } from "./eks-routes";
import { treeOf } from "./query";
import { decoded, type Request } from "./request";
import { route53RouteOf } from "./route53-routes";
import { s3RouteOf } from "./s3-routes";

export type Protocol = "query" | "json" | "rest-json" | "rest-xml";

/** What a request asks for. */
export interface Read {
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  iam: "query",
  sts: "query",
  sns: "query",
  sqs: "query",
  s3: "rest-xml",
  route53: "rest-xml",
  eks: "rest-json",
  "eks-auth": "rest-json",
  dynamodb: "json",
  kms: "json",
  secretsmanager: "json",
  ssm: "json",
};

/** The protocol of a request; SQS has two. A service that is not here is answered as one of the query protocol. */
export function protocolOf(service: string, request: Request): Protocol {
  return request.headers.has("x-amz-target") ? "json" : (PROTOCOLS[service] ?? "query");
}

/** @throws AwsError NotImplemented, MissingAction, SerializationException */
export function read(service: string, request: Request): Read {
  if (!Object.hasOwn(PROTOCOLS, service))
    throw new AwsError("NotImplemented", `The service ${service} is not known here.`, 501);
  switch (protocolOf(service, request)) {
    case "query":
      return readQuery(request);
    case "json":
      return { operation: request.headers.get("x-amz-target")?.split(".").at(-1) ?? "", params: jsonOf(request.body) };
    case "rest-json":
      return readRestJson(request);
    case "rest-xml":
      return service === "route53" ? route53RouteOf(request) : s3RouteOf(request);
  }
}

function readQuery(request: Request): Read {
  const form = request.body
    .toString("utf8")
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.replaceAll("+", " ").split("=");
      return [decoded(name), decoded(value.join("="))] as const;
    });
  const pairs = [...request.query.filter(([name]) => !name.startsWith("X-Amz-")), ...form];
  const operation = pairs.find(([name]) => name === "Action")?.[1];
  if (!operation) throw new AwsError("MissingAction", "Missing Action");
  return { operation, params: treeOf(pairs) };
}

function readRestJson(request: Request): Read {
  const route = routeOf(request.method, request.path);
  if (!route)
    throw new AwsError("NotImplemented", `${request.method} ${request.path} is no request that is known here.`, 501);
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of request.query) {
    if (name === "tagKeys") query[name] = [...(query[name] ?? []), value];
    else query[name] = value;
  }
  return { operation: route.operation, params: { ...query, ...jsonOf(request.body), ...route.params } };
}

function jsonOf(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  throw new AwsError("SerializationException", "The request's body is no JSON object.");
}
