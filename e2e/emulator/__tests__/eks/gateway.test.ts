import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Sha256 } from "@aws-crypto/sha256-js";
import { CreatePodIdentityAssociationCommand, DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { type Emulator, type Keys, startEmulator } from "../..";
import { A, B, ISSUER, policy, REGION } from "../support/aws";
import { mayAssume, PODS, trusts } from "../support/roles";

const PRIMARY = `arn:aws:iam::${A}:role/primary`;
const TARGET = `arn:aws:iam::${B}:role/target`;

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
  emulator.addCluster({ account: A, region: REGION, name: "production", issuer: ISSUER });
});
after(() => emulator.stop());

const at = (credentials: Keys) => ({ endpoint: emulator.endpoint, region: REGION, credentials, maxAttempts: 1 });
const iam = (account: string) => new IAMClient(at(emulator.administrator(account)));

async function makeRole(account: string, RoleName: string, trust: object, own?: object): Promise<void> {
  await iam(account).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
  if (own)
    await iam(account).send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: policy(own) }));
}

/** What the agent on a node asks for a pod. */
async function podIdentity(node: Keys, token: string): Promise<{ status: number; answer: Answered }> {
  const { hostname, port, host } = new URL(emulator.endpoint);
  const request = new HttpRequest({
    method: "POST",
    protocol: "http:",
    hostname,
    port: Number(port),
    path: "/clusters/production/assume-role-for-pod-identity",
    headers: { host, "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  const signer = new SignatureV4({ credentials: node, region: REGION, service: "eks-auth", sha256: Sha256 });
  const { method, headers, path, body } = await signer.sign(request);
  const response = await fetch(`${emulator.endpoint}${path}`, { method, headers, body });
  return { status: response.status, answer: (await response.json()) as Answered };
}

interface Answered {
  readonly message?: string;
  readonly credentials?: Keys;
}

test("a role that is trusted must exist first", async () => {
  await assert.rejects(makeRole(B, "target", trusts({ AWS: PRIMARY })), {
    name: "MalformedPolicyDocumentException",
    message: `Invalid principal in policy: "AWS":"${PRIMARY}"`,
  });
});

test("a pod of account A reads an object of account B, another service account does not", async () => {
  await makeRole(A, "primary", trusts(PODS), mayAssume(TARGET));
  const payments = { StringEquals: { "aws:RequestTag/kubernetes-service-account": "api" } };
  const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" };
  await makeRole(B, "target", trusts({ AWS: PRIMARY }, payments), read);
  await makeRole(A, "node", trusts({ Service: "ec2.amazonaws.com" }));
  const worker = { RoleName: "node", PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy" };
  await iam(A).send(new AttachRolePolicyCommand(worker));
  const owner = new S3Client({ ...at(emulator.administrator(B)), forcePathStyle: true });
  await owner.send(new CreateBucketCommand({ Bucket: "data" }));
  await owner.send(new PutObjectCommand({ Bucket: "data", Key: "a", Body: "from account B" }));

  const eks = new EKSClient(at(emulator.administrator(A)));
  const { cluster } = await eks.send(new DescribeClusterCommand({ name: "production" }));
  assert.equal(cluster?.identity?.oidc?.issuer, ISSUER);
  for (const serviceAccount of ["api", "other"])
    await eks.send(
      new CreatePodIdentityAssociationCommand({
        clusterName: "production",
        namespace: "payments",
        serviceAccount,
        roleArn: PRIMARY,
        targetRoleArn: TARGET,
      }),
    );
  const node = await emulator.instanceSession(`arn:aws:iam::${A}:role/node`, "i-1");
  const tokenOf = (serviceAccount: string) =>
    emulator.issuer(ISSUER).token({ namespace: "payments", serviceAccount, audience: "pods.eks.amazonaws.com" });

  const { status, answer } = await podIdentity(node, await tokenOf("api"));
  assert.equal(status, 200);
  assert.ok(answer.credentials);
  const { accessKeyId, secretAccessKey, sessionToken = "" } = answer.credentials;
  const pod = new S3Client({ ...at({ accessKeyId, secretAccessKey, sessionToken }), forcePathStyle: true });
  const { Body } = await pod.send(new GetObjectCommand({ Bucket: "data", Key: "a" }));
  assert.equal(await Body?.transformToString(), "from account B");
  await assert.rejects(pod.send(new PutObjectCommand({ Bucket: "data", Key: "a", Body: "x" })), {
    name: "AccessDenied",
    message: /assumed-role\/target\/.* is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::data\/a"/,
  });

  const refused = await podIdentity(node, await tokenOf("other"));
  assert.equal(refused.status, 400);
  assert.equal(
    refused.answer.message,
    "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
  );
});

test("STS answers SDKs: a session with tags, and refusals in AWS's words", async () => {
  const sts = new STSClient(at(emulator.administrator(A)));
  await makeRole(A, "tagged", trusts({ AWS: A }));
  const arn = `arn:aws:iam::${A}:role/tagged`;
  const tags = { Tags: [{ Key: "team", Value: "payments" }], TransitiveTagKeys: ["team"] };
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "s1", ...tags }));
  assert.ok(Credentials?.Expiration instanceof Date);
  const session = { accessKeyId: "", secretAccessKey: "", sessionToken: "" };
  session.accessKeyId = Credentials.AccessKeyId ?? "";
  session.secretAccessKey = Credentials.SecretAccessKey ?? "";
  session.sessionToken = Credentials.SessionToken ?? "";
  await assert.rejects(
    new STSClient(at(session)).send(new AssumeRoleCommand({ RoleArn: TARGET, RoleSessionName: "s1" })),
    {
      name: "AccessDenied",
      message: `User: arn:aws:sts::${A}:assumed-role/tagged/s1 is not authorized to perform: sts:AssumeRole on resource: ${TARGET}`,
    },
  );
  const WebIdentityToken = await emulator
    .issuer(ISSUER)
    .token({ namespace: "payments", serviceAccount: "api", audience: "sts.amazonaws.com" });
  const web = new AssumeRoleWithWebIdentityCommand({ RoleArn: TARGET, RoleSessionName: "s1", WebIdentityToken });
  await assert.rejects(sts.send(web), {
    name: "InvalidIdentityTokenException",
    message: `No OpenIDConnect provider found in your account for ${ISSUER}`,
  });
});
