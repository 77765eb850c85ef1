import { allow, BOTH, C, POD_TAGS, PRIMARY, READ_BUCKET, ROOT_A, TARGET, trust } from "../../support/documents";
import { BY_ARN, goingOn, THIRD, third, untagged } from "../../support/second-roles";
import { chainOf, proofOf } from "../../support/world";

/** The hop by which the pod of `world` goes on to a role. */
async function callIn(world: Parameters<typeof proofOf>[0]) {
  const { hops } = chainOf(await proofOf(world));
  return hops.find(({ id, action, verdict }) => id === "grant" && action?.startsWith("sts:") && verdict !== "allowed");
}
const valuesIn = async (world: Parameters<typeof proofOf>[0]) =>
  (await callIn(world))?.patch?.ops.map(({ op, value }) => [op, value]);

const CALLER = { ArnEquals: { "aws:PrincipalArn": PRIMARY } };
const wrongNamespace = { ...POD_TAGS, "aws:RequestTag/kubernetes-namespace": "nx" };

test("a wrong value in a second role's trust is corrected", async () => {
  const targetTrust = trust(ROOT_A, { StringEquals: wrongNamespace, ...CALLER });
  expect(await valuesIn(goingOn({ targetTrust }))).toEqual([["replace", "ns"]]);
});

test("a statement is added for this caller and this chain, not with an ExternalId that only EKS sends", async () => {
  const targetTrust = trust({ AWS: `arn:aws:iam::${C}:root` }, undefined, { Effect: "Deny", Action: "sts:AssumeRole" });
  const [op] = (await valuesIn(untagged({ targetTrust }))) ?? [];
  expect(op).toEqual([
    "replace",
    [targetTrust, { Effect: "Allow", Principal: { AWS: PRIMARY }, Action: "sts:AssumeRole" }],
  ]);
});

test("a patch also gives what the role may do that is reached by it, and nothing else", async () => {
  const world = goingOn({
    ...third(BY_ARN),
    grant: [...READ_BUCKET, allow(BOTH, THIRD)],
  });
  const call = await callIn(world);
  expect(call).toMatchObject({ verdict: "denied", via: [TARGET], resource: THIRD });
  expect(call?.patch?.document).toBe("the trust policy of aws_iam_role.third");
});

test("where the role that it opens lets others in, there are words and no patch", async () => {
  const tagging = trust({ AWS: TARGET }, undefined, { Action: "sts:TagSession" });
  const open = [tagging, trust({ AWS: `arn:aws:iam::${C}:role/x` })];
  const call = await callIn(goingOn({ ...third(open), targetTrust: BY_ARN }));
  expect(call?.verdict).toBe("denied");
  expect(call?.patch).toBeUndefined();
  expect(call?.fix).toContain("Decide whether");
});

test("its words name no target_role_arn, which the association has not", async () => {
  const call = await callIn(
    goingOn({ targetTrust: BY_ARN, permission: allow("sts:AssumeRole", TARGET), grant: READ_BUCKET }),
  );
  expect(call?.fix).not.toContain("target_role_arn");
});
