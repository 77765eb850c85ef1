import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Fixture, specOf } from "./fixture";
import { type Prepared, podSpecOf, prepared, startService } from "./service";

const EXAMPLE = "../examples/article-irsa/eks-cross-account.yaml";
const SETTINGS = [
  "      keyPrefixes: [public/]",
  "      jwt: { audience: s3-api, subjects: ['system:serviceaccount:web:*'] }",
  "      service: true",
];

describe("the second article's API, with tokens and prefixes in its configuration, serves", () => {
  const object = '{"greeting":"hello from account-b"}';
  let fixture: Fixture;
  let made: Prepared;
  let folder: string;
  let api: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "callers-"));
    const configuration = join(folder, "eks-cross-account.yaml");
    writeFileSync(configuration, readFileSync(EXAMPLE, "utf8").replace("      service: true", SETTINGS.join("\n")));
    made = await prepared(configuration, { "public/config.json": object, "private/config.json": object });
    fixture = made.fixture;
    // in place of what the cluster's issuer publishes
    const keys = join(folder, "keys.json");
    writeFileSync(keys, JSON.stringify(await issuer().keys()));
    const more = { JWT_JWKS_FILE: keys };
    ({ api } = await startService(await fixture.pod(), podSpecOf(fixture, "api"), made.built, more));
  });
  after(async () => {
    await made?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The status for a token, or for none. */
  const status = async (token?: Promise<string>, path = "public/config.json"): Promise<number> => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${await token}` } : {};
    return (await fetch(`${api}/s3/${path}`, { headers })).status;
  };
  const issuer = () => fixture.emulator.issuer(fixture.cluster.issuer);
  const web = { namespace: "web", serviceAccount: "frontend", audience: "s3-api" };

  test("a pod of the namespace that is named, by its own service account token", async () => {
    assert.equal(await status(issuer().token(web)), 200);
  });

  test("nobody without a token, and nobody of another namespace", async () => {
    assert.equal(await status(), 401);
    assert.equal(await status(issuer().token({ ...web, namespace: "other" })), 403);
  });

  test("no token for another audience, by another cluster or by another key", async () => {
    assert.equal(await status(issuer().token({ ...web, audience: "sts.amazonaws.com" })), 401);
    assert.equal(
      await status(fixture.emulator.issuer("https://oidc.eks.us-east-1.amazonaws.com/id/0THER").token(web)),
      401,
    );
    assert.equal(await status(issuer().forged(web)), 401);
  });

  test("no key that begins otherwise, to anybody", async () => {
    assert.equal(await status(issuer().token(web), "private/config.json"), 403);
  });

  test("pods of its namespace alone, where the cluster enforces the network policy, and one pod at least while nodes are drained", () => {
    const selector = { matchLabels: { app: "api" } };
    assert.deepEqual(specOf(fixture, "NetworkPolicy", "api"), {
      podSelector: selector,
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { "s3-api": "caller" } } }],
          ports: [{ port: "8080", protocol: "TCP" }],
        },
      ],
    });
    assert.deepEqual(specOf(fixture, "PodDisruptionBudget", "api"), { maxUnavailable: "1", selector });
  });
});
