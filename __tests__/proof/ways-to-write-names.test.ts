import { allow, B, BUCKET, C, document, type Json, principal } from "../support/documents";
import { chainOf, hopIn, intruderIn, podWorld, proofOf, stackIn } from "../support/world";

const OTHERS = { AWS: `arn:aws:iam::${C}:root` };

/** What another stack of account B, with `more`, does to a chain that is granted `action` on what `made` makes. */
async function beside(action: string, resource: string, made: Json, more: Json, data: Json = {}) {
  const rest = { "account-b-rest": stackIn(B, more, { data }) };
  const chain = chainOf(await proofOf(podWorld({ grant: allow(action, resource), b: made, stacks: rest })));
  return { grant: hopIn(chain, "grant"), others: intruderIn(chain, "other-account") };
}

const OPENED = { grant: "allowed", others: "allowed" };

describe("a policy is that of the secret", () => {
  const secret = { aws_secretsmanager_secret: { s: { name: "sec" } } };
  const policy = document(principal(allow("secretsmanager:*", "*"), OTHERS));
  const withPolicy = (secret_arn: string, data: Json = {}) =>
    beside(
      "secretsmanager:GetSecretValue",
      "${aws_secretsmanager_secret.s.arn}",
      secret,
      { aws_secretsmanager_secret_policy: { p: { secret_arn, policy } } },
      data,
    );

  test("that it calls by its name, or by its ARN without what is added to that", async () => {
    expect(await withPolicy("sec")).toEqual(OPENED);
    expect(await withPolicy(`arn:aws:secretsmanager:us-east-1:${B}:secret:sec`)).toEqual(OPENED);
    expect(await withPolicy("other")).toEqual({ grant: "allowed", others: "denied" });
  });

  test("that a data source finds by its name", async () => {
    const found = "${data.aws_secretsmanager_secret.found.arn}";
    const called = (name: string) => ({ aws_secretsmanager_secret: { found: { name } } });
    expect(await withPolicy(found, called("sec"))).toEqual(OPENED);
    expect(await withPolicy(found, called("other"))).toEqual({ grant: "allowed", others: "denied" });
  });
});

test("a policy is that of the queue whose account and name stand in its URL, whatever the host", async () => {
  const arn = `arn:aws:sqs:us-east-1:${B}:q`;
  const policy = document(principal(allow("sqs:SendMessage", arn), OTHERS));
  const withPolicy = (queue_url: string) =>
    beside(
      "sqs:SendMessage",
      "${aws_sqs_queue.q.arn}",
      { aws_sqs_queue: { q: { name: "q" } } },
      { aws_sqs_queue_policy: { p: { queue_url, policy } } },
    );
  for (const host of ["queue.amazonaws.com", "us-east-1.queue.amazonaws.com", "sqs.us-east-1.api.aws"])
    expect(await withPolicy(`https://${host}/${B}/q`)).toEqual(OPENED);
  expect(await withPolicy(`https://queue.amazonaws.com/${B}/other`)).toEqual({ grant: "allowed", others: "denied" });
  const endpoint = "https://vpce-1.sqs.us-east-1.vpce.amazonaws.com";
  expect(await withPolicy(`${endpoint}/${B}/q`)).toEqual({ grant: "unknown", others: "unknown" });
  expect(await withPolicy(`${endpoint}/${B}/other`)).toEqual({ grant: "allowed", others: "denied" });
});

describe("one of a name is there", () => {
  test("where two stacks create a secret or a table, AWS refuses the second", async () => {
    const secret = { aws_secretsmanager_secret: { s: { name: "sec" } } };
    const get = ["secretsmanager:GetSecretValue", "${aws_secretsmanager_secret.s.arn}"] as const;
    expect((await beside(...get, secret, secret)).grant).toBe("denied");
    expect((await beside(...get, secret, { aws_secretsmanager_secret: { s: { name: "two" } } })).grant).toBe("allowed");
    const table = { aws_dynamodb_table: { t: { name: "tab" } } };
    expect((await beside("dynamodb:GetItem", "${aws_dynamodb_table.t.arn}", table, table)).grant).toBe("denied");
  });

  test("where it is not known whether two stacks are of one region, neither is refused", async () => {
    const table = { aws_dynamodb_table: { t: { name: "tab" } } };
    const world = podWorld({ grant: allow("dynamodb:GetItem", "${aws_dynamodb_table.t.arn}"), b: table });
    const anywhere = { provider: { aws: [{ allowed_account_ids: [B] }] } };
    const stacks = { ...world, "account-b": { ...world["account-b"], ...anywhere }, rest: stackIn(B, table, anywhere) };
    expect(hopIn(chainOf(await proofOf(stacks)), "grant")).toBe("allowed");
  });

  test("where two stacks give an alias to different keys, its key is not known", async () => {
    const alias = { aws_kms_alias: { a: { name: "alias/data", target_key_id: "${aws_kms_key.k.arn}" } } };
    const keyed = { aws_kms_key: { k: { description: "k" } }, ...alias };
    const rule = {
      apply_server_side_encryption_by_default: [
        { sse_algorithm: "aws:kms", kms_master_key_id: `arn:aws:kms:us-east-1:${B}:alias/data` },
      ],
    };
    const e = { bucket: "data-bucket", rule: [rule] };
    const world = (stacks: Json) =>
      podWorld({
        grant: [allow("s3:GetObject", `${BUCKET}/*`), allow("kms:Decrypt", "${aws_kms_key.k.arn}")],
        b: { ...keyed, aws_s3_bucket_server_side_encryption_configuration: { e } },
        stacks: stacks as Readonly<Record<string, Json>>,
      });
    const read = async (stacks: Json) => hopIn(chainOf(await proofOf(world(stacks))), "grant", "s3:GetObject");
    expect(await read({ "account-b-rest": stackIn(B, keyed) })).toBe("unknown");
    expect(await read({})).toBe("allowed");
  });
});
