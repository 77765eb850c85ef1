import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { faulty } from "./support/faulty";
import { Issuer, Key, unsigned } from "./support/issuer";
import { BUCKET, Service, startAt } from "./support/service";

const s3 = faulty();
const AUDIENCE = "s3-api";
const SUBJECT = "system:serviceaccount:payments:reports";
const now = () => Math.floor(Date.now() / 1000);

describe("KEY_PREFIXES", () => {
  let service: Service;
  beforeAll(async () => {
    service = await startAt(s3.stub.endpoint, { KEY_PREFIXES: "public/, reports/2026-" });
  });
  afterAll(() => service.stop());

  test.each(["public/a", "public/", "reports/2026-01.csv", "public%2Fa"])("lets %s be read", async (key) => {
    expect((await service.get(`/s3/${key}`)).status).toBe(200);
  });

  test.each(["private/a", "public", "Public/a", "reports/2025-12.csv", "a/public/b"])(
    "fails with 403 for %s, and does not ask S3",
    async (key) => {
      s3.stub.requests.length = 0;
      const { status, body } = await service.get(`/s3/${key}`);
      expect([status, JSON.parse(body.toString()).title]).toEqual([403, "Not served"]);
      expect(s3.stub.requests).toEqual([]);
    },
  );
});

describe("with JWT_ISSUER", () => {
  const key = new Key("one");
  let issuer: Issuer;
  let service: Service;
  const claims = (more: object = {}) => ({
    iss: issuer.url,
    aud: [AUDIENCE],
    sub: SUBJECT,
    exp: now() + 600,
    ...more,
  });
  const env = (more: Record<string, string> = {}) => ({ JWT_ISSUER: issuer.url, JWT_AUDIENCE: AUDIENCE, ...more });
  const get = (token?: string, at = service) =>
    at.get("/s3/x", { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  beforeAll(async () => {
    issuer = await Issuer.start([key]);
    service = await startAt(s3.stub.endpoint, env({ JWT_SUBJECT: "system:serviceaccount:payments:*,other" }));
  });
  afterAll(() => service.stop());

  test("a token of the issuer, for this service and about a subject that may read, reads", async () => {
    expect((await get(key.token(claims()))).status).toBe(200);
    expect((await get(key.token(claims({ aud: AUDIENCE, sub: "other" })))).status).toBe(200);
    await service.logged(({ msg, subject }) => msg === "request completed" && subject === SUBJECT);
  });

  test("the issuer's keys are asked for once", async () => {
    for (let times = 0; times < 5; times += 1) await get(key.token(claims()));
    expect(issuer.requests).toEqual(["GET /.well-known/openid-configuration", "GET /keys"]);
  });

  test("fails with 401 without a token, saying what is expected, and does not ask S3", async () => {
    s3.stub.requests.length = 0;
    const { status, headers, body } = await get();
    expect([status, headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect(body.toString()).toContain("expected one in the Authorization header");
    expect(s3.stub.requests).toEqual([]);
  });

  test.each<[string, () => string]>([
    ["for another audience", () => key.token(claims({ aud: ["sts.amazonaws.com"] }))],
    ["for no audience", () => key.token(claims({ aud: undefined }))],
    ["of another issuer", () => key.token(claims({ iss: "https://other.example.com" }))],
    ["that has expired", () => key.token(claims({ exp: now() - 60 }))],
    ["that never expires", () => key.token(claims({ exp: undefined }))],
    ["that is not good yet", () => key.token(claims({ nbf: now() + 600 }))],
    ["about nobody", () => key.token(claims({ sub: undefined }))],
    ["about a list", () => key.token(claims({ sub: ["other"] }))],
    ["signed with another key of the same name", () => new Key("one").token(claims())],
    ["signed with a key that the issuer does not have", () => new Key("two").token(claims())],
    ["that nobody signed", () => unsigned(claims())],
    ["that is none", () => "a.b.c"],
  ])("fails with 401 for a token %s", async (_, token) => {
    const { status, headers } = await get(token());
    expect([status, headers["www-authenticate"]]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  test.each(["system:serviceaccount:payments2:reports", "x-other", "other-x", ""])(
    "fails with 403 for the subject %j, which the pattern does not name",
    async (sub) => {
      expect((await get(key.token(claims({ sub })))).status).toBe(403);
    },
  );

  test("health, readiness and metrics need no token", async () => {
    expect((await service.get("/healthz")).status).toBe(200);
    expect((await service.probe("/readyz")).status).toBe(200);
  });

  test("tokens are in no log", async () => {
    const token = key.token(claims({ aud: "another" }));
    await get(token);
    expect(service.lines.join("\n")).not.toContain(token.slice(0, 40));
  });

  test("a key that the issuer adds is taken, after a moment", async () => {
    const added = new Key("added");
    issuer.keys.push(added);
    await sleep(5_500); // keys are fetched again that often at most
    expect((await get(added.token(claims()))).status).toBe(200);
  });

  test("fails with 503 where the issuer has not given its keys, and reads once it does; keys are kept", async () => {
    issuer.up = false;
    const fresh = await startAt(s3.stub.endpoint, env());
    expect((await get(key.token(claims()), fresh)).status).toBe(503);
    issuer.up = true;
    expect((await get(key.token(claims()), fresh)).status).toBe(200);
    issuer.up = false;
    expect((await get(key.token(claims()), fresh)).status).toBe(200);
    issuer.up = true;
    await fresh.stop();
  });

  test("fails with 503 where the issuer says that it is another", async () => {
    issuer.named = "https://other.example.com";
    const fresh = await startAt(s3.stub.endpoint, env());
    expect((await get(key.token(claims()), fresh)).status).toBe(503);
    issuer.named = issuer.url;
    await fresh.stop();
  });

  test("keys come from JWT_JWKS_URL where it is set, without the issuer's discovery", async () => {
    const elsewhere = await startAt(
      s3.stub.endpoint,
      env({ JWT_ISSUER: "https://cluster.example.com", JWT_JWKS_URL: `${issuer.url}/keys` }),
    );
    expect((await get(key.token(claims({ iss: "https://cluster.example.com" })), elsewhere)).status).toBe(200);
    await elsewhere.stop();
  });

  test("keys come from JWT_JWKS_FILE where it is set; without the file none are good", async () => {
    const folder = await mkdtemp(join(tmpdir(), "keys-"));
    const file = join(folder, "keys.json");
    const token = key.token(claims({ iss: "https://kubernetes.default.svc" }));
    const fresh = await startAt(
      s3.stub.endpoint,
      env({ JWT_ISSUER: "https://kubernetes.default.svc", JWT_JWKS_FILE: file }),
    );
    expect((await get(token, fresh)).status).toBe(503);
    await fresh.stop();
    writeFileSync(file, JSON.stringify({ keys: [key.jwk] }));
    const mounted = await startAt(
      s3.stub.endpoint,
      env({ JWT_ISSUER: "https://kubernetes.default.svc", JWT_JWKS_FILE: file }),
    );
    expect((await get(token, mounted)).status).toBe(200);
    await mounted.stop();
    await rm(folder, { recursive: true });
  });
});

test.each<[Record<string, string>, string]>([
  [{ KEY_PREFIXES: "public/," }, "found KEY_PREFIXES=public/,, expected what keys begin with"],
  [{ JWT_AUDIENCE: "x" }, "found JWT_AUDIENCE without JWT_ISSUER"],
  [{ JWT_SUBJECT: "x" }, "found JWT_SUBJECT without JWT_ISSUER"],
  [{ JWT_ISSUER: "https://a.example.com" }, "found JWT_ISSUER without JWT_AUDIENCE"],
  [
    { JWT_ISSUER: "http://a.example.com", JWT_AUDIENCE: "x" },
    "found JWT_ISSUER=http://a.example.com, expected an https",
  ],
  [{ KEY_PREFIXES: "" }, "found KEY_PREFIXES=, expected what keys begin with"],
  [{ JWT_ISSUER: "" }, "found JWT_ISSUER=, expected an https URL"],
  [{ JWT_ISSUER: "", JWT_AUDIENCE: "x", JWT_JWKS_FILE: "/keys.json" }, "found JWT_ISSUER=, expected an https URL"],
  [
    { JWT_ISSUER: "https://a.example.com", JWT_AUDIENCE: "x", JWT_SUBJECT: "" },
    "found JWT_SUBJECT=, expected subjects",
  ],
  [{ ATTACHMENT: "yes" }, "found ATTACHMENT=yes, expected true or false"],
])("refuses to start with %j, half a setting, and exits with 2", async (env, why) => {
  const service = await Service.start({ BUCKET_NAME: BUCKET, ...env });
  expect(await service.ended).toBe(2);
  expect(service.lines.join("\n")).toContain(why);
});
