import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { A, B, CLUSTER, errorOf, ISSUER, policy, REGION, TestAws } from "../support/aws";
import { makeRole, PODS, trusts } from "../support/roles";

let aws: TestAws;
let role: string;
before(async () => {
  aws = await TestAws.start();
  aws.enforcement.addCluster({ account: A, region: REGION, name: "production", issuer: ISSUER });
  role = await makeRole(aws, A, "primary", [trusts(PODS)], [], "/pods/");
});
after(() => aws.stop());

const TARGET = `arn:aws:iam::${B}:role/target`;
const at = (serviceAccount: string, more: object = {}) => ({
  clusterName: "production",
  namespace: "payments",
  serviceAccount,
  roleArn: role,
  ...more,
});
const ask = (operation: string, params: object) => aws.ask(aws.administrator(A), `eks:${operation}`, { ...params });
const refusal = (operation: string, params: object) =>
  aws.refusal(aws.administrator(A), `eks:${operation}`, { ...params });

test("an association is made, read, listed, changed and deleted", async () => {
  const { association } = await ask(
    "CreatePodIdentityAssociation",
    at("api", { targetRoleArn: TARGET, tags: { a: "b" } }),
  );
  const { associationId, externalId, disableSessionTags, tags } = association as Record<string, unknown>;
  assert.match(String(associationId), /^a-[a-z0-9]{17}$/);
  assert.deepEqual(
    [externalId, disableSessionTags, tags],
    [`${REGION}/${A}/production/payments/api`, false, { a: "b" }],
  );
  const one = { clusterName: "production", associationId };
  assert.deepEqual((await ask("DescribePodIdentityAssociation", one)).association, association);
  const list = await ask("ListPodIdentityAssociations", { clusterName: "production", namespace: "payments" });
  assert.equal((list.associations as unknown[]).length, 1);
  const { association: changed } = await ask("UpdatePodIdentityAssociation", {
    ...one,
    targetRoleArn: "",
    disableSessionTags: true,
  });
  assert.deepEqual(
    [
      (changed as { targetRoleArn?: string }).targetRoleArn,
      (changed as { disableSessionTags: boolean }).disableSessionTags,
    ],
    [undefined, true],
  );
  await ask("DeletePodIdentityAssociation", one);
  assert.match(await refusal("DescribePodIdentityAssociation", one), /^ResourceNotFoundException/);
});

test("a service account has one association", async () => {
  const { association } = await ask("CreatePodIdentityAssociation", at("twice"));
  assert.equal(
    await refusal("CreatePodIdentityAssociation", at("twice")),
    `ResourceInUseException: Association already exists: ${(association as { associationId: string }).associationId}`,
  );
});

test("a request that is sent again with its token is answered with what it made", async () => {
  const request = at("again", { clientRequestToken: "t-1" });
  const { association } = await ask("CreatePodIdentityAssociation", request);
  assert.deepEqual((await ask("CreatePodIdentityAssociation", request)).association, association);
  const other = { ...request, clientRequestToken: "t-2" };
  assert.match(await refusal("CreatePodIdentityAssociation", other), /^ResourceInUseException/);
});

test("the role must exist, with its path, in the cluster's account", async () => {
  const missing = "InvalidParameterException: Role provided in the request does not exist";
  assert.equal(
    await refusal("CreatePodIdentityAssociation", at("x", { roleArn: `arn:aws:iam::${A}:role/nobody` })),
    missing,
  );
  assert.equal(
    await refusal("CreatePodIdentityAssociation", at("x", { roleArn: `arn:aws:iam::${A}:role/primary` })),
    missing,
  );
  assert.equal(
    await refusal("CreatePodIdentityAssociation", at("x", { roleArn: TARGET })),
    "InvalidParameterException: Cross-account pass role is not allowed",
  );
});

test("a change of an association is checked as a new one is", async () => {
  const { association } = await ask("CreatePodIdentityAssociation", at("changed"));
  const { associationId } = association as { associationId: string };
  const change = (more: object) =>
    refusal("UpdatePodIdentityAssociation", { clusterName: "production", associationId, ...more });
  assert.equal(
    await change({ roleArn: `arn:aws:iam::${A}:role/nobody` }),
    "InvalidParameterException: Role provided in the request does not exist",
  );
  assert.equal(await change({ roleArn: TARGET }), "InvalidParameterException: Cross-account pass role is not allowed");
  const text = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  assert.match(await change({ policy: text }), /^InvalidParameterException: .*session tags/);
});

