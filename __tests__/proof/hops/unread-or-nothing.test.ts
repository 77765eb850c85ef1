import { allow, B, C, document, type Json, TARGET } from "../../support/documents";
import { chainOf, podWorld, proofOf, stackIn } from "../../support/world";

/** The verdict of the one grant, its code, and what its chain assumes of resources. */
async function granted(difference: Parameters<typeof podWorld>[0]) {
  const chain = chainOf(await proofOf(podWorld(difference)));
  const { verdict, code, fix } = chain.hops.find(({ id }) => id === "grant") ?? {};
  const unread = chain.assumptions.filter(({ id }) => id === "resource-not-read").map(({ subject }) => subject);
  return { verdict, code, fix, unread };
}

const KEY = `arn:aws:kms:us-east-1:${B}:key/11111111-2222-3333-4444-555555555555`;
const ROOT: Json = {
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${B}:root` },
  Action: "kms:*",
  Resource: "*",
};

describe("one thing that may be one of the world, whose name is not known, or none of it", () => {
  test("a key that is written as an ARN may be another than the key that the world makes", async () => {
    const key = { b: { aws_kms_key: { k: { policy: document(ROOT) } } } };
    const { verdict, code } = await granted({ grant: allow("kms:Decrypt", KEY), ...key });
    expect([verdict, code]).toEqual(["unknown", "resource-not-in-world"]);
    expect(await granted({ grant: allow("kms:Decrypt", "${aws_kms_key.k.arn}"), ...key })).toMatchObject({
      verdict: "allowed",
      unread: [],
    });
  });

  test("a bucket may be another than one with a prefix", async () => {
    const bucket = { b: { aws_s3_bucket: { more: { bucket_prefix: "logs-" } } } };
    expect(await granted({ grant: allow("s3:GetObject", "arn:aws:s3:::logs-mine/*"), ...bucket })).toMatchObject({
      verdict: "allowed",
      unread: ["arn:aws:s3:::logs-mine"],
    });
    expect(await granted({ grant: allow("s3:GetObject", "arn:aws:s3:::logs-*"), ...bucket })).toMatchObject({
      unread: [],
    });
  });

  test("a queue of another account may be another than the one whose policy is read", async () => {
    const policy = { Effect: "Allow", Principal: { AWS: TARGET }, Action: "sqs:SendMessage", Resource: "*" };
    const far = stackIn(C, { aws_sqs_queue: { q: { name_prefix: "q-", policy: document(policy) } } });
    const grant = allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${C}:q-mine`);
    expect((await granted({ grant, stacks: { far } })).verdict).toBe("unknown");
  });
});

describe("an ARN that nothing can have", () => {
  const parameter = { b: { aws_ssm_parameter: { p: { name: "/app/x", type: "String", value: "x" } } } };
  const SSM = `arn:aws:ssm:us-east-1:${B}:parameter`;

  test.each([
    ["/${aws_ssm_parameter.p.name}", "denied"],
    ["//app/*", "denied"],
    ["${aws_ssm_parameter.p.name}", "allowed"],
    ["/app/*", "allowed"],
  ])("of a parameter: parameter%s", async (end, verdict) => {
    const found = await granted({ grant: allow("ssm:GetParameter", `${SSM}${end}`), ...parameter });
    expect(found.verdict).toBe(verdict);
    if (verdict === "denied")
      expect(found).toMatchObject({ code: "arn-of-nothing", fix: expect.stringMatching(/parameter\/app/) });
  });

  test.each([
    ["s3:GetObject", "data--use1-az4--x-s3/*", "denied"],
    ["s3:ListBucket", "data--use1-az4--x-s3", "denied"],
    ["s3:*", "*--x-s3", "allowed"],
    ["s3:GetObject", "data*--x-s3/*", "allowed"],
    ["s3:GetObject", "data--use1-az4--x-s3-old/*", "allowed"],
    ["s3:GetObject", "data/name--x-s3", "allowed"],
    ["s3:ListBucket", "data--use1-az4*", "allowed"],
  ])("of a bucket, whose name does not end as a directory bucket's does: %s on %s", async (action, name, verdict) => {
    const found = await granted({ grant: allow(action, `arn:aws:s3:::${name}`) });
    expect(found.verdict).toBe(verdict);
    if (verdict === "denied")
      expect(found).toMatchObject({ code: "arn-of-nothing", fix: expect.stringContaining("s3express:CreateSession") });
  });

  test.each([
    ["example.com", "denied"],
    ["z123", "denied"],
    ["Z123ABC", "allowed"],
    ["*", "allowed"],
    ["${aws_route53_zone.z.zone_id}", "allowed"],
  ])("of a hosted zone: hostedzone/%s", async (id, verdict) => {
    const zone = { b: { aws_route53_zone: { z: { name: "example.com" } } } };
    const grant = allow("route53:ChangeResourceRecordSets", `arn:aws:route53:::hostedzone/${id}`);
    expect((await granted({ grant, ...zone })).verdict).toBe(verdict);
  });

  test.each([
    ["db-?????", "denied"],
    ["db-??????", "allowed"],
    ["d?-????", "denied"],
    ["db???????", "allowed"],
    ["db-*", "allowed"],
  ])("of a secret: secret:%s", async (name, verdict) => {
    const secret = { b: { aws_secretsmanager_secret: { s: { name: "db" } } } };
    const grant = allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${B}:secret:${name}`);
    const found = await granted({ grant, ...secret });
    expect(found.verdict).toBe(verdict);
    if (name === "db-?????") expect(found.fix).toContain("secret:db-??????");
  });
});
