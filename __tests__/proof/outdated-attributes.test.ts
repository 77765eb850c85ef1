import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prove } from "../../src/proof";
import { readWorld } from "../../src/terraform";
import { allow, B, BUCKET, document, GUIDE, type Json, principal, READ_BUCKET } from "../support/documents";
import { chainOf, hopIn, intruderIn, podWorld } from "../support/world";

/** Address, what the plan does, and the values before (for all but `create`), which stay where it does nothing. */
type Planned = readonly [
  address: string,
  action: "create" | "update" | "delete" | "no-op",
  values: Json,
  before?: Json,
];

/** A plan of account B; `written` has what the configuration sets, other values are filled in by the provider. */
function planOf(planned: readonly Planned[], written: readonly string[]): Json {
  const resources = planned.map(([address, action, values, before = values]) => {
    const [type, name] = address.split(".");
    return { one: { address, mode: "managed", type, name }, action, values, before };
  });
  const left = resources.filter(({ action }) => action !== "delete");
  return {
    format_version: "1.2",
    planned_values: { root_module: { resources: left.map(({ one, values }) => ({ ...one, values })) } },
    resource_changes: resources.map(({ one, action, values, before }) => ({
      ...one,
      change: { actions: [action], before, after: action === "delete" ? null : values },
    })),
    configuration: {
      provider_config: { aws: { name: "aws", expressions: { allowed_account_ids: { constant_value: [B] } } } },
      root_module: {
        resources: left.map(({ one, values }) => ({
          ...one,
          provider_config_key: "aws",
          expressions: Object.fromEntries(
            Object.entries(values).flatMap(([name, value]) =>
              written.includes(name) ? [[name, { constant_value: value }]] : [],
            ),
          ),
        })),
      },
    },
  };
}

const ROLE: Json = { name: "target", assume_role_policy: document(GUIDE) };
const WRITTEN = ["name", "role", "assume_role_policy", "bucket"];

/** The chain where account B has a plan, and another stack of it has one too. */
async function chainWith(planned: readonly Planned[], ...rest: readonly Planned[]) {
  const directory = mkdtempSync(join(tmpdir(), "outdated-"));
  try {
    const a = join(directory, "account-a.tf.json");
    writeFileSync(a, JSON.stringify(podWorld()["account-a"]));
    const b = join(directory, "account-b.json");
    writeFileSync(b, JSON.stringify(planOf(planned, WRITTEN)));
    const more = join(directory, "account-b-rest.json");
    writeFileSync(more, JSON.stringify(planOf(rest, WRITTEN)));
    return chainOf(await prove(await readWorld([directory, b, more], {}), { assume: [{ id: "association-admins" }] }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const READ: Json = { name: "read", role: "target", policy: document(READ_BUCKET) };
const shows = (more: Json): Planned => ["aws_iam_role.target", "no-op", { ...ROLE, ...more }];
const BUCKET_ITSELF: Planned = ["aws_s3_bucket.data", "no-op", { bucket: "data-bucket" }];
const grantWith = async (planned: readonly Planned[]) => hopIn(await chainWith([...planned, BUCKET_ITSELF]), "grant");

test("an inline policy that a plan deletes is gone, though the role still shows it", async () => {
  const role = shows({ inline_policy: [{ name: "read", policy: READ.policy }] });
  expect(await grantWith([role, ["aws_iam_role_policy.read", "no-op", READ]])).toBe("allowed");
  expect(await grantWith([role, ["aws_iam_role_policy.read", "delete", READ]])).toBe("denied");
  expect(await grantWith([role])).toBe("allowed");
});

test("so is one that another stack's plan deletes", async () => {
  const role = shows({ inline_policy: [{ name: "read", policy: READ.policy }] });
  const beside = async (action: Planned[1]) =>
    hopIn(await chainWith([role, BUCKET_ITSELF], ["aws_iam_role_policy.read", action, READ]), "grant");
  expect(await beside("no-op")).toBe("allowed");
  expect(await beside("delete")).toBe("denied");
});

test("one that it writes anew is as it is written", async () => {
  const role = shows({ inline_policy: [{ name: "read", policy: document(allow("s3:PutObject", "*")) }] });
  const before = { ...READ, policy: document(allow("s3:PutObject", "*")) };
  expect(await grantWith([role, ["aws_iam_role_policy.read", "update", READ, before]])).toBe("allowed");
});

test("a managed policy that a plan detaches is gone", async () => {
  const policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
  const role = shows({ managed_policy_arns: [policy_arn] });
  const attachment = { role: "target", policy_arn };
  expect(await grantWith([role, ["aws_iam_role_policy_attachment.a", "no-op", attachment]])).toBe("allowed");
  expect(await grantWith([role, ["aws_iam_role_policy_attachment.a", "delete", attachment]])).toBe("denied");
});

test("a bucket's policy that a plan deletes lets nobody in, though the bucket still shows it", async () => {
  const policy = document(principal(allow("s3:GetObject", `${BUCKET}/*`), { AWS: "arn:aws:iam::444444444444:root" }));
  const bucket: Planned = ["aws_s3_bucket.data", "no-op", { bucket: "data-bucket", policy }];
  const others = async (...planned: readonly Planned[]) =>
    intruderIn(
      await chainWith([shows({}), ["aws_iam_role_policy.read", "no-op", READ], bucket, ...planned]),
      "other-account",
    );
  const separate = { bucket: "data-bucket", policy };
  expect(await others()).toBe("allowed");
  expect(await others(["aws_s3_bucket_policy.p", "no-op", separate])).toBe("allowed");
  expect(await others(["aws_s3_bucket_policy.p", "delete", separate])).toBe("denied");
  expect(await others(["aws_s3_bucket_policy.p", "delete", { ...separate, bucket: "other" }])).toBe("allowed");
});

test("a bucket that a plan deletes is none that is only not read", async () => {
  const role = [shows({}), ["aws_iam_role_policy.read", "no-op", READ]] as const satisfies readonly Planned[];
  const deleting = (bucket: string) => chainWith([...role, ["aws_s3_bucket.data", "delete", { bucket }]]);
  const [hop] = (await deleting("data-bucket")).hops.filter(({ id }) => id === "grant");
  expect(hop).toMatchObject({ verdict: "denied", code: "arn-of-nothing" });
  const other = await deleting("other-bucket");
  expect([hopIn(other, "grant"), other.assumptions.map(({ id }) => id)]).toEqual([
    "allowed",
    expect.arrayContaining(["resource-not-read"]),
  ]);
});
