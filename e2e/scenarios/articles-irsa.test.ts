import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { CLIENTS, pathWithAws, reading } from "../pods/clients";
import { ACCOUNT_A, type Fixture } from "./fixture";
import { launchService, type Prepared, podSpecOf, prepared, startService } from "./service";

describe("the second article: an API reads another account's bucket with its own token (IRSA)", () => {
  const object = '{"greeting":"hello from account-b"}';
  let fixture: Fixture;
  let made: Prepared;

  before(async () => {
    made = await prepared("examples/article-irsa/eks-cross-account.yaml", { "config.json": object });
    fixture = made.fixture;
  });
  after(() => made?.close());

  test("services/s3-api serves the object as the deployment's pod", async () => {
    const { api } = await startService(await fixture.pod(), podSpecOf(fixture, "api"), made.built);
    const response = await fetch(`${api}/s3/config.json`);
    assert.deepEqual([response.status, await response.text()], [200, object]);
    assert.equal(response.headers.get("content-type"), "application/json");
  });

  test("services/s3-api of a pod whose service account has no annotation serves nothing", async () => {
    fixture.makeServiceAccount({ namespace: fixture.namespace, name: "bare-sa" });
    const pod = await fixture.pod({ serviceAccount: "bare-sa" });
    const { api, probed } = await launchService(pod, podSpecOf(fixture, "api"), made.built);
    assert.notEqual((await fetch(`${api}/s3/config.json`)).status, 200);
    assert.equal(await probed("readinessProbe"), 503);
  });

  for (const client of CLIENTS)
    test(`${client} in the pod lists the bucket and gets the object that account B put there`, async () => {
      const command = await reading(client, fixture.bucket, "config.json");
      const { code, stdout, stderr } = await (await fixture.pod()).run(command, { PATH: await pathWithAws() });
      assert.deepEqual([code, stdout], [0, object], stderr);
    });

  test("the pod's environment holds no keys: a role, a file with its token, and where AWS is", async () => {
    const { env } = await fixture.pod();
    const { HOME, PATH, AWS_WEB_IDENTITY_TOKEN_FILE, ...fixed } = env;
    assert.ok(HOME && PATH);
    assert.deepEqual(fixed, {
      AWS_ROLE_ARN: "arn:aws:iam::222222222222:role/s3-reader-role",
      AWS_STS_REGIONAL_ENDPOINTS: "regional",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL: fixture.emulator.endpoint,
    });
    const claims = claimsIn(AWS_WEB_IDENTITY_TOKEN_FILE ?? "");
    assert.deepEqual([claims.iss, claims.sub], [fixture.cluster.issuer, "system:serviceaccount:default:api-sa"]);
    assert.deepEqual([claims.aud, claims.exp - claims.iat], [["sts.amazonaws.com"], 86_400]);
  });

  test("a pod with an annotation and an association has the association's credentials alone", async () => {
    const { namespace, serviceAccount } = fixture;
    const trust = { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
    const roleArn = await fixture.makeRole(ACCOUNT_A, "without-rights", trust, { Action: "s3:Nothing", Resource: "*" });
    await fixture.associate({ namespace, serviceAccount, roleArn });
    const pod = await fixture.pod();
    assert.ok(pod.env.AWS_CONTAINER_CREDENTIALS_FULL_URI);
    assert.deepEqual([pod.env.AWS_ROLE_ARN, pod.env.AWS_WEB_IDENTITY_TOKEN_FILE], [undefined, undefined]);
    const { code, stderr } = await pod.run(await reading("boto3", fixture.bucket, "config.json"));
    assert.equal(code, 1);
    assert.match(stderr, /AccessDenied/);
  });
});

/** The claims of the token in a file, unverified. */
function claimsIn(file: string): { iss: string; sub: string; aud: string[]; iat: number; exp: number } {
  const [, payload = ""] = readFileSync(file, "utf8").split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}
