import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Keys, TokenOf } from "../../types";
import { makeNodeRole, makeRole, mayAssume, PODS, putPolicy, trusts } from "../test-roles";
import { A, B, CLUSTER, ISSUER, policy, REGION, TestLaw } from "../testing";

const UNAUTHORIZED =
  "AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.";
const API: TokenOf = {
  namespace: "payments",
  serviceAccount: "api",
  audience: "pods.eks.amazonaws.com",
  pod: { name: "api-1", uid: "u-1" },
};

let law: TestLaw;
let node: Keys;
before(async () => {
  law = await TestLaw.start();
  law.law.addCluster({ account: A, region: REGION, name: "production", issuer: ISSUER });
  node = await law.law.instanceSession(await makeNodeRole(law, A), "i-1");
});
after(() => law.stop());

let accounts = 0;
/** Associates a service account of its own with the roles and gives a token for it. */
async function pod(roleArn: string, more: object = {}): Promise<{ token: string; serviceAccount: string }> {
  accounts += 1;
  const serviceAccount = `api-${accounts}`;
  const params = { clusterName: "production", namespace: "payments", serviceAccount, roleArn, ...more };
  await law.ask(law.administrator(A), "eks:CreatePodIdentityAssociation", params);
  return { token: await law.law.issuer(ISSUER).token({ ...API, serviceAccount }), serviceAccount };
}
const ask = (token: string, keys = node) =>
  law.ask(keys, "eks-auth:AssumeRoleForPodIdentity", { clusterName: "production", token });
const refusal = (token: string, keys = node) =>
  law.refusal(keys, "eks-auth:AssumeRoleForPodIdentity", { clusterName: "production", token });

test("a pod gets the credentials of the target role by two hops with session tags", async () => {
  const target = `arn:aws:iam::${B}:role/target`;
  const primary = await makeRole(law, A, "primary", [trusts(PODS)], [mayAssume(target)], "/pods/");
  const { token, serviceAccount } = await pod(primary, { targetRoleArn: target });
  const tags = {
    "aws:RequestTag/eks-cluster-arn": CLUSTER,
    "aws:RequestTag/kubernetes-namespace": "payments",
    "aws:RequestTag/kubernetes-service-account": serviceAccount,
    "aws:PrincipalTag/kubernetes-pod-name": "api-1",
  };
  const root = { AWS: `arn:aws:iam::${A}:root` };
  await makeRole(law, B, "target", [trusts(root, { StringEquals: tags, ArnEquals: { "aws:PrincipalArn": primary } })]);
  law.takeDecisions();
  const answer = await ask(token);
  assert.match(JSON.stringify(answer.assumedRoleUser), /:assumed-role\/target\/eks-production-api-1-/);
  assert.deepEqual(answer.subject, { namespace: "payments", serviceAccount });
  assert.deepEqual(law.takeDecisions(), [
    "eks-auth:AssumeRoleForPodIdentity production yes",
    "sts:AssumeRole primary yes",
    "sts:TagSession primary yes",
    "sts:AssumeRole target yes",
    "sts:TagSession target yes",
  ]);
  const { accessKeyId, secretAccessKey, sessionToken } = answer.credentials as Keys;
  const who = await law.ask(
    { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    "sts:GetCallerIdentity",
    {},
  );
  assert.equal(who.Account, B);
});

test("without a target the pod gets the primary role's own session", async () => {
  const { token } = await pod(await makeRole(law, A, "only", [trusts(PODS)]));
  assert.match(JSON.stringify((await ask(token)).assumedRoleUser), new RegExp(`::${A}:assumed-role/only/`));
});

test("a primary role that does not trust EKS stops at the first hop", async () => {
  const { token } = await pod(await makeRole(law, A, "strange", [trusts({ Service: "ec2.amazonaws.com" })]));
  law.takeDecisions();
  assert.equal(await refusal(token), UNAUTHORIZED);
  assert.deepEqual(law.takeDecisions().slice(1), ["sts:AssumeRole strange resource"]);
});

test("a primary role that lets EKS not tag stops at sts:TagSession, unless tags are off", async () => {
  const trust = { Effect: "Allow", Principal: PODS, Action: "sts:AssumeRole" };
  const role = await makeRole(law, A, "untagged", [trust]);
  law.takeDecisions();
  assert.equal(await refusal((await pod(role)).token), UNAUTHORIZED);
  assert.deepEqual(law.takeDecisions().slice(-2), ["sts:AssumeRole untagged yes", "sts:TagSession untagged resource"]);
  await ask((await pod(role, { disableSessionTags: true })).token);
});

test("a trust in EKS for the cluster's account and ARN lets it in", async () => {
  const condition = { StringEquals: { "aws:SourceAccount": A }, ArnEquals: { "aws:SourceArn": CLUSTER } };
  await ask((await pod(await makeRole(law, A, "confined", [trusts(PODS, condition)]))).token);
  const other = { StringEquals: { "aws:SourceAccount": B } };
  assert.equal(
    await refusal((await pod(await makeRole(law, A, "elsewhere", [trusts(PODS, other)]))).token),
    UNAUTHORIZED,
  );
});

test("a target that the primary role may not assume, or that does not trust it, stops at the second hop", async () => {
  const target = await makeRole(law, B, "closed", [trusts({ AWS: `arn:aws:iam::${A}:root` })]);
  const primary = await makeRole(law, A, "poor", [trusts(PODS)]);
  const { token } = await pod(primary, { targetRoleArn: target });
  law.takeDecisions();
  assert.equal(await refusal(token), UNAUTHORIZED);
  assert.deepEqual(law.takeDecisions().slice(-1), ["sts:AssumeRole closed identity"]);
  await putPolicy(law, A, "poor", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: target }]);
  assert.equal(await refusal(token), UNAUTHORIZED);
  assert.deepEqual(law.takeDecisions().slice(-1), ["sts:TagSession closed identity"]);
});

