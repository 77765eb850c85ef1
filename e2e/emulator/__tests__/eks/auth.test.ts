import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Keys, TokenOf } from "../../types";
import { A, B, CLUSTER, ISSUER, policy, REGION, TestAws } from "../support/aws";
import { makeNodeRole, makeRole, mayAssume, PODS, putPolicy, trusts } from "../support/roles";

const UNAUTHORIZED =
  "AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.";
const API: TokenOf = {
  namespace: "payments",
  serviceAccount: "api",
  audience: "pods.eks.amazonaws.com",
  pod: { name: "api-1", uid: "u-1" },
};

let aws: TestAws;
let node: Keys;
before(async () => {
  aws = await TestAws.start();
  aws.enforcement.addCluster({ account: A, region: REGION, name: "production", issuer: ISSUER });
  node = await aws.enforcement.instanceSession(await makeNodeRole(aws, A), "i-1");
});
after(() => aws.stop());

let accounts = 0;
/** Associates a service account of its own with the roles and gives a token for it. */
async function pod(roleArn: string, more: object = {}): Promise<{ token: string; serviceAccount: string }> {
  accounts += 1;
  const serviceAccount = `api-${accounts}`;
  const params = { clusterName: "production", namespace: "payments", serviceAccount, roleArn, ...more };
  await aws.ask(aws.administrator(A), "eks:CreatePodIdentityAssociation", params);
  return { token: await aws.enforcement.issuer(ISSUER).token({ ...API, serviceAccount }), serviceAccount };
}
const ask = (token: string, keys = node) =>
  aws.ask(keys, "eks-auth:AssumeRoleForPodIdentity", { clusterName: "production", token });
const refusal = (token: string, keys = node) =>
  aws.refusal(keys, "eks-auth:AssumeRoleForPodIdentity", { clusterName: "production", token });

