import {
  allow,
  B,
  BOTH,
  BUCKET,
  deny,
  document,
  EKS,
  GUIDE,
  type Json,
  PRIMARY,
  TARGET,
  TOKEN,
  trust,
  webTrust,
} from "../../support/documents";
import { goingOn } from "../../support/second-roles";
import { chainOf, hopIn, intruderIn, irsaWorld, podWorld, podWorldWithoutTags, proofOf } from "../../support/world";

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

describe("A tag of the role that a call is for", () => {
  const BY_TAG = { StringEquals: { "aws:ResourceTag/stage": "prod" } };
  const stage = (value: string) => ({ tags: { stage: value } });
  const irsaTarget = (value: string) => ({
    b: {
      aws_iam_role: {
        target: {
          name: "target",
          tags: { stage: value },
          assume_role_policy: document(webTrust({ StringEquals: { ...TOKEN, ...BY_TAG.StringEquals } })),
        },
      },
    },
  });

  test.each([
    ["prod", "allowed"],
    ["test", "denied"],
  ])("decides EKS's own call: %s", async (value, verdict) => {
    const world = podWorld({ primaryTrust: trust(EKS, BY_TAG), primary: stage(value) });
    expect(hopIn(chainOf(await proofOf(world)), "primary-trust")).toBe(verdict);
  });

  test.each([
    ["prod", "allowed"],
    ["test", "denied"],
  ])("decides a call with a token: %s", async (value, verdict) => {
    const chain = chainOf(await proofOf(irsaWorld(irsaTarget(value))));
    expect(hopIn(chain, "target-trust")).toBe(verdict);
  });

  test.each([
    ["prod", "allowed"],
    ["test", "denied"],
  ])("decides a call that the pod makes by itself: %s", async (value, verdict) => {
    const world = goingOn({ targetTrust: trust({ AWS: PRIMARY }, BY_TAG), target: stage(value) });
    expect(hopIn(chainOf(await proofOf(world)), "grant", "sts:AssumeRole")).toBe(verdict);
  });
});

test("a tag of the principal whose value is not known is not missing", async () => {
  const grant = [
    allow("s3:GetObject", `${BUCKET}/*`),
    deny("*", "*", { Condition: { StringEquals: { "aws:PrincipalTag/stage": "closed" } } }),
  ];
  const world = podWorld({ grant, target: { tags: { stage: "${var.stage}" } } });
  const b = { ...(world["account-b"] as Json), variable: { stage: { type: "string" } } };
  expect(hopIn(chainOf(await proofOf({ ...world, "account-b": b })), "grant")).toBe("unknown");
});

test("a tag of the principal is not decided only where the provider leaves one of its name to others", async () => {
  const grant = [
    allow("s3:GetObject", `${BUCKET}/*`),
    deny("*", "*", { Condition: { StringEquals: { "aws:PrincipalTag/stage": "closed" } } }),
  ];
  const hop = async (ignored: Json) => {
    const world = podWorld({ grant });
    const provider = { aws: [{ region: "us-east-1", allowed_account_ids: [B], ignore_tags: [ignored] }] };
    const b = { ...(world["account-b"] as Json), provider };
    return hopIn(chainOf(await proofOf({ ...world, "account-b": b })), "grant");
  };
  expect(await hop({ key_prefixes: ["st"] })).toBe("unknown");
  expect(await hop({ keys: ["stage"] })).toBe("unknown");
  expect(await hop({ key_prefixes: ["co"], keys: ["cost"] })).toBe("allowed");
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

test.each([
  ["aws:PrincipalTag/kubernetes-${var.tag}", "ns"],
  ["aws:RequestTag/kubernetes-${var.tag}", "ns"],
  ["aws:PrincipalTag/${var.tag}", "ns"],
])("a Deny by a tag whose key is not fully known may be about one that the session has: %s", async (key, value) => {
  const targetTrust = [GUIDE, trust("*", { StringEquals: { [key]: value } }, { Effect: "Deny" })];
  const world = podWorld({ targetTrust });
  const b = { ...(world["account-b"] as Json), variable: { tag: { type: "string" } } };
  expect(hopIn(chainOf(await proofOf({ ...world, "account-b": b })), "target-trust")).toBe("unknown");
});

test("a condition on a resource's tag whose key is not fully known may be about one that it has", async () => {
  const permission = (value: string) =>
    allow(BOTH, TARGET, { Condition: { StringEquals: { "aws:ResourceTag/${var.tag}": value } } });
  const hop = async (tags: Json) => {
    const world = podWorld({ target: { tags }, permission: permission("prod") });
    const a = { ...(world["account-a"] as Json), variable: { tag: { type: "string" } } };
    return hopIn(chainOf(await proofOf({ ...world, "account-a": a })), "primary-permission");
  };
  expect(await hop({ stage: "prod" })).toBe("unknown");
  expect(await hop({})).toBe("denied");
});
