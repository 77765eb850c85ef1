import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Keys } from "../emulator";
import type { Pod } from "../pods";
import { pathWithAws, reading } from "../pods/clients";
import { ACCOUNT_A, openScene, type Scene, s3Of } from "./scene";

const UNAUTHORIZED =
  /\(AccessDeniedException\): Unauthorized Exception! EKS does not have permissions to assume the associated role\./;

/** As role sessions of the target role appear in errors. */
const SESSION = "User: arn:aws:sts::222222222222:assumed-role/s3-reader-target-role/[^ ]+";

describe("the default configuration, by EKS Pod Identity, refuses", () => {
  let scene: Scene;
  let roles: { roleArn: string; targetRoleArn: string };
  before(async () => {
    scene = await openScene("eks-cross-account.yaml");
    await scene.put("config.json", "{}");
    const [chain] = scene.model.chains;
    roles = { roleArn: chain?.primaryRoleArn ?? "", targetRoleArn: chain?.targetRoleArn ?? "" };
  });
  after(() => scene?.close());
  beforeEach(() => scene.emulator.forgetDecisions());

  /** What boto3 in a pod writes when it is refused. */
  const refusedTo = async (pod: Pod): Promise<string> => {
    const { code, stdout, stderr } = await pod.run(await reading("boto3", scene.bucket, "config.json"));
    assert.deepEqual([code, stdout], [1, ""], stderr);
    return stderr;
  };
  /** What the agent answers to a pod when it is refused; an SDK would ask three times, and wait between. */
  const refusedByAgent = async (pod: Pod): Promise<string> => {
    const token = readFileSync(pod.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE ?? "", "utf8");
    const response = await fetch(pod.env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? "", {
      headers: { authorization: token },
    });
    assert.equal(response.ok, false);
    return response.text();
  };
  /** What the first question was about that was answered with no. */
  const refusedAt = () => scene.emulator.decisions.find(({ allowed }) => !allowed)?.resource;

  test("writing, deleting and listing buckets, which are not granted", async () => {
    const s3 = s3Of(scene, await scene.pod());
    const object = { Bucket: scene.bucket, Key: "config.json" };
    const refused = (action: string, resource: string) => ({
      name: "AccessDenied",
      message: new RegExp(
        `^${SESSION} is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action$`,
      ),
    });
    const arn = `arn:aws:s3:::${scene.bucket}/config.json`;
    await assert.rejects(s3.send(new PutObjectCommand({ ...object, Body: "" })), refused("s3:PutObject", arn));
    await assert.rejects(s3.send(new DeleteObjectCommand(object)), refused("s3:DeleteObject", arn));
    await assert.rejects(s3.send(new ListBucketsCommand({})), refused("s3:ListAllMyBuckets", "(\\*|arn:aws:s3:::\\*)"));
  });

  test("another service account of the namespace, associated with the same roles, at the primary role's trust", async () => {
    const other = { namespace: scene.namespace, serviceAccount: "other-sa" };
    scene.makeServiceAccount({ namespace: scene.namespace, name: "other-sa" });
    await scene.associate({ ...other, ...roles });
    assert.match(await refusedTo(await scene.pod(other)), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.roleArn);
  });

  test("the service account of the same name in another namespace, at the primary role's trust", async () => {
    const other = { namespace: "other-namespace", serviceAccount: scene.serviceAccount };
    scene.makeServiceAccount({ namespace: "other-namespace", name: scene.serviceAccount });
    await scene.associate({ ...other, ...roles });
    assert.match(await refusedByAgent(await scene.pod(other)), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.roleArn);
  });

  test("the same service account on another cluster of account A, at the primary role's trust", async () => {
    const cluster = await anotherCluster(scene);
    const { namespace, serviceAccount } = scene;
    await scene.associate({ namespace, serviceAccount, cluster: cluster.name, ...roles });
    assert.match(await refusedByAgent(await scene.pod({ cluster })), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.roleArn);
  });

  test("another primary role with the same permissions, at the target role's trust", async () => {
    const trust = { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
    const roleArn = await scene.makeRole(ACCOUNT_A, "another-primary-role", trust, mayAssume(roles.targetRoleArn));
    const other = { namespace: scene.namespace, serviceAccount: "of-another-role-sa" };
    scene.makeServiceAccount({ namespace: other.namespace, name: other.serviceAccount });
    await scene.associate({ ...other, roleArn, targetRoleArn: roles.targetRoleArn });
    assert.match(await refusedByAgent(await scene.pod(other)), UNAUTHORIZED);
    assert.equal(refusedAt(), roles.targetRoleArn);
  });

  for (const [whose, account] of [
    ["of account A", ACCOUNT_A],
    ["of an account that nobody named", "333333333333"],
  ] as const)
    test(`a role ${whose} that may assume the target role, at its trust, and at the bucket`, async () => {
      const keys = await instanceOf(scene, account);
      const { endpoint } = scene.emulator;
      const sts = new STSClient({ endpoint, region: "us-east-1", credentials: keys });
      const who = `User: arn:aws:sts::${account}:assumed-role/instance-role/[^ ]+ is not authorized to perform`;
      await assert.rejects(
        sts.send(new AssumeRoleCommand({ RoleArn: roles.targetRoleArn, RoleSessionName: "attempt" })),
        {
          name: "AccessDenied",
          message: new RegExp(`^${who}: sts:AssumeRole on resource: ${roles.targetRoleArn}$`),
        },
      );
      await assert.rejects(get(scene, keys), {
        name: "AccessDenied",
        message: new RegExp(
          `^${who}: s3:GetObject on .* because no resource-based policy allows the s3:GetObject action$`,
        ),
      });
    });

  test("a request without credentials, with AWS's bare Access Denied", async () => {
    const pod = await scene.pod();
    const object = ["--bucket", scene.bucket, "--key", "config.json", "/dev/null"];
    const command = ["aws", "s3api", "get-object", "--no-sign-request", ...object];
    const { code, stderr } = await pod.run(command, { PATH: await pathWithAws() });
    assert.notEqual(code, 0);
    assert.match(stderr, /An error occurred \(AccessDenied\) when calling the GetObject operation: Access Denied/);
  });

  test("a key with a wrong secret, and a session with another's token", async () => {
    const [one, two] = [await scene.pod(), await scene.pod()];
    const [first, second] = [await one.credentials()(), await two.credentials()()];
    await assert.rejects(get(scene, { ...first, secretAccessKey: "wrong" }), {
      name: "SignatureDoesNotMatch",
      message:
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    });
    await assert.rejects(get(scene, { ...first, sessionToken: second.sessionToken }), {
      name: /InvalidToken|InvalidAccessKeyId/,
    });
  });

  test("a pod's token that another key has signed, or that is for another audience", async () => {
    const { namespace, serviceAccount, cluster } = scene;
    const issuer = scene.emulator.issuer(cluster.issuer);
    const of = { namespace, serviceAccount, audience: "pods.eks.amazonaws.com" };
    for (const token of [await issuer.forged(of), await issuer.token({ ...of, audience: "sts.amazonaws.com" })]) {
      const pod = await scene.pod();
      writeFileSync(pod.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE ?? "", token);
      assert.match(await refusedByAgent(pod), /\(InvalidTokenException\): /);
    }
  });

  test("a pod of a service account without association, for want of credentials", async () => {
    scene.makeServiceAccount({ namespace: scene.namespace, name: "bare-sa" });
    const pod = await scene.pod({ serviceAccount: "bare-sa" });
    assert.equal(await refusedTo(pod), "NoCredentialsError: Unable to locate credentials\n");
  });

  test("a pod whose service account does not exist, at admission", async () => {
    await assert.rejects(scene.pod({ serviceAccount: "nobody" }), {
      message: /^pods "nobody-.*" is forbidden: error looking up service account my-app-namespace\/nobody: /,
    });
  });
});

const mayAssume = (target: string): object => ({ Action: ["sts:AssumeRole", "sts:TagSession"], Resource: target });

const OF_INSTANCES = { Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };

/** Keys of a server in an account, whose own account lets it assume any role and use all of S3. */
async function instanceOf(scene: Scene, account: string): Promise<Keys> {
  const policy = { Action: ["sts:*", "s3:*"], Resource: "*" };
  const role = await scene.makeRole(account, "instance-role", OF_INSTANCES, policy);
  return scene.emulator.instanceSession(role, "i-0123456789abcdef0");
}

/** Another cluster of account A that has the same namespace and service account. */
async function anotherCluster(scene: Scene) {
  const { emulator, kubernetes, namespace, serviceAccount } = scene;
  const cluster = { account: ACCOUNT_A, region: "us-east-1", name: "other-cluster" };
  emulator.addCluster({ ...cluster, issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/0THER" });
  const arn = `arn:aws:eks:us-east-1:${ACCOUNT_A}:cluster/other-cluster`;
  kubernetes.addCluster(arn);
  kubernetes.create(arn, { kind: "Namespace", metadata: { name: namespace } });
  kubernetes.create(arn, { kind: "ServiceAccount", metadata: { name: serviceAccount, namespace } });
  const ofNodes = { Action: "eks-auth:AssumeRoleForPodIdentity", Resource: "*" };
  await scene.makeRole(ACCOUNT_A, "other-cluster-node", OF_INSTANCES, ofNodes);
  return cluster;
}

const get = ({ emulator, bucket }: Scene, credentials: Keys) =>
  new S3Client({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
  }).send(new GetObjectCommand({ Bucket: bucket, Key: "config.json" }));
