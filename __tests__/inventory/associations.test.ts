import { A, factsIn, json, stackIn, stackOfNobody } from "./facts-in";

const written = {
  cluster_name: "main",
  namespace: "apps",
  service_account: "reader",
  role_arn: `arn:aws:iam::${A}:role/primary`,
};
const associationWith = async (more: object, resource: object = {}) =>
  (await factsIn({ a: stackIn(A, { ...resource, aws_eks_pod_identity_association: { x: { ...written, ...more } } }) }))
    .associations[0];

test("minimal definition: session tags, no target, no session policy", async () => {
  const association = await associationWith({});
  expect(association).toMatchObject({
    cluster: {
      name: "main",
      account: A,
      region: "us-east-1",
      partition: "aws",
      arn: `arn:aws:eks:us-east-1:${A}:cluster/main`,
    },
    namespace: "apps",
    serviceAccount: "reader",
    roleArn: written.role_arn,
    sessionTags: true,
  });
  expect(association?.targetRoleArn).toBeUndefined();
  expect(association?.policy).toBeUndefined();
});

test("with all that it can have", async () => {
  const target = "arn:aws:iam::222222222222:role/target";
  const policy = json("s3:GetObject");
  expect(await associationWith({ target_role_arn: target, disable_session_tags: "true", policy })).toMatchObject({
    targetRoleArn: target,
    sessionTags: false,
    policy: { text: policy, label: "the session policy of aws_eks_pod_identity_association.x" },
  });
});

test("the region is the association's own, else its provider's", async () => {
  expect((await associationWith({ region: "eu-west-1" }))?.cluster).toMatchObject({
    region: "eu-west-1",
    arn: `arn:aws:eks:eu-west-1:${A}:cluster/main`,
  });
});

test("a cluster without a region has no ARN", async () => {
  const stack = {
    provider: { aws: [{ allowed_account_ids: [A] }] },
    resource: { aws_eks_pod_identity_association: { x: written } },
  };
  const [association] = (await factsIn({ a: stack })).associations;
  expect(association?.cluster).toMatchObject({ name: "main", partition: "aws" });
  expect(association?.cluster).toHaveProperty("arn", undefined);
});

test("what is not read is unknown, with the reason", async () => {
  const unread = '${templatefile("x", {})}';
  const association = await associationWith({ cluster_name: unread, role_arn: unread, disable_session_tags: unread });
  for (const part of [association?.cluster, association?.roleArn, association?.sessionTags])
    expect(part).toMatchObject({ reason: expect.stringContaining("there is no file") });
});

test("one of which it is not known how many there are is kept", async () => {
  const association = await associationWith({ for_each: '${templatefile("x", {})}' });
  expect(association?.resource.indefinite?.reason).toContain("there is no file");
});

test("a cluster whose account nothing numbers is in an account of its own", async () => {
  const facts = await factsIn({ a: stackOfNobody({ aws_eks_pod_identity_association: { x: written } }) });
  const cluster = facts.associations[0]?.cluster;
  expect(cluster).toHaveProperty("name", "main");
  expect(cluster).toHaveProperty("account", expect.stringMatching(/^\d{12}$/));
});

test("each selector of a Fargate profile is one of its own", async () => {
  const selector = [
    { namespace: "apps-*" },
    { namespace: "jobs", labels: { tier: "x" } },
    { namespace: '${templatefile("x", {})}' },
  ];
  const { fargate } = await factsIn({
    a: stackIn(A, { aws_eks_fargate_profile: { f: { cluster_name: "main", selector } } }),
  });
  expect(fargate).toMatchObject([
    { cluster: { name: "main", account: A }, namespace: "apps-*", labels: [] },
    { namespace: "jobs", labels: [expect.any(String)] },
    { namespace: { reason: expect.any(String) } },
  ]);
});
