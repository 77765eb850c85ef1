import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startMoto } from "./support/moto";
import { S3Stub, s3Error } from "./support/s3-stub";
import { BUCKET, Service, startAt } from "./support/service";

/** Calls moto's IAM for the user "nobody"; moto does not check signatures yet, but tells services apart by them. */
async function iam(endpoint: string, action: string): Promise<string> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none",
    },
    body: new URLSearchParams({ Action: action, UserName: "nobody", Version: "2010-05-08" }),
  });
  return answer.text();
}

describe("where S3 denies the read", () => {
  let moto: { endpoint: string; stop: () => void };
  let service: Service;
  beforeAll(async () => {
    // moto lets the first four calls through, which set things up, and from then on enforces policies
    moto = await startMoto({ env: { INITIAL_NO_AUTH_ACTION_COUNT: "4" } });
    const client = {
      endpoint: moto.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const s3 = new S3Client({ ...client, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "secret", Body: "x" }));
    await iam(moto.endpoint, "CreateUser");
    const key = await iam(moto.endpoint, "CreateAccessKey");
    service = await startAt(moto.endpoint, {
      AWS_ACCESS_KEY_ID: /<AccessKeyId>(.*)<\/AccessKeyId>/.exec(key)?.[1] ?? "",
      AWS_SECRET_ACCESS_KEY: /<SecretAccessKey>(.*)<\/SecretAccessKey>/.exec(key)?.[1] ?? "",
    });
  });
  afterAll(async () => {
    await service.stop();
    moto.stop();
  });

  test("fails with 403, tells the caller where to look, and only the log who asked", async () => {
    const { status, body } = await service.get("/s3/secret");
    const { detail, requestId } = JSON.parse(body.toString());
    expect([status, detail]).toEqual([403, expect.stringContaining("under this request id")]);
    expect(body.toString()).not.toMatch(/arn:|nobody|\d{12}/);
    const entry = await service.logged(({ msg }) => msg === "S3 denied the read");
    expect(entry).toMatchObject({
      reqId: requestId,
      role: expect.stringMatching(/^arn:aws:iam::\d{12}:user\/nobody$|^unknown/),
    });
  });
});

test("names the role that the pod really has, once S3 has denied it", async () => {
  const stub = await S3Stub.start((request, response) => {
    if (request.method === "GET") return s3Error(response, 403, "AccessDenied");
    response.end(
      "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::222222222222:assumed-role/s3-reader-role/pod</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>",
    );
  });
  const service = await startAt(stub.endpoint);
  const { body } = await service.get("/s3/secret");
  const { role } = await service.logged(({ msg }) => msg === "S3 denied the read");
  expect(role).toBe("arn:aws:sts::222222222222:assumed-role/s3-reader-role/pod");
  expect(body.toString()).not.toContain("222222222222");
  await service.stop();
  await stub.stop();
});

test("answers a denial without waiting for STS to say who asked", async () => {
  const stub = await S3Stub.start((request, response) => {
    if (request.method === "GET") s3Error(response, 403, "AccessDenied");
  });
  const service = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: "600000" });
  expect((await service.get("/s3/secret")).status).toBe(403);
  await service.stop("SIGKILL");
  await stub.stop();
});

