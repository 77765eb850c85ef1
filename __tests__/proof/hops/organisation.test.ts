import type { ProveOptions } from "../../../src/proof";
import {
  A,
  allow,
  B,
  BOTH,
  C,
  deny,
  document,
  type Json,
  POD_TAGS,
  PRIMARY,
  principal,
  ROOT_A,
  scps,
  trust,
} from "../../support/documents";
import { chainOf, hopIn, intrudersIn, podWorld, proofOf, type Row, stackIn, stating } from "../../support/world";

/** A stack of the organisation's management account with one policy, attached to `target`. */
const attached = (statements: Json | readonly Json[], target: unknown, type?: string) => ({
  management: stackIn(C, {
    aws_organizations_policy: {
      p: { name: "p", content: document(statements), ...(type ? { type } : {}) },
    },
    aws_organizations_policy_attachment: { p: { policy_id: "${aws_organizations_policy.p.id}", target_id: target } },
  }),
});
const world = (...of: Parameters<typeof attached>) => podWorld({ stacks: attached(...of) });
const RCP = "RESOURCE_CONTROL_POLICY";
const SCP = "SERVICE_CONTROL_POLICY";
const NO_READS = deny("s3:GetObject", "*");
const GET = "grant s3:GetObject";

stating("policies of the organisation that the world attaches", [
  ["a service control policy binds the account it is attached to", world(NO_READS, B), { hops: { [GET]: "denied" } }],
  ["another account's binds no caller here", world(NO_READS, A), { hops: { [GET]: "allowed" } }],
  ["whether a root's binds an account is unknown", world(NO_READS, "r-abcd"), { hops: { [GET]: "unknown" } }],
  [
    "one that denies something else leaves the rest",
    world(deny("s3:PutObject", "*"), "r-abcd"),
    { hops: { [GET]: "allowed" } },
  ],
  ["one that allows everything leaves everything", world(allow("*", "*"), B), { hops: { [GET]: "allowed" } }],
  [
    "beside one that allows a part FullAWSAccess may be gone",
    world(allow("ec2:*", "*"), B),
    { hops: { [GET]: "unknown" } },
  ],
  ["what such a one allows is allowed", world(allow(["s3:*", "sts:*"], "*"), B), { hops: { [GET]: "allowed" } }],
  [
    "a resource control policy binds the resources of its account",
    world(principal(NO_READS, "*"), B, RCP),
    { hops: { [GET]: "denied", "target-trust": "allowed" } },
  ],
  [
    "a resource control policy binds the trusts of its account",
    world(principal(deny("sts:AssumeRole", "*"), "*"), B, RCP),
    { hops: { "target-trust": "denied", "primary-trust": "allowed" } },
  ],
  ["policies of other types do nothing", world({ tags: {} }, B, "TAG_POLICY"), { hops: { [GET]: "allowed" } }],
] satisfies readonly Row[]);

test("a policy that is attached nowhere does nothing", async () => {
  const lone = {
    management: stackIn(C, { aws_organizations_policy: { p: { name: "p", content: document(NO_READS) } } }),
  };
  expect(hopIn(chainOf(await proofOf(podWorld({ stacks: lone }))), "grant", "s3:GetObject")).toBe("allowed");
});

test("a policy that may be in force keeps no caller out for certain", async () => {
  const open = {
    aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
    aws_s3_bucket_policy: {
      p: {
        bucket: "data-bucket",
        policy: document(principal(allow("s3:GetObject", "arn:aws:s3:::data-bucket/*"), "*")),
      },
    },
  };
  const perhaps = podWorld({ b: open, stacks: attached(principal(NO_READS, "*"), "r-abcd", RCP) });
  expect(intrudersIn(chainOf(await proofOf(perhaps))).anonymous).toBe("unknown");
  const certain = podWorld({ b: open, stacks: attached(principal(NO_READS, "*"), B, RCP) });
  expect(intrudersIn(chainOf(await proofOf(certain))).anonymous).toBeUndefined();
});

