import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeRole, PODS, trusts } from "../test-roles";
import { A, B, errorOf, ISSUER, policy, REGION, TestLaw } from "../testing";

let law: TestLaw;
let role: string;
before(async () => {
  law = await TestLaw.start();
  law.law.addCluster({ account: A, region: REGION, name: "production", issuer: ISSUER });
  role = await makeRole(law, A, "primary", [trusts(PODS)], [], "/pods/");
});
after(() => law.stop());

const TARGET = `arn:aws:iam::${B}:role/target`;
const at = (serviceAccount: string, more: object = {}) => ({
  clusterName: "production",
  namespace: "payments",
  serviceAccount,
  roleArn: role,
  ...more,
});
const ask = (operation: string, params: object) => law.ask(law.administrator(A), `eks:${operation}`, { ...params });
const refusal = (operation: string, params: object) =>
  law.refusal(law.administrator(A), `eks:${operation}`, { ...params });

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

test("with a delay a role that was just made does not exist yet", async () => {
  law.law.propagationDelay = 60_000;
  try {
    const fresh = await makeRole(law, A, "fresh", [trusts(PODS)]);
    assert.equal(
      await refusal("CreatePodIdentityAssociation", at("fresh", { roleArn: fresh })),
      "InvalidParameterException: Role provided in the request does not exist",
    );
  } finally {
    law.law.propagationDelay = 0;
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
  const inAnother = () => law.ask(law.administrator(B), "eks:DescribeCluster", { name: "production" });
  assert.match(await errorOf(inAnother), /^ResourceNotFoundException/);
});

test("who is not allowed to is refused", async () => {
  const weak = await makeRole(
    law,
    A,
    "weak",
    [trusts({ AWS: `arn:aws:iam::${A}:root` })],
    [{ Effect: "Allow", Action: "eks:CreatePodIdentityAssociation", Resource: "*" }],
  );
  const keys = await law.assume(law.administrator(A), weak);
  assert.match(
    await law.refusal(keys, "eks:DescribeCluster", { name: "production" }),
    /^AccessDeniedException: .* eks:DescribeCluster on/,
  );
  assert.match(
    await law.refusal(keys, "eks:CreatePodIdentityAssociation", at("passed")),
    /^AccessDeniedException: .* iam:PassRole on resource: .*role\/pods\/primary/,
  );
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
