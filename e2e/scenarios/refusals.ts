// Who is refused alike in both articles, whichever way their pods get credentials.
import assert from "node:assert/strict";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Keys } from "../emulator";
import type { ClusterReference, Pod } from "../pods";
import { pathWithAws, reading } from "../pods/clients";
import { ACCOUNT_A, type Fixture, s3Of } from "./fixture";

/** The object in each fixture's bucket, which every caller here is refused. */
export const KEY = "config.json";

/** Accounts whose roles are refused, by what they are. */
export const OTHER_ACCOUNTS = {
  "account A": ACCOUNT_A,
  "an account that no policy names": "333333333333",
} as const;

export const OF_INSTANCES = { Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };

/** What boto3 in a pod writes when it is refused. */
export async function refusedTo(fixture: Fixture, pod: Pod): Promise<string> {
  const { code, stdout, stderr } = await pod.run(await reading("boto3", fixture.bucket, KEY));
  assert.deepEqual([code, stdout], [1, ""], stderr);
  return stderr;
}

/** What is not granted, to a pod that has a session of `role`: writing, deleting, and listing all buckets. */
export async function refusesWhatIsNotGranted(fixture: Fixture, role: string): Promise<void> {
  const s3 = s3Of(fixture, await fixture.pod());
  const object = { Bucket: fixture.bucket, Key: KEY };
  const refused = (action: string, resource: string) => ({
    name: "AccessDenied",
    message: new RegExp(
      `^User: ${sessionOf(role)}/[^ ]+ is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action$`,
    ),
  });
  const arn = `arn:aws:s3:::${fixture.bucket}/${KEY}`;
  await assert.rejects(s3.send(new PutObjectCommand({ ...object, Body: "" })), refused("s3:PutObject", arn));
  await assert.rejects(s3.send(new DeleteObjectCommand(object)), refused("s3:DeleteObject", arn));
  await assert.rejects(s3.send(new ListBucketsCommand({})), refused("s3:ListAllMyBuckets", "(\\*|arn:aws:s3:::\\*)"));
}

/** A server of another account whose own account lets it do all of STS and S3: at the role's trust, and at the bucket. */
export async function refusesServerOf(fixture: Fixture, account: string, role: string): Promise<void> {
  const policy = { Action: ["sts:*", "s3:*"], Resource: "*" };
  const own = await fixture.makeRole(account, "instance-role", OF_INSTANCES, policy);
  const credentials = await fixture.emulator.instanceSession(own, "i-0123456789abcdef0");
  const sts = new STSClient({ endpoint: fixture.emulator.endpoint, region: fixture.cluster.region, credentials });
  const user = `User: ${sessionOf(own)}/[^ ]+`;
  await assert.rejects(sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "attempt" })), {
    name: "AccessDenied",
    message: new RegExp(`^${user} is not authorized to perform: sts:AssumeRole on resource: ${role}$`),
  });
  // S3 gives callers of other accounts no reason
  await assert.rejects(get(fixture, credentials), { name: "AccessDenied", message: "Access Denied" });
}

/** A caller without credentials. */
export async function refusesUnsigned(fixture: Fixture): Promise<void> {
  const object = ["--bucket", fixture.bucket, "--key", KEY, "/dev/null"];
  const command = ["aws", "s3api", "get-object", "--no-sign-request", ...object];
  const { code, stderr } = await (await fixture.pod()).run(command, { PATH: await pathWithAws() });
  assert.notEqual(code, 0);
  assert.match(stderr, /An error occurred \(AccessDenied\) when calling the GetObject operation: Access Denied\n/);
}

/** Another cluster of account A with the same namespace and service account. */
export function anotherCluster(fixture: Fixture, annotations: Readonly<Record<string, string>> = {}) {
  const { emulator, kubernetes, namespace, serviceAccount: name } = fixture;
  const cluster: ClusterReference = { account: ACCOUNT_A, region: "us-east-1", name: "other-cluster" };
  const issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/0THER";
  const arn = `arn:aws:eks:us-east-1:${ACCOUNT_A}:cluster/other-cluster`;
  emulator.addCluster({ ...cluster, issuer });
  kubernetes.addCluster(arn);
  if (!kubernetes.get(arn, "Namespace", undefined, namespace))
    kubernetes.create(arn, { kind: "Namespace", metadata: { name: namespace } });
  kubernetes.create(arn, { kind: "ServiceAccount", metadata: { name, namespace, annotations } });
  return { cluster, issuer };
}

/** Gets the object with these keys, and does not try again. */
export const get = ({ emulator, cluster, bucket }: Fixture, credentials: Keys) =>
  new S3Client({
    endpoint: emulator.endpoint,
    region: cluster.region,
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
  }).send(new GetObjectCommand({ Bucket: bucket, Key: KEY }));

/** `arn:aws:iam::1:role/NAME` as its sessions are named in errors. */
const sessionOf = (role: string): string => role.replace(":iam::", ":sts::").replace(":role/", ":assumed-role/");