test("a pod gets the credentials of the target role by two hops with session tags", async () => {
  const target = `arn:aws:iam::${B}:role/target`;
  const primary = await makeRole(aws, A, "primary", [trusts(PODS)], [mayAssume(target)], "/pods/");
  const { token, serviceAccount } = await pod(primary, { targetRoleArn: target });
  const tags = {
    "aws:RequestTag/eks-cluster-arn": CLUSTER,
    "aws:RequestTag/kubernetes-namespace": "payments",
    "aws:RequestTag/kubernetes-service-account": serviceAccount,
    "aws:PrincipalTag/kubernetes-pod-name": "api-1",
  };
  const root = { AWS: `arn:aws:iam::${A}:root` };
  await makeRole(aws, B, "target", [trusts(root, { StringEquals: tags, ArnEquals: { "aws:PrincipalArn": primary } })]);
  aws.takeDecisions();
  const answer = await ask(token);
  assert.match(JSON.stringify(answer.assumedRoleUser), /:assumed-role\/target\/eks-production-api-1-/);
  assert.deepEqual(answer.subject, { namespace: "payments", serviceAccount });
  assert.deepEqual(aws.takeDecisions(), [
    "eks-auth:AssumeRoleForPodIdentity production yes",
    "sts:AssumeRole primary yes",
    "sts:TagSession primary yes",
    "sts:AssumeRole target yes",
    "sts:TagSession target yes",
  ]);
  const { accessKeyId, secretAccessKey, sessionToken } = answer.credentials as Keys;
  const who = await aws.ask(
    { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    "sts:GetCallerIdentity",
    {},
  );
  assert.equal(who.Account, B);
});

test("without a target the pod gets the primary role's own session", async () => {
  const { token } = await pod(await makeRole(aws, A, "only", [trusts(PODS)]));
  assert.match(JSON.stringify((await ask(token)).assumedRoleUser), new RegExp(`::${A}:assumed-role/only/`));
});

test("credentials last six hours, those of a target role one", async () => {
  const target = await makeRole(aws, B, "hour", [trusts({ AWS: `arn:aws:iam::${A}:root` })]);
  const primary = await makeRole(aws, A, "hours", [trusts(PODS)], [mayAssume(target)]);
  const hours = async (more: object) => {
    const { expiration } = (await ask((await pod(primary, more)).token)).credentials as { expiration: number };
    return Math.round((expiration - Date.now() / 1000) / 360) / 10;
  };
  assert.deepEqual([await hours({}), await hours({ targetRoleArn: target })], [6, 1]);
});

test("a primary role that does not trust EKS stops at the first hop", async () => {
  const { token } = await pod(await makeRole(aws, A, "strange", [trusts({ Service: "ec2.amazonaws.com" })]));
  aws.takeDecisions();
  assert.equal(await refusal(token), UNAUTHORIZED);
  assert.deepEqual(aws.takeDecisions().slice(1), ["sts:AssumeRole strange resource"]);
});

test("a primary role that lets EKS not tag stops at sts:TagSession, unless tags are off", async () => {
  const trust = { Effect: "Allow", Principal: PODS, Action: "sts:AssumeRole" };
  const role = await makeRole(aws, A, "untagged", [trust]);
  aws.takeDecisions();
  assert.equal(await refusal((await pod(role)).token), UNAUTHORIZED);
  assert.deepEqual(aws.takeDecisions().slice(-2), ["sts:AssumeRole untagged yes", "sts:TagSession untagged resource"]);
  await ask((await pod(role, { disableSessionTags: true })).token);
});

test("a trust in EKS for the cluster's account and ARN lets it in", async () => {
  const condition = { StringEquals: { "aws:SourceAccount": A }, ArnEquals: { "aws:SourceArn": CLUSTER } };
  await ask((await pod(await makeRole(aws, A, "confined", [trusts(PODS, condition)]))).token);
  const other = { StringEquals: { "aws:SourceAccount": B } };
  assert.equal(
    await refusal((await pod(await makeRole(aws, A, "elsewhere", [trusts(PODS, other)]))).token),
    UNAUTHORIZED,
  );
});

test("a trust can ask whether a service of AWS's is there", async () => {
  const service = { Bool: { "aws:PrincipalIsAWSService": "true" } };
  await ask((await pod(await makeRole(aws, A, "of-services", [trusts(PODS, service)]))).token);
});

test("the session has six tags", async () => {
  const tags = {
    "eks-cluster-arn": CLUSTER,
    "eks-cluster-name": "production",
    "kubernetes-namespace": "payments",
    "kubernetes-service-account": `api-${accounts + 1}`,
    "kubernetes-pod-name": "api-1",
    "kubernetes-pod-uid": "u-1",
  };
  const requested = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  const condition = {
    StringEquals: Object.fromEntries(requested),
    "ForAllValues:StringEquals": { "aws:TagKeys": Object.keys(tags) },
  };
  await ask((await pod(await makeRole(aws, A, "six-tags", [trusts(PODS, condition)]))).token);
});

test("a session's name is shortened to 64 letters", async () => {
  const role = await makeRole(aws, A, "named", [trusts(PODS)]);
  const { serviceAccount } = await pod(role);
  const long = { ...API, serviceAccount, pod: { name: "x".repeat(200), uid: "u-2" } };
  const { assumedRoleUser } = await ask(await aws.enforcement.issuer(ISSUER).token(long));
  assert.match(JSON.stringify(assumedRoleUser), /:assumed-role\/named\/eks-production-x[\w-]{48}"/);
});

test("a target that the primary role may not assume, or that does not trust it, stops at the second hop", async () => {
  const target = await makeRole(aws, B, "closed", [trusts({ AWS: `arn:aws:iam::${A}:root` })]);
  const primary = await makeRole(aws, A, "poor", [trusts(PODS)]);
  const { token } = await pod(primary, { targetRoleArn: target });
  aws.takeDecisions();
  assert.equal(await refusal(token), UNAUTHORIZED);
  assert.deepEqual(aws.takeDecisions().slice(-1), ["sts:AssumeRole closed identity"]);
  await putPolicy(aws, A, "poor", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: target }]);
  assert.equal(await refusal(token), UNAUTHORIZED);
  assert.deepEqual(aws.takeDecisions().slice(-1), ["sts:TagSession closed identity"]);
});

test("with tags off EKS sends an external id and no tags", async () => {
  const target = `arn:aws:iam::${B}:role/by-external-id`;
  const primary = await makeRole(aws, A, "tagless", [trusts(PODS)], [mayAssume(target)]);
  const { token, serviceAccount } = await pod(primary, { targetRoleArn: target, disableSessionTags: true });
  const condition = { StringEquals: { "sts:ExternalId": `${REGION}/${A}/production/payments/${serviceAccount}` } };
  await makeRole(aws, B, "by-external-id", [trusts({ AWS: primary }, condition)]);
  aws.takeDecisions();
  await ask(token);
  assert.deepEqual(aws.takeDecisions().slice(1), ["sts:AssumeRole tagless yes", "sts:AssumeRole by-external-id yes"]);
  const tagged = await pod(primary, { targetRoleArn: target });
  assert.equal(await refusal(tagged.token), UNAUTHORIZED);
});

test("with tags on EKS sends no external id", async () => {
  const target = `arn:aws:iam::${B}:role/without-external-id`;
  const primary = await makeRole(aws, A, "tagging", [trusts(PODS)], [mayAssume(target)]);
  await makeRole(aws, B, "without-external-id", [trusts({ AWS: primary }, { Null: { "sts:ExternalId": "true" } })]);
  await ask((await pod(primary, { targetRoleArn: target })).token);
});

