import {
  A,
  B,
  CONFINED_PRIMARY,
  EKS_TRUST,
  GUIDE,
  ISSUER,
  type Json,
  POD_TAGS,
  PRIMARY,
  providerArn,
  READ_BUCKET,
  TARGET,
  TOKEN,
  trust,
  webTrust,
} from "../support/documents";
import {
  association,
  chainOf,
  type Difference,
  intrudersIn,
  podWorld,
  proofOf,
  stackIn,
  warningsIn,
} from "../support/world";

// One pod under both mechanisms, as it is while its workload moves from one to the other.

const ROLE = "eks.amazonaws.com/role-arn";
const provider = (more: Json = {}): Json => ({
  aws_iam_openid_connect_provider: { p: { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"] }, ...more },
});
const cluster = (issuer: string, name = "clu"): Json => ({
  aws_eks_cluster: { [name]: { name, identity: [{ oidc: [{ issuer: `https://${issuer}` }] }] } },
});
const serviceAccount = (role?: string, name = "sa", namespace = "ns"): Json => ({
  metadata: [{ name, namespace, ...(role ? { annotations: { [ROLE]: role } } : {}) }],
});
const accounts = (objects: Json): Json => ({ kubernetes_service_account_v1: objects });

/** The chain by an association, a target role that trusts the same pod's token too, and the cluster's stack. */
const transition = (clu: Json, difference: Difference = {}) =>
  podWorld({
    primaryTrust: CONFINED_PRIMARY,
    targetTrust: [GUIDE, webTrust({ StringEquals: TOKEN })],
    ...difference,
    b: { ...provider(), ...difference.b },
    stacks: { clu: stackIn(A, clu) },
  });
const strict = { assume: [] };
const sub = (namespace: string, name: string) => ({
  ...TOKEN,
  [`${ISSUER}:sub`]: `system:serviceaccount:${namespace}:${name}`,
});

describe("a pod with an association and an annotation, whose role trusts both,", () => {
  const world = transition({ ...cluster(ISSUER), ...accounts({ sa: serviceAccount(TARGET) }) });

  test("is two chains, both proved, and neither is the other's intruder", async () => {
    const { chains } = await proofOf(world, strict);
    expect(chains.map(({ id, mechanism, verdict }) => [id, mechanism, verdict])).toEqual([
      ["clu/ns/sa", "pod-identity", "proved"],
      ["clu/ns/sa", "irsa", "proved"],
    ]);
  });

  test("is warned of the annotation, and not of a role that is assumed twice", async () => {
    expect(warningsIn(await proofOf(world))).toEqual(["both-mechanisms"]);
  });

  test("has the holders of the primary role for intruders under either mechanism", async () => {
    const open = transition(
      { ...cluster(ISSUER), ...accounts({ sa: serviceAccount(TARGET) }) },
      { primaryTrust: [CONFINED_PRIMARY, trust({ Service: "ec2.amazonaws.com" })] },
    );
    const { chains } = await proofOf(open, strict);
    expect(chains.map((chain) => [chain.mechanism, intrudersIn(chain)])).toEqual([
      ["pod-identity", { "primary-holder": "allowed" }],
      ["irsa", { "primary-holder": "allowed" }],
    ]);
  });
});

describe("the token of a pod with an association, where nothing annotates its service account,", () => {
  const bare = accounts({ sa: serviceAccount() });
  test.each<[string, Json, Difference, unknown]>([
    ["is the pod's own where the cluster has the issuer", cluster(ISSUER), {}, {}],
    ["may be where the cluster's issuer is not known", {}, {}, { "other-cluster": "unknown" }],
    [
      "is another cluster's where the cluster has another issuer",
      cluster(`${ISSUER}9`),
      {},
      { "other-cluster": "allowed" },
    ],
    [
      "is another cluster's where the issuer is a cluster's of another name",
      {
        aws_eks_cluster: {
          ...(cluster(ISSUER, "two").aws_eks_cluster as Json),
          ...(cluster(`${ISSUER}9`).aws_eks_cluster as Json),
        },
      },
      {},
      { "other-cluster": "allowed" },
    ],
    [
      "is an intruder's under another service account's name",
      cluster(ISSUER),
      { targetTrust: [GUIDE, webTrust({ StringEquals: sub("ns", "sb") })] },
      { "other-service-account": "allowed" },
    ],
    [
      "is an intruder's in another namespace",
      cluster(ISSUER),
      { targetTrust: [GUIDE, webTrust({ StringEquals: sub("nt", "sa") })] },
      { "other-namespace": "allowed" },
    ],
    [
      "lets no other in with a trust that asks for no subject",
      cluster(ISSUER),
      { targetTrust: [GUIDE, webTrust({ StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } })] },
      { "other-service-account": "allowed", "other-namespace": "allowed" },
    ],
  ])("%s", async (_, issuer, difference, intruders) => {
    const proof = await proofOf(transition({ ...issuer, ...bare }, difference), strict);
    const found = proof.chains.find(({ mechanism }) => mechanism === "pod-identity");
    expect(found && intrudersIn(found)).toEqual(intruders);
  });
});

test("a cluster of the world may have an issuer of another host than EKS's", async () => {
  const issuer = "oidc.example.com/clu";
  const token = { [`${issuer}:sub`]: "system:serviceaccount:ns:sa", [`${issuer}:aud`]: "sts.amazonaws.com" };
  const world = transition(
    { ...cluster(issuer), ...accounts({ sa: serviceAccount() }) },
    {
      targetTrust: [GUIDE, webTrust({ StringEquals: token }, { Principal: { Federated: providerArn(B, issuer) } })],
      b: {
        aws_iam_openid_connect_provider: { p: { url: `https://${issuer}`, client_id_list: ["sts.amazonaws.com"] } },
      },
    },
  );
  expect((await proofOf(world, strict)).chains.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["clu/ns/sa", "proved"],
  ]);
});

