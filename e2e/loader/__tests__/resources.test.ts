import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Emulator } from "../../emulator";
import { AllClients } from "../aws";
import { Deployment } from "../deployment";
import { Kubernetes } from "../kubernetes";
import { start } from "./support/fixture";
import { inventory } from "./support/inventory";
import { worldOf } from "./support/world";

const ACCOUNT = "111111111111";
const CLUSTER = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/one`;

let emulator: Emulator;
before(async () => {
  emulator = await start();
});
after(() => emulator.stop());

const policy = (Action: string, Resource = "*"): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action, Resource }],
  });

const permissions = (Action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });

const trust = (Service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
  });

const changed = (now: "before" | "after", before: string, after: string): string => (now === "before" ? before : after);

/** One of each type that the examples do not have; `now` is in whatever can be changed in place. */
const stackWith = (now: "before" | "after") => ({
  provider: {
    aws: [{ region: "us-east-1", allowed_account_ids: [ACCOUNT] }],
    kubernetes: [{ config_context: CLUSTER }],
  },
  resource: {
    random_id: { id: { byte_length: 4 } },
    random_string: { text: { length: 6 } },
    aws_iam_policy: { boundary: { name: "boundary", policy: permissions(changed(now, "s3:Get*", "s3:Put*")) } },
    aws_iam_role: {
      one: {
        name: "one-${random_id.id.hex}",
        path: "/some/path/",
        assume_role_policy: trust(changed(now, "pods.eks.amazonaws.com", "ec2.amazonaws.com")),
        permissions_boundary: "${aws_iam_policy.boundary.arn}",
        max_session_duration: now === "before" ? 7200 : 10800,
        description: now,
        inline_policy: [{ name: `inline-${now}`, policy: permissions("s3:ListAllMyBuckets") }],
        tags: { now, [now]: "yes" },
      },
      pods: { name: "pods", description: now, assume_role_policy: trust("pods.eks.amazonaws.com") },
    },
    aws_iam_role_policy: {
      more: { name: "more", role: "${aws_iam_role.one.name}", policy: permissions(changed(now, "s3:Get*", "s3:Put*")) },
    },
    aws_iam_role_policy_attachment: {
      extra: {
        role: "${aws_iam_role.one.name}",
        policy_arn: `arn:aws:iam::aws:policy/${changed(now, "ReadOnlyAccess", "AmazonS3ReadOnlyAccess")}`,
      },
    },
    aws_s3_bucket: { one: { bucket: "one-${random_string.text.result}", tags: { now } } },
    aws_s3_bucket_policy: {
      one: {
        bucket: "${aws_s3_bucket.one.id}",
        policy: policy(changed(now, "s3:GetObject", "s3:PutObject"), "${aws_s3_bucket.one.arn}/*"),
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
    aws_kms_key: { one: { description: now, policy: policy(changed(now, "kms:*", "*")) }, two: { description: "two" } },
    aws_kms_key_policy: {
      two: { key_id: "${aws_kms_key.two.key_id}", policy: policy(changed(now, "kms:*", "*")) },
    },
    aws_kms_grant: {
      one: {
        key_id: "${aws_kms_key.one.key_id}",
        grantee_principal: "${aws_iam_role.one.arn}",
        operations: ["Decrypt", changed(now, "Encrypt", "GenerateDataKey")],
        constraints: [{ encryption_context_subset: { now } }],
      },
    },
    aws_route53_zone: { one: { name: "one.example", comment: now, tags: { now, [now]: "yes" } } },
    aws_kms_alias: { one: { name: "alias/one", target_key_id: "${aws_kms_key.one.key_id}" } },
    aws_sqs_queue: { one: { name: "one" } },
    aws_sqs_queue_policy: {
      one: {
        queue_url: "${aws_sqs_queue.one.url}",
        policy: policy(changed(now, "sqs:*", "sqs:SendMessage"), "${aws_sqs_queue.one.arn}"),
      },
    },
    aws_sns_topic: { one: { name: "one" } },
    aws_sns_topic_policy: {
      one: {
        arn: "${aws_sns_topic.one.arn}",
        policy: policy(changed(now, "sns:Publish", "sns:Subscribe"), "${aws_sns_topic.one.arn}"),
      },
    },
    aws_dynamodb_table: {
      one: {
        name: "one",
        hash_key: "id",
        range_key: "at",
        attribute: ["id", "at", "by"].map((name) => ({ name, type: "S" })),
        global_secondary_index: [{ name: changed(now, "by", "by-whom"), hash_key: "by", projection_type: "ALL" }],
        local_secondary_index: [{ name: "by-local", range_key: "by", projection_type: "ALL" }],
      },
    },
    aws_dynamodb_resource_policy: {
      one: {
        resource_arn: "${aws_dynamodb_table.one.arn}",
        policy: policy(changed(now, "dynamodb:GetItem", "dynamodb:Query"), "${aws_dynamodb_table.one.arn}"),
      },
    },
    aws_secretsmanager_secret: { one: { name: "one", description: now } },
    aws_secretsmanager_secret_policy: {
      one: {
        secret_arn: "${aws_secretsmanager_secret.one.arn}",
        policy: policy(changed(now, "secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret")),
      },
    },
    aws_secretsmanager_secret_version: {
      one: { secret_id: "${aws_secretsmanager_secret.one.id}", secret_string: now },
    },
    aws_ssm_parameter: { one: { name: "/one", type: "String", value: now } },
    aws_eks_pod_identity_association: {
      one: {
        cluster_name: "one",
        namespace: "one",
        service_account: "one",
        role_arn: "${aws_iam_role.pods.arn}",
        disable_session_tags: true,
        policy: permissions(changed(now, "s3:Get*", "s3:Put*")),
      },
    },
    aws_eks_addon: { agent: { cluster_name: "one", addon_name: "eks-pod-identity-agent" } },
    kubernetes_namespace: { one: { metadata: [{ name: "one", labels: { now } }] } },
    kubernetes_config_map_v1: {
      one: {
        metadata: [{ name: "config", namespace: "one" }],
        data: { now },
        depends_on: ["kubernetes_namespace.one"],
      },
    },
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

/** An account and its cluster, without anything. */
async function empty() {
  await emulator.reset();
  const kubernetes = new Kubernetes();
  const cluster = { account: ACCOUNT, region: "us-east-1", name: "one" };
  emulator.addCluster({ ...cluster, issuer: "https://one.example.com" });
  kubernetes.addCluster(CLUSTER);
  const scope = { accounts: new Map([[ACCOUNT, "us-east-1"]]), clusters: [{ ...cluster, arn: CLUSTER }] };
  return {
    deployment: new Deployment(emulator, kubernetes),
    inventory: () => inventory(scope, new AllClients(emulator), kubernetes),
  };
}

test("each type of resource is made, changed to what a first load would make, not touched again, and removed", async () => {
  const first = await worldOf({ stack: stackWith("before") });
  const second = await worldOf({ stack: stackWith("after") });
  const fresh = await empty();
  assert.deepEqual(await fresh.deployment.apply(second, ["stack"]), []);
  const wanted = await fresh.inventory();
  const spec = { containers: [{ name: "one", image: "image", command: ["echo", "after"] }], restartPolicy: "Never" };
  assert.ok(wanted.some((line) => line.includes(" Pod ") && line.includes(JSON.stringify(spec))));

  const { deployment, inventory } = await empty();
  const before = await inventory();
  assert.deepEqual(await deployment.apply(first, ["stack"]), []);
  assert.notDeepEqual(await inventory(), wanted);
  assert.deepEqual(await deployment.apply(second, ["stack"]), []);
  assert.deepEqual(await inventory(), wanted);
  const { calls } = deployment;
  assert.deepEqual(await deployment.apply(second, ["stack"]), []);
  assert.equal(deployment.calls, calls);
  assert.deepEqual(await deployment.destroy(["stack"]), []);
  assert.deepEqual(await inventory(), before);
});

test("the inventory shows a change of all but what has nothing to change", async () => {
  const { deployment, inventory } = await empty();
  const nothing = await inventory();
  assert.deepEqual(await deployment.apply(await worldOf({ stack: stackWith("before") }), ["stack"]), []);
  const made = (await inventory()).filter((line) => !nothing.includes(line));
  assert.deepEqual(await deployment.apply(await worldOf({ stack: stackWith("after") }), ["stack"]), []);
  const now = await inventory();
  const kinds = (lines: readonly string[]) => [...new Set(lines.map((line) => line.split(" ")[1]))].sort();
  assert.deepEqual(kinds(made.filter((line) => now.includes(line))), ["ServiceAccount", "addon", "alias"]);
  assert.deepEqual(kinds(made.filter((line) => !now.includes(line))), [
    "ConfigMap",
    "Deployment",
    "Namespace",
    "Pod",
    "association",
    "attached",
    "bucket",
    "inline",
    "key",
    "object",
    "parameter",
    "policy",
    "queue",
    "role",
    "secret",
    "table",
    "topic",
    "zone",
  ]);
});

test("an ephemeral block makes nothing, and what refers to it is made", async () => {
  const { deployment, inventory } = await empty();
  const before = await inventory();
  const world = await worldOf({
    stack: {
      terraform: { required_version: ">= 1.10" },
      provider: {
        aws: [{ region: "us-east-1", allowed_account_ids: [ACCOUNT] }],
        kubernetes: [
          {
            host: "${data.aws_eks_cluster.one.endpoint}",
            cluster_ca_certificate: "${base64decode(data.aws_eks_cluster.one.certificate_authority[0].data)}",
            token: "${ephemeral.aws_eks_cluster_auth.one.token}",
          },
        ],
      },
      data: { aws_eks_cluster: { one: { name: "one" } } },
      ephemeral: { aws_eks_cluster_auth: { one: { name: "one" } } },
      resource: { kubernetes_namespace_v1: { one: { metadata: { name: "one" } } } },
    },
  });
  assert.deepEqual(await deployment.apply(world, ["stack"]), []);
  const made = (await inventory()).filter((line) => !before.includes(line));
  assert.deepEqual(made.map((line) => line.split(" ")[1]).sort(), ["Namespace", "ServiceAccount"]);
});

test("a type that the loader does not know is an error that names it", async () => {
  const world = await worldOf({
    stack: { provider: stackWith("before").provider, resource: { aws_lambda_function: { one: {} } } },
  });
  await assert.rejects(
    () => new Deployment(emulator, new Kubernetes()).apply(world, ["stack"]),
    /found a resource of type aws_lambda_function, which the loader cannot make/,
  );
});
