import { allow, BOTH, BUCKET, deny, GUIDE, type Json, PRIMARY, TARGET, trust } from "../../support/documents";
import { chainOf, hopIn, intruderIn, podWorld, podWorldWithoutTags, proofOf } from "../../support/world";

const asking = (value: string) => ({ StringEquals: { "aws:ResourceTag/stage": value } });
const tagged = { target: { tags: { stage: "prod" } } };

describe("A tag of the role that a pod goes on to", () => {
  test.each([
    ["prod", "allowed"],
    ["test", "denied"],
  ])("decides what the primary may assume: %s", async (value, verdict) => {
    const permission = allow(BOTH, TARGET, { Condition: asking(value) });
    expect(hopIn(chainOf(await proofOf(podWorld({ ...tagged, permission }))), "primary-permission")).toBe(verdict);
  });

  test.each([
    ["prod", "allowed"],
    ["test", "denied"],
  ])("decides its trust: %s", async (value, verdict) => {
    const { StringEquals, ...others } = GUIDE.Condition as Readonly<Record<string, Json>>;
    const targetTrust = {
      ...GUIDE,
      Condition: { ...others, StringEquals: { ...StringEquals, ...asking(value).StringEquals } },
    };
    const chain = chainOf(await proofOf(podWorld({ ...tagged, targetTrust })));
    expect(hopIn(chain, "target-trust")).toBe(verdict);
    expect(intruderIn(chain, "primary-holder")).not.toBe("unknown");
  });

  test("lets in no other namespace that is compared with it", async () => {
    const targetTrust = trust(
      { AWS: PRIMARY },
      { StringEquals: { "aws:RequestTag/kubernetes-namespace": "$${aws:ResourceTag/stage}" } },
    );
    const chain = chainOf(await proofOf(podWorld({ targetTrust, target: { tags: { stage: "ns" } } })));
    expect(hopIn(chain, "target-trust")).toBe("allowed");
    expect(intruderIn(chain, "other-namespace")).not.toBe("allowed");
  });
});

test("tags of a role that are not known may be those that EKS would give, where it gives none", async () => {
  const grant = [
    allow("s3:GetObject", `${BUCKET}/*`),
    deny("*", "*", { Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "x" } } }),
  ];
  const world = podWorldWithoutTags({ grant, target: { tags: "${var.tags}" } });
  const b = { ...(world["account-b"] as Json), variable: { tags: {} } };
  expect(hopIn(chainOf(await proofOf({ ...world, "account-b": b })), "grant")).toBe("unknown");
});