describe("a service account that only the trust names, beside its association,", () => {
  const fromTrust = (proof: Awaited<ReturnType<typeof proofOf>>) => chainOf(proof, "ABCDEF/ns/sa");

  test("has the association's primary role for its own", async () => {
    const found = fromTrust(await proofOf(transition(cluster(ISSUER)), strict));
    expect([found.verdict, intrudersIn(found)]).toEqual(["conditional", {}]);
  });

  test("fails where the primary role serves another pod too", async () => {
    const two = { a: { aws_eks_pod_identity_association: { two: association({ service_account: "sb" }) } } };
    const found = fromTrust(await proofOf(transition(cluster(ISSUER), two), strict));
    expect(intrudersIn(found)).toEqual({ "other-account": "allowed" });
  });

  test("fails where the association is of another cluster", async () => {
    const found = fromTrust(await proofOf(transition(cluster(`${ISSUER}9`)), strict));
    expect(intrudersIn(found)).toEqual({ "other-account": "allowed" });
  });
});

describe("one role of the cluster's account that EKS and tokens assume", () => {
  const web = (...names: readonly string[]): Json =>
    webTrust(
      { StringEquals: { ...TOKEN, [`${ISSUER}:sub`]: names.map((name) => `system:serviceaccount:ns:${name}`) } },
      { Principal: { Federated: providerArn(A) } },
    );
  const associated = (name: string): Json => association({ service_account: name, target_role_arn: undefined });
  const tags = (name: string): Json => ({ ...POD_TAGS, "aws:RequestTag/kubernetes-service-account": name });
  const world = (pods: Json, ...statements: readonly Json[]) => {
    const { "account-a": a = {} } = podWorld({ primaryTrust: statements });
    const { aws_iam_role_policy: _, ...rest } = a.resource as Json;
    return {
      clu: stackIn(A, {
        ...rest,
        ...provider(),
        ...cluster(ISSUER),
        aws_iam_role_policy: {
          read: {
            role: "primary",
            name: "read",
            policy: JSON.stringify({ Version: "2012-10-17", Statement: READ_BUCKET }),
          },
        },
        aws_s3_bucket: { data: { bucket: "data-bucket" } },
        ...pods,
      }),
    };
  };
  const verdicts = async (stacks: ReturnType<typeof world>) =>
    (await proofOf(stacks, strict)).chains.map(({ id, mechanism, verdict }) => [id, mechanism, verdict]);
  const eks = (name: string) => trust({ Service: "pods.eks.amazonaws.com" }, { StringEquals: tags(name) });

  test("is proved for its pod under both", async () => {
    const pods = {
      aws_eks_pod_identity_association: { one: associated("sa") },
      ...accounts({ sa: serviceAccount(PRIMARY) }),
    };
    expect(await verdicts(world(pods, eks("sa"), web("sa")))).toEqual([
      ["clu/ns/sa", "pod-identity", "proved"],
      ["clu/ns/sa", "irsa", "proved"],
    ]);
  });

  test("is proved for several pods, each a peer of the others under both", async () => {
    const pods = {
      aws_eks_pod_identity_association: { one: associated("sa"), two: associated("sb") },
      ...accounts({ sa: serviceAccount(PRIMARY), sb: serviceAccount(PRIMARY, "sb") }),
    };
    expect(
      new Set((await verdicts(world(pods, eks("sa"), eks("sb"), web("sa", "sb")))).map(([, , one]) => one)),
    ).toEqual(new Set(["proved"]));
  });

  test("fails under the token where EKS may assume it for any pod", async () => {
    const pods = {
      aws_eks_pod_identity_association: { one: associated("sa") },
      ...accounts({ sa: serviceAccount(PRIMARY) }),
    };
    expect(await verdicts(world(pods, EKS_TRUST, web("sa")))).toContainEqual(["clu/ns/sa", "irsa", "refuted"]);
  });
});

test("the account of the cluster tells its issuer apart from another's of its name", async () => {
  const stacks = transition(cluster(`${ISSUER}9`));
  const elsewhere = { ...stacks, other: stackIn(B, cluster(ISSUER)) };
  const found = (await proofOf(elsewhere, strict)).chains.find(({ mechanism }) => mechanism === "pod-identity");
  expect(found && intrudersIn(found)).toEqual({ "other-cluster": "allowed" });
});
