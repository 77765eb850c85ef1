import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Emulator } from "../../emulator";
import { Deployment } from "../deployment";
import { Kubernetes } from "../kubernetes";
import { start } from "../testing/scene";
import { worldOf } from "../testing/world";

const ACCOUNT = "111111111111";
const CLUSTER = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/one`;

let emulator: Emulator;
before(async () => {
  emulator = await start();
});
after(() => emulator.stop());

const policy = (Action: string, Resource = "*", version = "2012-10-17"): string =>
  JSON.stringify({
    Version: version,
    Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action, Resource }],
  });

const permissions = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }],
});

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** One of each type that the examples do not have; `now` is in whatever can be changed in place. */
const stackWith = (now: string) => ({
  provider: {
    aws: [{ region: "us-east-1", allowed_account_ids: [ACCOUNT] }],
    kubernetes: [{ config_context: CLUSTER }],
  },
  resource: {
    random_id: { id: { byte_length: 4 } },
    random_string: { text: { length: 6 } },
    aws_iam_policy: { boundary: { name: "boundary", policy: permissions } },
    aws_iam_role: {
      one: {
        name: "one-${random_id.id.hex}",
        path: "/some/path/",
        assume_role_policy: trust,
        permissions_boundary: "${aws_iam_policy.boundary.arn}",
        description: now,
        inline_policy: [{ name: `inline-${now}`, policy: permissions }],
        tags: { now, [now]: "yes" },
      },
    },
    aws_iam_role_policy: { more: { name: "more", role: "${aws_iam_role.one.name}", policy: permissions } },
    aws_s3_bucket: { one: { bucket: "one-${random_string.text.result}", tags: { now } } },
    aws_s3_bucket_policy: {
      one: {
        bucket: "${aws_s3_bucket.one.id}",
        policy: policy(now === "before" ? "s3:GetObject" : "s3:PutObject", "${aws_s3_bucket.one.arn}/*"),
      },
    },
    aws_s3_bucket_public_access_block: {
      one: { bucket: "${aws_s3_bucket.one.id}", block_public_acls: now === "before" },
    },
    aws_s3_bucket_server_side_encryption_configuration: {
      one: {
        bucket: "${aws_s3_bucket.one.id}",
        rule: [
          {
            apply_server_side_encryption_by_default: [
              { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.one.arn}" },
            ],
            bucket_key_enabled: now === "before",
          },
        ],
      },
    },
    aws_s3_object: { one: { bucket: "${aws_s3_bucket.one.id}", key: "one.txt", content: now } },
    aws_kms_key: { one: { description: now, policy: policy("kms:*") } },
    aws_kms_alias: { one: { name: "alias/one", target_key_id: "${aws_kms_key.one.key_id}" } },
    aws_sqs_queue: { one: { name: "one" } },
    aws_sqs_queue_policy: {
      one: { queue_url: "${aws_sqs_queue.one.url}", policy: policy("sqs:*", "${aws_sqs_queue.one.arn}") },
    },
    aws_sns_topic: { one: { name: "one" } },
    aws_sns_topic_policy: {
      one: { arn: "${aws_sns_topic.one.arn}", policy: policy("sns:Publish", "${aws_sns_topic.one.arn}") },
    },
    aws_dynamodb_table: { one: { name: "one", hash_key: "id", attribute: [{ name: "id", type: "S" }] } },
    aws_dynamodb_resource_policy: {
      one: {
        resource_arn: "${aws_dynamodb_table.one.arn}",
        policy: policy("dynamodb:GetItem", "${aws_dynamodb_table.one.arn}"),
      },
    },
    aws_secretsmanager_secret: { one: { name: "one", description: now } },
    aws_secretsmanager_secret_policy: {
      one: { secret_arn: "${aws_secretsmanager_secret.one.arn}", policy: policy("secretsmanager:GetSecretValue") },
    },
    aws_secretsmanager_secret_version: {
      one: { secret_id: "${aws_secretsmanager_secret.one.id}", secret_string: now },
    },
    aws_ssm_parameter: { one: { name: "/one", type: "String", value: now } },
    aws_eks_addon: { agent: { cluster_name: "one", addon_name: "eks-pod-identity-agent" } },
    kubernetes_namespace: { one: { metadata: [{ name: "one", labels: { now } }] } },
    kubernetes_pod: {
      one: {
        metadata: [{ name: "one", namespace: "${kubernetes_namespace.one.metadata[0].name}" }],
        spec: [{ container: [{ name: "one", image: "image", command: ["echo", now] }], restart_policy: "Never" }],
      },
    },
    kubernetes_deployment: {
      one: {
        metadata: [{ name: "one", namespace: "one" }],
        spec: [
          { replicas: 1, template: [{ metadata: [{ labels: { now } }], spec: [{ container: [{ name: "c" }] }] }] },
        ],
        depends_on: ["kubernetes_namespace.one"],
      },
    },
  },
});

test("each type of resource is made, changed and removed, and not touched where nothing differs", async () => {
  await emulator.reset();
  const kubernetes = new Kubernetes();
  await emulator.addCluster({ account: ACCOUNT, region: "us-east-1", name: "one", issuer: "https://one.example.com" });
  kubernetes.addCluster(CLUSTER);
  const deployment = new Deployment(emulator, kubernetes);
  const [first, second] = [await worldOf({ stack: stackWith("before") }), await worldOf({ stack: stackWith("after") })];
  assert.deepEqual(await deployment.apply(first, ["stack"]), []);
  for (const world of [first, second]) {
    assert.deepEqual(await deployment.apply(world, ["stack"]), []);
    const { calls } = deployment;
    await deployment.apply(world, ["stack"]);
    assert.equal(deployment.calls, calls);
  }
  assert.deepEqual(kubernetes.get(CLUSTER, "Pod", "one", "one")?.spec, {
    containers: [{ name: "one", image: "image", command: ["echo", "after"] }],
    restartPolicy: "Never",
  });
  const refusals = await deployment.destroy(["stack"]);
  assert.deepEqual(refusals, []);
  assert.equal(kubernetes.get(CLUSTER, "Namespace", undefined, "one"), undefined);
  assert.deepEqual(await deployment.apply(second, ["stack"]), []);
});

test("a type that the loader does not know is an error that names it", async () => {
  const world = await worldOf({
    stack: { provider: stackWith("").provider, resource: { aws_lambda_function: { one: {} } } },
  });
  await assert.rejects(
    () => new Deployment(emulator, new Kubernetes()).apply(world, ["stack"]),
    /found a resource of type aws_lambda_function, which the loader cannot make/,
  );
});