test("with tags off EKS sends an external id and no tags", async () => {
  const target = `arn:aws:iam::${B}:role/by-external-id`;
  const primary = await makeRole(law, A, "tagless", [trusts(PODS)], [mayAssume(target)]);
  const { token, serviceAccount } = await pod(primary, { targetRoleArn: target, disableSessionTags: true });
  const condition = { StringEquals: { "sts:ExternalId": `${REGION}/${A}/production/payments/${serviceAccount}` } };
  await makeRole(law, B, "by-external-id", [trusts({ AWS: primary }, condition)]);
  law.takeDecisions();
  await ask(token);
  assert.deepEqual(law.takeDecisions().slice(1), ["sts:AssumeRole tagless yes", "sts:AssumeRole by-external-id yes"]);
  const tagged = await pod(primary, { targetRoleArn: target });
  assert.equal(await refusal(tagged.token), UNAUTHORIZED);
});

test("the association's policy limits the target's session", async () => {
  const target = await makeRole(law, B, "wide", [trusts({ AWS: `arn:aws:iam::${A}:root` })], [mayAssume("*")]);
  const primary = await makeRole(law, A, "limiting", [trusts(PODS)], [mayAssume(target)]);
  const only = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  const { token } = await pod(primary, { targetRoleArn: target, disableSessionTags: true, policy: only });
  const { accessKeyId, secretAccessKey, sessionToken = "" } = (await ask(token)).credentials as Keys;
  const onward = { RoleArn: `arn:aws:iam::${B}:role/wide`, RoleSessionName: "session" };
  law.takeDecisions();
  assert.match(
    await law.refusal({ accessKeyId, secretAccessKey, sessionToken }, "sts:AssumeRole", onward),
    /^AccessDenied/,
  );
});

test("a service account without an association has none to be found", async () => {
  const token = await law.law.issuer(ISSUER).token({ ...API, namespace: "other" });
  assert.match(await refusal(token), /^ResourceNotFoundException: No pod identity association found/);
});

test("with a delay an association is seen after so long", async () => {
  const role = await makeRole(law, A, "patient", [trusts(PODS)]);
  law.law.propagationDelay = 300;
  try {
    const { token } = await pod(role);
    assert.match(await refusal(token), /^ResourceNotFoundException/);
    await wait(350);
    await ask(token);
  } finally {
    law.law.propagationDelay = 0;
  }
});

test("a token that is forged, expired, for another audience or of another issuer is refused", async () => {
  const issuer = law.law.issuer(ISSUER);
  assert.match(await refusal(await issuer.forged(API)), /^InvalidTokenException/);
  assert.match(await refusal(await issuer.token({ ...API, lifetime: -1 })), /^ExpiredTokenException/);
  assert.match(await refusal(await issuer.token({ ...API, audience: "sts.amazonaws.com" })), /^InvalidTokenException/);
  assert.match(await refusal(await law.law.issuer(`${ISSUER}D`).token(API)), /^InvalidTokenException/);
  assert.match(await refusal("nonsense"), /^InvalidTokenException/);
});

test("a caller without eks-auth:AssumeRoleForPodIdentity, and an unknown cluster, are refused", async () => {
  const weak = await makeRole(law, A, "weak", [trusts({ AWS: `arn:aws:iam::${A}:root` })]);
  const keys = await law.assume(law.administrator(A), weak);
  assert.match(
    await refusal("token", keys),
    /^AccessDeniedException: .* eks-auth:AssumeRoleForPodIdentity on resource: .*cluster\/production/,
  );
  const unknown = { clusterName: "staging", token: "token" };
  assert.match(
    await law.refusal(node, "eks-auth:AssumeRoleForPodIdentity", unknown),
    /^ResourceNotFoundException: No cluster found for name: staging\.$/,
  );
});
