import {
  B,
  BOTH,
  C,
  document,
  EKS_TRUST,
  GUIDE,
  type Json,
  POD_TAGS,
  PRIMARY,
  TARGET,
  trust,
} from "../../support/documents";
import { chainOf, hopIn, podWorld, proofOf, stackIn } from "../../support/world";

const THIRD = `arn:aws:iam::${C}:role/third`;
const BY_NAME = trust({ AWS: PRIMARY }, { StringEquals: POD_TAGS });
const denying = (AWS: string): Json => ({ ...trust({ AWS }), Effect: "Deny" });
const third = (statement: Json) => ({
  c: stackIn(C, { aws_iam_role: { t: { name: "third", assume_role_policy: document(statement) } } }),
});

test.each<[string, Parameters<typeof podWorld>[0], string]>([
  ["each other", { primaryTrust: [EKS_TRUST, denying(TARGET)], targetTrust: BY_NAME }, "denied"],
  [
    "each other by way of a third",
    { primaryTrust: [EKS_TRUST, denying(THIRD)], targetTrust: BY_NAME, stacks: third(denying(TARGET)) },
    "denied",
  ],
  ["one that names itself", { targetTrust: [GUIDE, denying(THIRD)], stacks: third(trust({ AWS: THIRD })) }, "denied"],
  ["one another in turn, and none twice", { targetTrust: BY_NAME, stacks: third(trust({ AWS: TARGET })) }, "allowed"],
  [
    "each other by a condition, which waits for nobody",
    {
      primaryTrust: [
        EKS_TRUST,
        { Effect: "Deny", Principal: "*", Action: BOTH, Condition: { ArnEquals: { "aws:PrincipalArn": TARGET } } },
      ],
      targetTrust: BY_NAME,
    },
    "allowed",
  ],
  [
    "each other, and are there already",
    {
      primaryTrust: [EKS_TRUST, denying(TARGET)],
      targetTrust: BY_NAME,
      target: { unique_id: "AROAEXAMPLEEXAMPLE000" },
    },
    "allowed",
  ],
])("roles whose trust policies name %s", async (_, difference, verdict) => {
  expect(hopIn(chainOf(await proofOf(podWorld(difference))), "target-trust")).toBe(verdict);
});

test("the role that waits is named with the stack that makes it", async () => {
  const world = podWorld({ primaryTrust: [EKS_TRUST, denying(TARGET)], targetTrust: BY_NAME });
  const hop = chainOf(await proofOf(world)).hops.find(({ id }) => id === "primary-trust");
  expect(hop?.message).toContain(`names ${TARGET}, which aws_iam_role.target of stack account-b makes`);
  expect(hop?.awsError).toContain(`Invalid principal in policy: "AWS":"arn:aws:iam::${B}:role/target"`);
});