describe("with a web identity", () => {
  const CREDENTIALS = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>test</AccessKeyId><SecretAccessKey>test</SecretAccessKey><SessionToken>test</SessionToken>
    <Expiration>2100-01-01T00:00:00Z</Expiration>
    </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
  const folder = mkdtempSync(join(tmpdir(), "token-"));
  writeFileSync(join(folder, "token"), "a-token-of-the-test");
  afterAll(() => rmSync(folder, { recursive: true }));
  const startWith = (stub: S3Stub, env: Record<string, string> = {}) =>
    Service.start({
      BUCKET_NAME: BUCKET,
      AWS_ENDPOINT_URL: stub.endpoint,
      AWS_ROLE_ARN: "arn:aws:iam::222222222222:role/s3-reader-role",
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "token"),
      ...env,
    });

  test("fails with 502 where the pod gets no credentials, and says to look at its role", async () => {
    const stub = await S3Stub.start((_, response) => {
      response.writeHead(403, { "content-type": "text/xml" });
      response.end(
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>",
      );
    });
    const service = await startWith(stub);
    const { status, body } = await service.get("/s3/x");
    expect([status, JSON.parse(body.toString()).title]).toEqual([502, "No credentials"]);
    expect(service.lines.join("\n")).not.toContain("a-token-of-the-test");
    await service.stop();
    await stub.stop();
  });

  test("fails with 504 where STS gives no credentials in time", async () => {
    const stub = await S3Stub.start(() => undefined);
    const service = await startWith(stub, { UPSTREAM_TIMEOUT_MS: "500" });
    expect((await service.get("/s3/x")).status).toBe(504);
    expect((await service.get("/readyz")).status).toBe(503);
    await service.stop("SIGKILL");
    await stub.stop();
  });

  test("reads again once STS, which stalled in mid-answer, gives credentials", async () => {
    const stub = await S3Stub.start((request, response) => {
      if (request.method !== "POST") return response.end();
      if (stub.requests.length === 1) return response.writeHead(200, { "content-length": "1000" }).write("<Assume");
      response.end(CREDENTIALS);
    });
    const service = await startWith(stub, { UPSTREAM_TIMEOUT_MS: "500" });
    expect((await service.get("/s3/x")).status).toBe(504);
    while ((await service.get("/s3/x")).status !== 200);
    await service.stop();
    await stub.stop();
  });

  test("asks STS once for credentials, for reads and readiness together", async () => {
    const stub = await S3Stub.start((request, response) => {
      if (request.method !== "POST") return response.end();
      response.end(CREDENTIALS);
    });
    const service = await startWith(stub);
    expect((await service.get("/readyz")).status).toBe(200);
    expect((await service.get("/s3/x")).status).toBe(200);
    expect(stub.requests.filter((line) => line.startsWith("POST"))).toEqual(["POST /"]);
    await service.stop();
    await stub.stop();
  });
});

describe("static keys in the environment", () => {
  const env = {
    BUCKET_NAME: BUCKET,
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "a-secret-of-the-test",
  };
  const token = { AWS_ROLE_ARN: "arn:aws:iam::222222222222:role/r", AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/token" };
  const warned = async (more: Record<string, string>) => {
    const service = await Service.start({ ...env, ...more });
    await service.stop();
    expect(service.lines.join("\n")).not.toContain("a-secret-of-the-test");
    return service.lines.filter((line) => line.includes("static AWS keys"));
  };

  test("beside a web identity draw a warning that they win", async () => {
    expect(await warned(token)).toEqual([expect.stringMatching(/web identity \(IRSA\): the static keys win/)]);
  });

  test("beside a container's credentials draw a warning too", async () => {
    const source = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials" };
    expect(await warned(source)).toEqual([expect.stringMatching(/EKS Pod Identity\): the static keys win/)]);
  });

  test("lose to a profile, and the warning says so", async () => {
    expect(await warned({ ...token, AWS_PROFILE: "dev" })).toEqual([expect.stringContaining("the profile dev wins")]);
  });

  test("alone are nobody's mistake", async () => {
    expect(await warned({})).toEqual([]);
  });
});

test("logs hold neither keys nor a caller's authorization", async () => {
  const stub = await S3Stub.start((_, response) => s3Error(response, 500, "InternalError"));
  const service = await startAt(stub.endpoint);
  await service.get("/s3/x", { headers: { authorization: "Bearer of-the-caller" } });
  await service.stop();
  await stub.stop();
  expect(service.lines.join("\n")).not.toMatch(/a-secret-of-the-test|of-the-caller|Signature=/);
});

test.each([
  [{}, "found no BUCKET_NAME in the environment"],
  [{ BUCKET_NAME: "" }, "found no BUCKET_NAME in the environment"],
  [{ BUCKET_NAME: "a/b" }, "found BUCKET_NAME=a/b, expected the name of a bucket without /, or an ARN"],
  [{ BUCKET_NAME: BUCKET, UPSTREAM_TIMEOUT_MS: "0" }, "found UPSTREAM_TIMEOUT_MS=0, expected a whole number from 1 to"],
  [{ BUCKET_NAME: BUCKET, PORT: "http" }, "found PORT=http, expected a whole number from 0 to 65535"],
])("refuses to start with %j, saying why, and exits with 2", async (env, why) => {
  const service = await Service.start(env as Record<string, string>);
  expect(await service.ended).toBe(2);
  expect(service.lines.join("\n")).toContain(why);
});
