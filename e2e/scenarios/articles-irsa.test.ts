import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { install } from "../install.mjs";
import type { Pod } from "../pods";
import { CLIENTS, pathWithAws, reading } from "../pods/clients";
import { ACCOUNT_A, openScene, type Scene, specOf } from "./scene";

interface DeploymentSpec {
  readonly template: {
    readonly spec: {
      readonly containers: readonly { readonly env: readonly { readonly name: string; readonly value: string }[] }[];
    };
  };
}

const SERVICE = resolve("../services/s3-api");

describe("the second article: an API reads another account's bucket with its own token (IRSA)", () => {
  const object = '{"greeting":"hello from account-b"}';
  let scene: Scene;
  let built: string;

  before(async () => {
    built = await buildService();
    scene = await openScene("examples/article-irsa/eks-cross-account.yaml");
    await scene.put("config.json", object);
  });
  after(async () => {
    await scene?.close();
    if (built) rmSync(built, { recursive: true, force: true });
  });

  test("services/s3-api serves the object as the deployment's pod", async () => {
    const api = await serve(scene, await scene.pod(), built);
    const response = await fetch(`${api}/s3/config.json`);
    assert.deepEqual([response.status, await response.text()], [200, object]);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.equal((await fetch(`${api}/readyz`)).status, 200);
  });

  test("services/s3-api of a pod whose service account has no annotation serves nothing", async () => {
    scene.makeServiceAccount({ namespace: scene.namespace, name: "bare-sa" });
    const api = await serve(scene, await scene.pod({ serviceAccount: "bare-sa" }), built);
    assert.notEqual((await fetch(`${api}/s3/config.json`)).status, 200);
    assert.equal((await fetch(`${api}/readyz`)).status, 503);
  });

  for (const client of CLIENTS)
    test(`${client} in the pod lists the bucket and gets the object that account B put there`, async () => {
      const command = await reading(client, scene.bucket, "config.json");
      const { code, stdout, stderr } = await (await scene.pod()).run(command, { PATH: await pathWithAws() });
      assert.deepEqual([code, stdout], [0, object], stderr);
    });

  test("a pod with an annotation and an association has both, and its SDK takes the web identity", async () => {
    const { namespace, serviceAccount } = scene;
    const trust = { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
    const roleArn = await scene.makeRole(ACCOUNT_A, "without-rights", trust, { Action: "s3:Nothing", Resource: "*" });
    await scene.associate({ namespace, serviceAccount, roleArn });
    const pod = await scene.pod();
    assert.ok(pod.env.AWS_CONTAINER_CREDENTIALS_FULL_URI);
    assert.ok(pod.env.AWS_WEB_IDENTITY_TOKEN_FILE);
    assert.equal((await pod.run(await reading("boto3", scene.bucket, "config.json"))).stdout, object);
  });
});

/** Builds the service as its own `npm run transpile` does, but into a folder of this process's own. */
async function buildService(): Promise<string> {
  install(SERVICE);
  const cache = join(SERVICE, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, "e2e-"));
  await build({
    absWorkingDir: SERVICE,
    entryPoints: ["src/*.ts"],
    outdir,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
  });
  return outdir;
}

/** Starts the service in a pod, with the environment of the deployment's container, and waits until it answers. */
async function serve(scene: Scene, pod: Pod, built: string): Promise<string> {
  const { template } = specOf<DeploymentSpec>(scene, "Deployment", "api");
  const [container] = template.spec.containers;
  const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
  const port = await freePort();
  const running = pod.start([process.execPath, join(built, "main.js")], { ...env, HOST: "127.0.0.1", PORT: `${port}` });
  let ended: string | undefined;
  void running.ended.then(({ code, stderr }) => {
    ended = `${code}: ${stderr}`;
  });
  const url = `http://127.0.0.1:${port}`;
  for (const started = Date.now(); Date.now() - started < 30_000; await wait(50)) {
    if (ended !== undefined) throw new Error(`the service ended with ${ended}`);
    if (
      await fetch(`${url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return url;
  }
  throw new Error(`the service did not answer within 30 s: ${running.stdout}`);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("no port"))));
    });
  });
}