test("with a delay a role that was just made does not exist yet", async () => {
  aws.enforcement.propagationDelay = 60_000;
  try {
    const fresh = await makeRole(aws, A, "fresh", [trusts(PODS)]);
    assert.equal(
      await refusal("CreatePodIdentityAssociation", at("fresh", { roleArn: fresh })),
      "InvalidParameterException: Role provided in the request does not exist",
    );
  } finally {
    aws.enforcement.propagationDelay = 0;
  }
});

test("a policy needs session tags off, and has at most 2,048 characters", async () => {
  const text = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  assert.match(
    await refusal("CreatePodIdentityAssociation", at("p", { policy: text })),
    /^InvalidParameterException: .*session tags/,
  );
  const off = { disableSessionTags: true, targetRoleArn: TARGET };
  const long = text.replace('"*"', `"${"x".repeat(2048)}"`);
  assert.match(
    await refusal("CreatePodIdentityAssociation", at("p", { ...off, policy: long })),
    /at most 2048 characters/,
  );
  await ask("CreatePodIdentityAssociation", at("p", { ...off, policy: text }));
});

test("an unknown cluster is named", async () => {
  const missing = "ResourceNotFoundException: No cluster found for name: staging.";
  assert.equal(await refusal("DescribeCluster", { name: "staging" }), missing);
  assert.equal(await refusal("CreatePodIdentityAssociation", at("x", { clusterName: "staging" })), missing);
  const inAnother = () => aws.ask(aws.administrator(B), "eks:DescribeCluster", { name: "production" });
  assert.match(await errorOf(inAnother), /^ResourceNotFoundException/);
});

test("who is not allowed to is refused", async () => {
  const weak = await makeRole(
    aws,
    A,
    "weak",
    [trusts({ AWS: `arn:aws:iam::${A}:root` })],
    [{ Effect: "Allow", Action: "eks:CreatePodIdentityAssociation", Resource: "*" }],
  );
  const keys = await aws.assume(aws.administrator(A), weak);
  assert.match(
    await aws.refusal(keys, "eks:DescribeCluster", { name: "production" }),
    /^AccessDeniedException: .* eks:DescribeCluster on/,
  );
  assert.match(
    await aws.refusal(keys, "eks:CreatePodIdentityAssociation", at("passed")),
    /^AccessDeniedException: .* iam:PassRole on resource: .*role\/pods\/primary/,
  );
});

test("a role is passed to EKS Pod Identity alone, when it is given and when it is changed", async () => {
  const pass = (PassedToService: string) => ({
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: role,
    Condition: { StringEquals: { "iam:PassedToService": PassedToService } },
  });
  const eks = { Effect: "Allow", Action: "eks:*", Resource: "*" };
  const trust = trusts({ AWS: `arn:aws:iam::${A}:root` });
  const session = async (name: string, ...own: object[]) =>
    aws.assume(aws.administrator(A), await makeRole(aws, A, name, [trust], [eks, ...own]));
  const passes = await session("passes", pass("pods.eks.amazonaws.com"));
  const elsewhere = await session("passes-elsewhere", pass("ec2.amazonaws.com"));
  assert.match(
    await aws.refusal(elsewhere, "eks:CreatePodIdentityAssociation", at("given")),
    /^AccessDeniedException: .* iam:PassRole on/,
  );
  const { association } = await aws.ask(passes, "eks:CreatePodIdentityAssociation", at("given"));
  const { associationId } = association as { associationId: string };
  const change = { clusterName: "production", associationId, roleArn: role };
  assert.match(
    await aws.refusal(elsewhere, "eks:UpdatePodIdentityAssociation", change),
    /^AccessDeniedException: .* iam:PassRole on/,
  );
  await aws.ask(passes, "eks:UpdatePodIdentityAssociation", change);
});