test("the association's policy limits the target's session", async () => {
  const all = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::any/*" };
  const target = await makeRole(aws, B, "wide", [trusts({ AWS: `arn:aws:iam::${A}:root` })], [all]);
  const primary = await makeRole(aws, A, "limiting", [trusts(PODS)], [mayAssume(target)]);
  const may = async (more: object, object: string) => {
    const { token } = await pod(primary, { targetRoleArn: target, disableSessionTags: true, ...more });
    const { accessKeyId, secretAccessKey, sessionToken = "" } = (await ask(token)).credentials as Keys;
    return aws.may({ accessKeyId, secretAccessKey, sessionToken }, "s3:GetObject", `arn:aws:s3:::any/${object}`, B);
  };
  const limit = { policy: policy({ ...all, Resource: "arn:aws:s3:::any/a" }) };
  assert.equal(await may(limit, "a"), "yes");
  assert.match(await may(limit, "b"), /because no session policy allows the s3:GetObject action$/);
  assert.equal(await may({}, "b"), "yes");
});

test("without a target the association's policy limits the primary role's session", async () => {
  const target = await makeRole(aws, B, "out-of-reach", [trusts({ AWS: `arn:aws:iam::${A}:root` })]);
  const primary = await makeRole(aws, A, "limited-itself", [trusts(PODS)], [mayAssume("*")]);
  const only = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  const { token } = await pod(primary, { disableSessionTags: true, policy: only });
  const { accessKeyId, secretAccessKey, sessionToken = "" } = (await ask(token)).credentials as Keys;
  const onward = { RoleArn: target, RoleSessionName: "session" };
  assert.match(
    await aws.refusal({ accessKeyId, secretAccessKey, sessionToken }, "sts:AssumeRole", onward),
    /^AccessDenied/,
  );
});

test("a service account without an association has none to be found", async () => {
  const token = await aws.enforcement.issuer(ISSUER).token({ ...API, namespace: "other" });
  assert.match(await refusal(token), /^ResourceNotFoundException: No pod identity association found/);
});

test("with a delay an association is seen after so long", async () => {
  const role = await makeRole(aws, A, "patient", [trusts(PODS)]);
  aws.enforcement.propagationDelay = 300;
  try {
    const { token } = await pod(role);
    assert.match(await refusal(token), /^ResourceNotFoundException/);
    await wait(350);
    await ask(token);
  } finally {
    aws.enforcement.propagationDelay = 0;
  }
});

test("with a delay a changed association, and one that is deleted, is seen as it was for so long", async () => {
  const [old, other] = [await makeRole(aws, A, "old", [trusts(PODS)]), await makeRole(aws, A, "new", [trusts(PODS)])];
  const { token, serviceAccount } = await pod(old);
  const list = { clusterName: "production", namespace: "payments", serviceAccount };
  const { associations } = await aws.ask(aws.administrator(A), "eks:ListPodIdentityAssociations", list);
  const [{ associationId }] = associations as [{ associationId: string }];
  const one = { clusterName: "production", associationId };
  const role = async () => JSON.stringify((await ask(token)).assumedRoleUser).split("/")[1];
  aws.enforcement.propagationDelay = 500;
  try {
    await aws.ask(aws.administrator(A), "eks:UpdatePodIdentityAssociation", { ...one, roleArn: other });
    assert.equal(await role(), "old");
    await wait(550);
    assert.equal(await role(), "new");
    await aws.ask(aws.administrator(A), "eks:DeletePodIdentityAssociation", one);
    assert.equal(await role(), "new");
    await wait(550);
    assert.match(await refusal(token), /^ResourceNotFoundException/);
  } finally {
    aws.enforcement.propagationDelay = 0;
  }
});

test("a token that is forged, expired, for another audience or of another issuer is refused", async () => {
  const issuer = aws.enforcement.issuer(ISSUER);
  assert.match(await refusal(await issuer.forged(API)), /^InvalidTokenException/);
  assert.match(await refusal(await issuer.token({ ...API, lifetime: -1 })), /^ExpiredTokenException/);
  assert.match(await refusal(await issuer.token({ ...API, audience: "sts.amazonaws.com" })), /^InvalidTokenException/);
  assert.match(await refusal(await aws.enforcement.issuer(`${ISSUER}D`).token(API)), /^InvalidTokenException/);
  assert.match(await refusal("nonsense"), /^InvalidTokenException/);
});

test("a caller without eks-auth:AssumeRoleForPodIdentity, and an unknown cluster, are refused", async () => {
  const weak = await makeRole(aws, A, "weak", [trusts({ AWS: `arn:aws:iam::${A}:root` })]);
  const keys = await aws.assume(aws.administrator(A), weak);
  assert.match(
    await refusal("token", keys),
    /^AccessDeniedException: .* eks-auth:AssumeRoleForPodIdentity on resource: .*cluster\/production/,
  );
  const unknown = { clusterName: "staging", token: "token" };
  assert.match(
    await aws.refusal(keys, "eks-auth:AssumeRoleForPodIdentity", unknown),
    /^AccessDeniedException: .* eks-auth:AssumeRoleForPodIdentity on resource: .*cluster\/staging/,
  );
  assert.match(
    await aws.refusal(node, "eks-auth:AssumeRoleForPodIdentity", unknown),
    /^ResourceNotFoundException: No cluster found for name: staging\.$/,
  );
});
