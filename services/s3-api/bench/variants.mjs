/**
 * The service with one thing changed, named by VARIANT: what each of the SDK's options costs. Also how
 * much is left without Fastify, and without the SDK. Bundled like the service; `run.mjs --variants` runs it.
 */
import { Agent, createServer, get } from "node:http";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { HttpRequest } from "@smithy/core/transport";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import { appOf } from "../src/app";
import { settingsOf } from "../src/settings";
import { clientsOf } from "../src/upstream/clients";
import { SdkStore } from "../src/upstream/sdk";

/** @typedef {import("node:http").RequestListener} RequestListener */
/** @typedef {import("@smithy/types").HttpRequest} SignedRequest */

const agent = { keepAlive: true, maxSockets: 512 };

/** All the middleware that the SDK has, without what the service takes off. @param {S3Client} s3 */
const withUnused = (s3) => {
  const { credentials, requestHandler } = s3.config;
  const options = { forcePathStyle: true, maxAttempts: 2, credentials, requestHandler };
  s3.middlewareStack = new S3Client({ ...options, responseChecksumValidation: "WHEN_REQUIRED" }).middlewareStack;
};

/** @param {readonly string[]} names @returns {(s3: S3Client) => void} */
const without = (names) => (s3) => {
  for (const name of names) if (!s3.middlewareStack.remove(name)) throw new Error(`found no ${name}`);
};

/** @param {NodeHttpHandler} handler @returns {(s3: S3Client) => void} */
const handledBy = (handler) => (s3) => {
  s3.config.requestHandler = handler;
};

/** The middleware of each command is put together once; the SDK does so only where a call has no options. @param {S3Client} s3 */
const cached = (s3) => {
  s3.config.cacheMiddleware = true;
  const send = s3.send.bind(s3);
  s3.send = (/** @type {Parameters<typeof send>[0]} */ command) => send(command);
};

/** Changes to the service's S3 client, by name. @type {Record<string, (s3: S3Client) => void>} */
const CHANGES = {
  "as it is": () => {},
  "responseChecksumValidation: WHEN_SUPPORTED, the default": (s3) => {
    s3.config.responseChecksumValidation = async () => "WHEN_SUPPORTED";
  },
  "requestHandler: the default": handledBy(new NodeHttpHandler()),
  "requestHandler: the same without time-outs": handledBy(new NodeHttpHandler({ httpAgent: agent, httpsAgent: agent })),
  "requestHandler: no keep-alive": handledBy(
    new NodeHttpHandler({ httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } }),
  ),
  "with the six middleware that clients.ts takes off": withUnused,
  "without s3ExpressMiddleware": without(["s3ExpressMiddleware"]),
  "without getUserAgentMiddleware": without(["getUserAgentMiddleware"]),
  "cacheMiddleware: true, no options to send()": cached,
};

/** The SDK behind node:http alone. @param {S3Client} s3 @param {string} bucket @returns {RequestListener} */
const withoutFastify = (s3, bucket) => async (request, response) => {
  const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keyIn(request) }));
  response.setHeader("content-length", String(ContentLength));
  /** @type {import("node:http").IncomingMessage} */ (Body).pipe(response);
};

/** Each request signed and sent by the SDK's own parts, but not through its client: no retries, rules or errors. @param {S3Client} s3 @param {string} bucket @returns {RequestListener} */
function signerAlone(s3, bucket) {
  const { requestHandler } = s3.config;
  const signer = signerOf(s3);
  return async (request, response) => {
    const signed = await signer.sign(requestFor(`/${bucket}/${keyIn(request)}`));
    const { response: object } = await requestHandler.handle(signed);
    response.setHeader("content-length", String(object.headers["content-length"]));
    object.body.pipe(response);
  };
}

/** node:http to node:http, each key signed once: the least that such a proxy in Node.js can take. @param {S3Client} s3 @param {string} bucket @returns {RequestListener} */
function withoutSdk(s3, bucket) {
  const signer = signerOf(s3);
  /** @type {Map<string, SignedRequest>} */
  const signed = new Map();
  const kept = new Agent(agent);
  return async (request, response) => {
    const path = `/${bucket}/${keyIn(request)}`;
    const known = signed.get(path) ?? (await signer.sign(requestFor(path)));
    signed.set(path, known);
    get({ ...known, agent: kept }, (object) => {
      response.setHeader("content-length", String(object.headers["content-length"]));
      object.pipe(response);
    });
  };
}

/** The SDK's signer as the client sets it up. @param {S3Client} s3 */
function signerOf({ config: { credentials, region, sha256 } }) {
  return new SignatureV4({ credentials, region, sha256, service: "s3", uriEscapePath: false, applyChecksum: false });
}

/** @param {string} path */
function requestFor(path) {
  const { protocol, hostname, port, host } = new URL(process.env.AWS_ENDPOINT_URL ?? "");
  const headers = { host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  return new HttpRequest({ protocol, hostname, port: Number(port), method: "GET", path, headers });
}

/** @param {import("node:http").IncomingMessage} request */
const keyIn = ({ url = "" }) => url.slice("/s3/".length);

/** Other servers than the service's, by name. @type {Record<string, (s3: S3Client, bucket: string) => RequestListener>} */
const OTHERS = {
  "the SDK without Fastify": withoutFastify,
  "the SDK's signer and request handler alone": signerAlone,
  "neither Fastify nor the SDK": withoutSdk,
};

const variant = process.env.VARIANT;
if (variant === undefined) process.stdout.write(JSON.stringify([...Object.keys(CHANGES), ...Object.keys(OTHERS)]));
else {
  const settings = settingsOf(process.env);
  const { bucket, host, port } = settings;
  const clients = clientsOf(settings);
  const { s3 } = clients;
  CHANGES[variant]?.(s3);
  if (variant in OTHERS) createServer(OTHERS[variant](s3, bucket)).listen(port, host);
  else appOf({ upstream: { ...clients, store: new SdkStore(s3, bucket) }, ...settings }).server.listen({ host, port });
}
