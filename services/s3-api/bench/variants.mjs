/**
 * The service with one thing changed, named by VARIANT: other ways to sign a request and to send it, and
 * without the service's own code. Bundled like the service; `run.mjs --variants` measures each beside it.
 */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { HttpRequest } from "@smithy/core/transport";
import { SignatureV4 } from "@smithy/signature-v4";
import { sign } from "aws4";
import { AwsV4Signer } from "aws4fetch";
import { request, Agent as UndiciAgent } from "undici";
import { App } from "../src/app";
import { logOf } from "../src/log";
import { CONNECTIONS, settingsOf } from "../src/settings";
import { clientsOf, upstreamOf } from "../src/upstream/clients";
import { endpointOf } from "../src/upstream/endpoint";
import { HttpStore } from "../src/upstream/http";
import { SdkStore } from "../src/upstream/sdk";

/** @typedef {import("../src/upstream/store").ObjectStore} ObjectStore */

/** Sends by undici. */
class UndiciStore extends HttpStore {
  agent = new UndiciAgent({ connections: CONNECTIONS, pipelining: 1 });

  async send({ protocol, hostname, port, method, path, headers }, _, signal) {
    const url = `${protocol}//${hostname}:${port}${path}`;
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(url, { method, headers, signal, dispatcher: this.agent });
    return Object.assign(body, { statusCode, headers: answered });
  }
}

const settings = settingsOf(process.env);
const { s3 } = clientsOf(settings);
const options = async () => ({
  endpoint: await endpointOf(s3, settings.bucket),
  agent: new SecureAgent({ keepAlive: true, maxSockets: CONNECTIONS }),
  connectionTimeout: 3000,
  credentials: s3.config.credentials,
  retryStrategy: await s3.config.retryStrategy(),
});

const REGION = "us-east-1";
const NOTHING = createHash("sha256").digest("hex");

/**
 * @param {HttpStore} store
 * @param {(request: { method: string, path: string, headers: Record<string, string> }) => Promise<Record<string, string>>} way
 *   gives all headers that a request is to have
 */
const signedBy = async (store, way) => {
  const { host } = (await endpointOf(s3, settings.bucket)).url;
  const sign = async (method, path) => {
    const headers = { host, "x-amz-content-sha256": NOTHING };
    return Object.entries(await way({ method, path, headers })).flat();
  };
  return Object.assign(store, { signer: { sign } });
};

const signer = new SignatureV4({
  credentials: s3.config.credentials,
  region: REGION,
  service: "s3",
  sha256: s3.config.sha256,
  uriEscapePath: false,
  applyChecksum: false,
});
const sdks = async (request) => (await signer.sign(new HttpRequest(request))).headers;

const aws4 = async ({ method, path, headers }) =>
  sign({ host: headers.host, method, path, headers, service: "s3", region: REGION }, await s3.config.credentials())
    .headers;

const cache = new Map();
const aws4fetch = async ({ method, path, headers }) => {
  const url = `https://${headers.host}${path}`;
  const credentials = await s3.config.credentials();
  const aws = new AwsV4Signer({ ...credentials, url, method, headers, service: "s3", region: REGION, cache });
  return { ...Object.fromEntries((await aws.sign()).headers), host: headers.host };
};

/** @type {Record<string, () => Promise<ObjectStore>>} */
const STORES = {
  "the SDK's client": async () => new SdkStore(s3, settings.bucket),
  "signed by the SDK's signer": async () => signedBy(new HttpStore(await options()), sdks),
  "signed by aws4": async () => signedBy(new HttpStore(await options()), aws4),
  "signed by aws4fetch": async () => signedBy(new HttpStore(await options()), aws4fetch),
  "sent by undici": async () => new UndiciStore(await options()),
  "without the service's own code": async () => new HttpStore(await options()),
};

/** @param {string} variant */
async function serve(variant) {
  const store = await STORES[variant]();
  const { port, host } = settings;
  const log = logOf({ level: settings.logLevel, keys: false });
  if (!variant.endsWith("without the service's own code"))
    return new App({ upstream: { ...upstreamOf(settings), store }, settings, log }).listener.listen(port, host);
  const { signal } = new AbortController();
  return createServer(async ({ url = "" }, response) => {
    const { headers, body } = await store.read("GET", url.slice("/s3/".length), {}, signal);
    response.setHeader("content-length", String(headers["content-length"]));
    body?.pipe(response);
  }).listen(port, host);
}

serve(process.env.VARIANT ?? "");