test("tags of clusters and associations are read, set and removed by callers that may", async () => {
  const { association } = await ask("CreatePodIdentityAssociation", at("tagged", { tags: { a: "1" } }));
  const { associationArn, associationId } = association as { associationArn: string; associationId: string };
  const weak = await makeRole(aws, A, "untagging", [trusts({ AWS: `arn:aws:iam::${A}:root` })]);
  const keys = await aws.assume(aws.administrator(A), weak);
  for (const resourceArn of [associationArn, CLUSTER]) {
    await ask("TagResource", { resourceArn, tags: { b: "2", c: "3" } });
    await ask("UntagResource", { resourceArn, tagKeys: ["b"] });
    assert.match(
      await aws.refusal(keys, "eks:TagResource", { resourceArn, tags: { d: "4" } }),
      /^AccessDeniedException: .* eks:TagResource on/,
    );
  }
  assert.deepEqual(await ask("ListTagsForResource", { resourceArn: CLUSTER }), { tags: { c: "3" } });
  assert.deepEqual(await ask("ListTagsForResource", { resourceArn: associationArn }), { tags: { a: "1", c: "3" } });
  const one = await ask("DescribePodIdentityAssociation", { clusterName: "production", associationId });
  assert.deepEqual((one.association as { tags: object }).tags, { a: "1", c: "3" });
  const nothing = { resourceArn: `${CLUSTER}-2` };
  assert.match(await refusal("ListTagsForResource", nothing), /^NotFoundException/);
});

test("with a cluster its associations and add-ons go, and one service account is listed alone", async () => {
  const third = { clusterName: "third", namespace: "payments" };
  const make = async () => {
    await ask("CreateCluster", { name: "third", roleArn: role, resourcesVpcConfig: { subnetIds: [] } });
    const list = async (more: object) =>
      (await ask("ListPodIdentityAssociations", { ...third, ...more })).associations as unknown[];
    assert.deepEqual([await list({}), await ask("ListAddons", third)], [[], { addons: [] }]);
    for (const name of ["one", "two"]) await ask("CreatePodIdentityAssociation", at(name, third));
    await ask("CreateAddon", { clusterName: "third", addonName: "vpc-cni" });
    assert.deepEqual([(await list({})).length, (await list({ serviceAccount: "one" })).length], [2, 1]);
    await ask("DeleteCluster", { name: "third" });
  };
  await make();
  await make();
});

test("clusters and add-ons are made, read, listed and deleted", async () => {
  const vpc = { name: "second", roleArn: role, resourcesVpcConfig: { subnetIds: [] } };
  const { cluster } = await ask("CreateCluster", vpc);
  const { identity, status } = cluster as { identity: { oidc: { issuer: string } }; status: string };
  assert.match(identity.oidc.issuer, /^https:\/\/oidc\.eks\.us-east-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
  assert.equal(status, "ACTIVE");
  assert.match(
    await refusal("CreateCluster", vpc),
    /^ResourceInUseException: Cluster already exists with name: second/,
  );
  const agent = { clusterName: "second", addonName: "eks-pod-identity-agent" };
  assert.match(
    await refusal("DescribeAddon", agent),
    /^ResourceNotFoundException: No addon: eks-pod-identity-agent found/,
  );
  await ask("CreateAddon", agent);
  assert.match(await refusal("CreateAddon", agent), /^ResourceInUseException: Addon already exists/);
  assert.match(await refusal("CreateAddon", { ...agent, addonName: "nothing" }), /^InvalidParameterException/);
  await ask("UpdateAddon", { ...agent, addonVersion: "v1.3.4-eksbuild.1" });
  assert.match(JSON.stringify(await ask("DescribeAddon", agent)), /v1\.3\.4-eksbuild\.1/);
  assert.deepEqual(await ask("ListAddons", agent), { addons: ["eks-pod-identity-agent"] });
  assert.match(
    JSON.stringify(await ask("DescribeAddonVersions", { kubernetesVersion: "1.33" })),
    /"clusterVersion":"1.33"/,
  );
  await ask("DeleteAddon", agent);
  await ask("DeleteCluster", { name: "second" });
  assert.deepEqual(await ask("ListClusters", {}), { clusters: ["production"] });
});
