import {
  A,
  allow,
  B,
  BOTH,
  BUCKET,
  C,
  CONFINED_PRIMARY,
  document,
  EKS,
  GUIDE,
  POD_TAGS,
  PRIMARY,
  principal,
  READ_BUCKET,
  ROOT_A,
  TARGET,
  trust,
} from "../../support/documents";
import { BY_ARN, b, fromB, goingOn, THIRD, third } from "../../support/second-roles";
import { association, chainOf, podWorld, proofOf, stackIn, stating } from "../../support/world";

const TAGS = { StringEquals: POD_TAGS, ArnEquals: { "aws:PrincipalArn": PRIMARY } };

stating("whom second roles let in", [
  [
    "everybody",
    goingOn({ targetTrust: trust("*") }),
    { verdict: "refuted", intruders: { "other-account": "allowed", "other-role": "allowed", user: "allowed" } },
  ],
  [
    "an account that is none of the chain's",
    goingOn({ targetTrust: [GUIDE, trust({ AWS: `arn:aws:iam::${C}:root` })] }),
    { verdict: "refuted", intruders: { "other-account": "allowed", "other-role": "denied" } },
  ],
  [
    "a role of an account that a second role brings in",
    goingOn(third(trust({ AWS: [TARGET, `arn:aws:iam::${C}:role/other`] }))),
    { verdict: "refuted", intruders: { "other-role": "allowed", "other-account": "denied" } },
  ],
  [
    "one of its own account, where nothing else of the chain is",
    goingOn({
      targetTrust: BY_ARN,
      grant: [...READ_BUCKET, allow(BOTH, THIRD)],
      stacks: {
        "account-c": stackIn(C, {
          aws_iam_role: {
            third: {
              name: "third",
              assume_role_policy: document(trust({ AWS: [TARGET, `arn:aws:iam::${C}:role/other`] })),
            },
          },
        }),
      },
    }),
    { verdict: "refuted", intruders: { "other-role": "allowed", "other-account": "denied" } },
  ],
  [
    "not a role that the pod perhaps assumes, where the first trusts it back",
    goingOn({
      primaryTrust: [CONFINED_PRIMARY, fromB(TARGET)],
      targetTrust: trust({ AWS: PRIMARY }, undefined, { Action: "sts:AssumeRole" }),
    }),
    { verdict: "unknown", intruders: { "other-role": "denied" } },
  ],
  [
    "whoever has the tags that it asks for and not the role",
    goingOn({ targetTrust: trust(ROOT_A, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "ns" } }) }),
    { verdict: "refuted", intruders: { "other-role": "allowed" } },
  ],
  ["no other, where it asks for role and tags", goingOn({ targetTrust: trust(ROOT_A, TAGS) }), { verdict: "proved" }],
  [
    "pods, where it trusts EKS as well",
    goingOn({ targetTrust: [GUIDE, trust({ Service: "pods.eks.amazonaws.com" })] }),
    { verdict: "refuted", intruders: { "other-service-account": "allowed" } },
  ],
  [
    "services",
    goingOn({ targetTrust: [GUIDE, trust({ Service: "ec2.amazonaws.com" }, undefined, { Action: "sts:AssumeRole" })] }),
    { verdict: "refuted", intruders: { service: "allowed" } },
  ],
  [
    "the chain's other pods, which have the same role",
    {
      ...goingOn({
        primaryTrust: trust(EKS, {
          StringEquals: { ...POD_TAGS, "aws:RequestTag/kubernetes-service-account": ["sa", "sb"] },
        }),
        a: {
          aws_eks_pod_identity_association: { two: association({ service_account: "sb", target_role_arn: undefined }) },
        },
        targetTrust: BY_ARN,
      }),
    },
    { verdict: "proved" },
  ],
  [
    "another workload's role is another role",
    goingOn({
      targetTrust: trust({ AWS: [PRIMARY, `arn:aws:iam::${A}:role/second`] }),
      a: {
        aws_iam_role: { second: { name: "second", assume_role_policy: document(CONFINED_PRIMARY) } },
      },
    }),
    { verdict: "refuted", intruders: { "other-role": "allowed" } },
  ],
  [
    "who comes back to the first role is the chain itself, and no other",
    goingOn({
      targetTrust: BY_ARN,
      primaryTrust: [CONFINED_PRIMARY, fromB(TARGET, b("other"))],
      grant: [...READ_BUCKET, allow(BOTH, PRIMARY)],
    }),
    { verdict: "refuted", intruders: { "other-role": "allowed" } },
  ],
  [
    "the primary's session is not the chain's own at a role after the target",
    podWorld({
      primaryTrust: CONFINED_PRIMARY,
      grant: allow(BOTH, THIRD),
      stacks: third(trust({ AWS: [TARGET, PRIMARY] })).stacks,
    }),
    { verdict: "refuted", intruders: { "other-role": "allowed" } },
  ],
  [
    "whoever gets to what a second role is granted",
    goingOn({
      b: {
        aws_s3_bucket_policy: {
          p: {
            bucket: "data-bucket",
            policy: document(principal(allow("s3:GetObject", `${BUCKET}/*`), { AWS: `arn:aws:iam::${C}:root` })),
          },
        },
      },
    }),
    { verdict: "refuted", intruders: { "other-account": "allowed" } },
  ],
  [
    "where it is not decided whether the pod passes the role, that is not decided either",
    goingOn({
      targetTrust: trust(
        "*",
        { StringEquals: { "aws:PrincipalArn": [PRIMARY, `arn:aws:iam::${C}:role/x`] } },
        { Action: "sts:AssumeRole" },
      ),
    }),
    { verdict: "unknown", intruders: { "other-account": "unknown" } },
  ],
]);

test("an intruder at a second role names its document, and can be accepted there", async () => {
  const world = goingOn({ targetTrust: [GUIDE, trust({ AWS: `arn:aws:iam::${C}:root` })] });
  const [through] = chainOf(await proofOf(world))
    .intruders.flatMap((one) => one.through ?? [])
    .filter(({ who }) => who.includes(C));
  expect(through).toMatchObject({ document: "the trust policy of aws_iam_role.target", witness: { assumes: TARGET } });
  const accepted = await proofOf(world, {
    allowIntruders: [{ ids: ["other-account"], on: "account-b/aws_iam_role.target" }],
  });
  expect(chainOf(accepted).verdict).toBe("proved");
});

test("the policy of a bucket may name the role that uses it, and not the one before it", async () => {
  const named = async (arn: string) => {
    const policy = document(principal(allow("s3:GetObject", `${BUCKET}/*`), { AWS: arn }));
    const world = goingOn({ b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } } });
    return chainOf(await proofOf(world)).verdict;
  };
  expect(await named(TARGET)).toBe("proved");
  expect(await named(PRIMARY)).toBe("refuted");
});

test("a second role that trusts EKS lets a pod in by itself, without the first", async () => {
  const chain = chainOf(await proofOf(goingOn({ targetTrust: [GUIDE, trust(EKS)] })));
  const intruder = chain.intruders.find(({ id }) => id === "other-namespace");
  expect(intruder).toMatchObject({ verdict: "allowed", witness: { account: B, role: TARGET } });
});