describe("a policy of the organisation of which not all is known", () => {
  const variable = { x: { type: "string" } };
  const verdict = async (stacks: Readonly<Record<string, Json>>) => {
    const management = { ...stacks.management, variable };
    return hopIn(chainOf(await proofOf(podWorld({ stacks: { management } }))), "grant", "s3:GetObject");
  };
  const attaching = (policy_id: string) => ({
    management: stackIn(C, {
      aws_organizations_policy: { p: { name: "p", content: document(NO_READS) } },
      aws_organizations_policy_attachment: { p: { policy_id, target_id: B } },
    }),
  });

  test.each([
    ["its type", attached(NO_READS, B, "${var.x}")],
    ["an Effect", attached({ ...NO_READS, Effect: "${var.x}" }, B)],
    ["where it is attached", attached(NO_READS, "${var.x}")],
    ["which one is attached", attaching("${var.x}")],
    ["what the attached one allows", attaching("p-12345678")],
  ])("may deny: %s", async (_, stacks) => {
    expect(await verdict(stacks)).toBe("unknown");
  });

  test("is none where FullAWSAccess is attached, or one to another account", async () => {
    expect(await verdict(attaching("p-FullAWSAccess"))).toBe("allowed");
    const elsewhere = { policy_id: "p-12345678", target_id: "444444444444" };
    const stack = stackIn(C, { aws_organizations_policy_attachment: { p: elsewhere } });
    expect(await verdict({ management: stack })).toBe("allowed");
  });
});

describe("policies of the organisation do not bind the account that manages it", () => {
  const NOT_PRIMARY = deny(BOTH, "*", { Condition: { ArnNotEquals: { "aws:PrincipalArn": PRIMARY } } });
  const attaching = (statement: Json, target: string, type?: string): Json =>
    (attached(statement, target, type).management as { readonly resource: Json }).resource;
  const organisation = (more: Json = { enabled_policy_types: [SCP, RCP] }): Json => ({
    aws_organizations_organization: { o: { feature_set: "ALL", ...more } },
  });
  /** Any role of account A may enter, but for what is attached. */
  const othersOf = async (a: Json, b: Json, stacks: Readonly<Record<string, Json>>, options: ProveOptions = {}) => {
    const targetTrust = trust(ROOT_A, { StringEquals: POD_TAGS });
    const chain = chainOf(await proofOf(podWorld({ targetTrust, a, b, stacks }), options));
    return intrudersIn(chain)["other-role"] ?? "denied";
  };
  const inC = (resource: Json) => ({ management: stackIn(C, resource) });
  const BY_RESOURCE = principal(NOT_PRIMARY, "*");

  test.each<[string, Json, Json, Readonly<Record<string, Json>>, string]>([
    ["binds a member", {}, {}, inC({ ...organisation(), ...attaching(NOT_PRIMARY, A) }), "denied"],
    ["may be of the account that attaches it to itself", attaching(NOT_PRIMARY, A), {}, {}, "unknown"],
    ["binds no manager", { ...organisation(), ...attaching(NOT_PRIMARY, A) }, {}, {}, "allowed"],
    [
      "is of a manager's resources neither",
      {},
      { ...organisation(), ...attaching(BY_RESOURCE, B, RCP) },
      {},
      "allowed",
    ],
    ["is of a member's resources", {}, {}, inC({ ...organisation(), ...attaching(BY_RESOURCE, B, RCP) }), "denied"],
  ])("which %s", async (_, a, b, stacks, verdict) => {
    expect(await othersOf(a, b, stacks)).toBe(verdict);
  });

  test.each([
    ["has no such type", { enabled_policy_types: ["TAG_POLICY"] }, "allowed"],
    ["has no types", {}, "allowed"],
    ["is for billing alone", { feature_set: "CONSOLIDATED_BILLING" }, "allowed"],
    ["leaves its types to others", { enabled_policy_types: [], lifecycle: { ignore_changes: "all" } }, "unknown"],
    [
      "names no types and leaves them to others",
      { lifecycle: { ignore_changes: ["enabled_policy_types"] } },
      "unknown",
    ],
  ])("and are not attached where the organisation %s", async (_, more, verdict) => {
    const stacks = inC({ ...organisation(more), ...attaching(NOT_PRIMARY, A) });
    expect(await othersOf({}, {}, stacks)).toBe(verdict);
  });

  test("and neither do those that options give", async () => {
    expect(await othersOf({}, {}, {}, scps(NOT_PRIMARY))).toBe("denied");
    expect(await othersOf(organisation(), {}, {}, scps(NOT_PRIMARY))).toBe("allowed");
  });

  test("so that what a list of allowed actions leaves out is allowed there", async () => {
    const get = async (b: Json) =>
      hopIn(chainOf(await proofOf(podWorld({ b }), scps(allow("sts:*", "*")))), "grant", "s3:GetObject");
    expect(await get({})).toBe("denied");
    expect(await get(organisation())).toBe("allowed");
  });
});

test("a resource control policy with NotAction is not saved, and denies nothing", async () => {
  const { Action: _, ...left } = principal(NO_READS, "*") as Record<string, unknown>;
  const answer = chainOf(await proofOf(world({ ...left, NotAction: "sts:*" }, B, RCP)));
  expect(hopIn(answer, "grant", "s3:GetObject")).toBe("allowed");
});
