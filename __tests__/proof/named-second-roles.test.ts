import { allow, BOTH, BUCKET, CLUSTER_ARN, EKS, ID, PRIMARY, TARGET, trust } from "../support/documents";
import { goingOn, THIRD, third, untagged } from "../support/second-roles";
import { chainOf, proofOf } from "../support/world";

/** What an inherited tag is to every call of the session: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const HELD_TAGS = {
  "aws:PrincipalTag/eks-cluster-arn": CLUSTER_ARN,
  "aws:PrincipalTag/kubernetes-namespace": "ns",
  "aws:PrincipalTag/kubernetes-service-account": "sa",
};
const BY_HELD_TAGS = trust({ AWS: PRIMARY }, { StringEquals: HELD_TAGS });

const asRequestTags = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [key.replace("Principal", "Request"), value]));

const OTHER_WITHOUT_TAGS = {
  cluster_name: "clu",
  namespace: "ns",
  service_account: "other",
  role_arn: PRIMARY,
  disable_session_tags: true,
};

const asked = (as: string | undefined, action = "s3:GetObject", verb: "can" | "cannot" = "can") => ({
  expectations: [{ line: 1, pod: ID, verb, action, on: `${BUCKET}/a`, ...(as === undefined ? {} : { as }) }],
});
const resting = ({ assumptions }: { readonly assumptions: readonly { readonly id: string }[] }) =>
  assumptions.map(({ id }) => id);

describe("an expectation that names the role that the program assumes", () => {
  test("is met by what that role may do, and rests on nothing", async () => {
    const chain = chainOf(await proofOf(goingOn({ targetTrust: BY_HELD_TAGS }), asked(TARGET)));
    expect([chain.verdict, resting(chain)]).toEqual(["proved", []]);
    expect(chain.expectations).toMatchObject([{ can: "s3:GetObject", as: TARGET, verdict: "met" }]);
  });
  test("without the name it rests on the program's assuming the role", async () => {
    const chain = chainOf(await proofOf(goingOn({ targetTrust: BY_HELD_TAGS }), asked(undefined)));
    expect([chain.verdict, resting(chain)]).toEqual(["conditional", ["request-carries"]]);
  });
  test("fails where another role of the way has it, and that one does not", async () => {
    const chain = chainOf(await proofOf(goingOn(third()), asked(THIRD)));
    expect(chain.expectations).toMatchObject([
      { verdict: "failed", message: `the pod cannot s3:GetObject on ${BUCKET}/a as ${THIRD}` },
    ]);
  });
  test("fails where the pod is given the role's permissions by no role of its way", async () => {
    const elsewhere = goingOn({ targetTrust: trust({ AWS: THIRD }) });
    expect(chainOf(await proofOf(elsewhere, asked(TARGET))).expectations).toMatchObject([
      { verdict: "failed", message: expect.stringContaining(`as ${TARGET}, which it does not get to`) },
    ]);
  });
  test("is open where it is not decided whether the pod may assume the role", async () => {
    const perhaps = goingOn({ targetTrust: trust({ AWS: PRIMARY }, undefined, { Action: "sts:AssumeRole" }) });
    expect(chainOf(await proofOf(perhaps, asked(TARGET))).expectations).toMatchObject([{ verdict: "unknown" }]);
  });
  test("cannot is about that role alone", async () => {
    const chain = chainOf(await proofOf(goingOn(third()), asked(THIRD, "s3:GetObject", "cannot")));
    expect(chain.expectations).toMatchObject([{ cannot: "s3:GetObject", verdict: "met" }]);
  });
});

describe("a second role whose trust asks for the tags that the session holds", () => {
  test("admits its pod and nobody else", async () => {
    const { verdict, intruders } = chainOf(await proofOf(goingOn({ targetTrust: BY_HELD_TAGS })));
    expect([verdict, intruders.filter(({ verdict }) => verdict !== "denied")]).toEqual(["proved", []]);
  });
  test.each([
    ["the tags that the session holds", HELD_TAGS, "denied"],
    ["the tags that the request has", asRequestTags(HELD_TAGS), "allowed"],
  ])("a trust by %s: a pod of the same primary role without session tags is %s", async (_, tags, verdict) => {
    const { chains } = await proofOf(
      goingOn({
        primaryTrust: trust(EKS),
        targetTrust: trust({ AWS: PRIMARY }, { StringEquals: tags }),
        a: { aws_eks_pod_identity_association: { other: OTHER_WITHOUT_TAGS } },
      }),
    );
    const assuming = chains.find(({ id }) => id === "clu/ns/other")?.hops.find(({ resource }) => resource === TARGET);
    expect(assuming?.verdict).toBe(verdict);
  });
  test("a pod without session tags does not get in", async () => {
    const tagless = untagged({ targetTrust: BY_HELD_TAGS, permission: allow(BOTH, TARGET) });
    expect(chainOf(await proofOf(tagless, asked(TARGET))).expectations).toMatchObject([{ verdict: "failed" }]);
  });
});
