import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUCKET } from "./objects.mjs";
import { freePort, start } from "./processes.mjs";
import { PROGRAMS, TLS } from "./programs.mjs";

/** @typedef {import("./processes.mjs").Server} Server */

export const KEYS = { accessKeyId: "bench", secretAccessKey: "bench-secret" };

/**
 * How a handler reaches S3. `keys`: static keys and plain HTTP, where handlers differ least.
 * `pod`: as in the article's pod, a web identity that STS gives credentials for, and TLS to both.
 * `small-records`: the same with TLS records of 4 KiB instead of 16.
 */
export const SETTINGS = /** @type {const} */ (["keys", "pod", "small-records"]);

/** @typedef {typeof SETTINGS[number]} Setting */

/**
 * @typedef {object} Place
 * @property {string} endpoint of S3
 * @property {Record<string, string>} env what every handler needs
 * @property {() => Promise<void>} stop
 */

/**
 * Starts S3, and STS where the setting has it.
 *
 * @param {Setting} setting
 * @param {string} folder with a folder for each bucket
 * @returns {Promise<Place>}
 */
export async function place(setting, folder) {
  const tls = setting !== "keys";
  const port = await freePort();
  // keep-alive, as S3 has it; this server closes each connection unless told so
  const options = ["--port", `127.0.0.1:${port}`, "--keep-alive", "--quiet"];
  if (setting === "small-records") options.push("--cert", TLS.cert, "--key", TLS.key);
  const command = [PROGRAMS.s3, ...options, "posix", join(folder, "buckets")];
  const root = { ROOT_ACCESS_KEY: KEYS.accessKeyId, ROOT_SECRET_KEY: KEYS.secretAccessKey };
  const servers = [await start("versitygw", port, command, { ...basics(folder), ...root })];
  const at = setting === "pod" ? await front(port, servers, basics(folder)) : port;
  const endpoint = `http${tls ? "s" : ""}://127.0.0.1:${at}`;
  const keys = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };
  let identity = /** @type {Record<string, string>} */ (keys);
  if (tls) {
    const stsPort = await freePort();
    const stsEnv = { ...basics(folder), ...keys, PORT: String(stsPort), TLS_CERT: TLS.cert, TLS_KEY: TLS.key };
    servers.push(await start("STS", stsPort, [process.execPath, PROGRAMS.sts], stsEnv));
    const token = join(folder, "token");
    writeFileSync(token, "bench");
    identity = {
      AWS_ROLE_ARN: "arn:aws:iam::222222222222:role/bench",
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
      AWS_ENDPOINT_URL_STS: `https://127.0.0.1:${stsPort}`,
      // trusted as a pod trusts its certificates: Go's and Node's own way, not the SDKs' AWS_CA_BUNDLE
      SSL_CERT_FILE: TLS.cert,
      NODE_EXTRA_CA_CERTS: TLS.cert,
    };
  }
  return {
    endpoint,
    env: { ...basics(folder), ...identity, BUCKET_NAME: BUCKET, AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: endpoint },
    stop: async () => {
      for (const server of servers.reverse()) await server.stop();
    },
  };
}

/** Puts TLS before a server. Returns the port. @param {number} to @param {Server[]} servers @param {Record<string, string>} env */
async function front(to, servers, env) {
  const port = await freePort();
  const options = ["-listen", `127.0.0.1:${port}`, "-to", `127.0.0.1:${to}`, "-cert", TLS.cert, "-key", TLS.key];
  servers.push(await start("TLS before versitygw", port, [PROGRAMS.front, ...options], env));
  return port;
}

const basics = (/** @type {string} */ folder) => ({ PATH: process.env.PATH ?? "", HOME: folder });

/**
 * The service, or another program that reads its environment.
 *
 * @param {Place} place
 * @param {{ name?: string, program?: string, nodeOptions?: readonly string[], env?: Record<string, string> }} [options]
 * @returns {Promise<Server>}
 */
export async function service({ env }, options = {}) {
  const { name = "service", program = PROGRAMS.service, nodeOptions = [], env: more = {} } = options;
  const [port, probes] = [await freePort(), await freePort()];
  const own = {
    HOST: "127.0.0.1",
    PORT: String(port),
    PROBE_PORT: String(probes),
    S3_FORCE_PATH_STYLE: "true",
    LOG_LEVEL: "warn",
  };
  return start(name, port, [process.execPath, ...nodeOptions, program], { ...env, ...own, ...more });
}

/** The handlers in Go, by what they are started with. */
const GO = {
  "(a) Go, client for each request": ["-clients", "each"],
  "(b) Go, one client": ["-clients", "one"],
  "(c) Go, with the service's duties": ["-clients", "one", "-duties"],
};

/**
 * @param {Place} place
 * @param {keyof typeof GO} name
 * @returns {Promise<Server>}
 */
export async function goHandler({ env }, name) {
  const port = await freePort();
  return start(name, port, [PROGRAMS.go, ...GO[name], "-port", String(port)], env);
}
