import { allow, document, GUIDE, type Json } from "../support/documents";
import { chainOf, hopIn, intruderIn, podWorld, proofOf } from "../support/world";

const MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const EC2 = document({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
/** A role of which there may be one or none. */
const SPARE = { count: "${var.some ? 1 : 0}", name_prefix: "spare-", assume_role_policy: EC2 };

/** The verdict of the chain's grant beside these resources of its role's account. */
async function grantBeside(b: Json, rest: Json = {}) {
  const { "account-b": stack, ...others } = podWorld({ b });
  const variable = { some: {}, name: {}, ...(rest.variable as Json | undefined) };
  const proof = await proofOf({ ...others, "account-b": { ...stack, ...rest, variable } });
  return hopIn(chainOf(proof), "grant");
}

const attachedTo = (role: string, more: Json = {}) => ({
  aws_iam_role: { spare: SPARE },
  aws_iam_role_policy_attachment: { one: { role, policy_arn: MANAGED, ...more } },
});

describe("what is attached to a role of which it is not known whether there is one is on no other role", () => {
  test.each([
    ["by its name", "${aws_iam_role.spare[0].name}"],
    ["by its name, if there is one", '${try(aws_iam_role.spare[0].name, "")}'],
    ["by the one of its names", "${one(aws_iam_role.spare[*].name)}"],
    ["by a local value", "${local.role}"],
    ["by either of two such roles", "${var.some ? aws_iam_role.spare[0].name : aws_iam_role.spare[1].name}"],
  ])("%s", async (_, role) => {
    const rest = { locals: { role: '${element(concat(aws_iam_role.spare.*.id, [""]), 0)}' } };
    expect(await grantBeside(attachedTo(role), rest)).toBe("allowed");
  });

  test("by an aws_iam_policy_attachment too", async () => {
    const one = { name: "one", roles: ["${aws_iam_role.spare[0].name}"], policy_arn: MANAGED };
    const world = { aws_iam_role: { spare: SPARE }, aws_iam_policy_attachment: { one } };
    expect(await grantBeside(world)).toBe("allowed");
  });

  test.each([
    ["by a name that may be another's where there is none", '${try(aws_iam_role.spare[0].name, "target")}'],
    ["by a name that a condition chooses", "${var.some ? aws_iam_role.spare[0].name : var.name}"],
    ["by a name made of it", '${replace(aws_iam_role.spare[0].name, "a", "b")}'],
    ["by a tag of it", '${aws_iam_role.spare[0].tags["other"]}'],
    ["by a variable", "${var.name}"],
    ["by its own name", "${aws_iam_role.target.name}"],
    ["by the name of what is no role", "${one(aws_iam_instance_profile.spare[*].name)}"],
  ])("but may be on another %s", async (_, role) => {
    const deny = { Effect: "Deny", Action: "s3:*", Resource: "*" };
    const policies = attachedTo(role, { policy_arn: "${aws_iam_policy.no[0].arn}" });
    const no = { count: "${var.some ? 1 : 0}", name: "no", policy: document(deny) };
    const spare = { count: "${var.some ? 1 : 0}", name: "target", role: "target" };
    expect(await grantBeside({ ...policies, aws_iam_policy: { no }, aws_iam_instance_profile: { spare } })).toBe(
      "unknown",
    );
  });
});

test("the policy of a bucket of which it is not known whether there is one is no other bucket's", async () => {
  const policy = document({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" });
  const spare = { count: "${var.some ? 1 : 0}", bucket_prefix: "spare-" };
  const verdict = async (bucket: string) => {
    const versioned = { count: "${var.some ? 1 : 0}", bucket: "data-bucket" };
    const b = {
      aws_s3_bucket: { spare },
      aws_s3_bucket_versioning: { versioned },
      aws_s3_bucket_policy: { one: { bucket, policy } },
    };
    const { "account-b": stack, ...others } = podWorld({ b });
    const proof = await proofOf({ ...others, "account-b": { ...stack, variable: { some: {}, name: {} } } });
    return intruderIn(chainOf(proof), "other-account");
  };
  expect(await verdict("${aws_s3_bucket.spare[0].id}")).toBe("denied");
  expect(await verdict("${var.name}")).toBe("unknown");
  expect(await verdict("${one(aws_s3_bucket_versioning.versioned[*].bucket)}")).toBe("unknown");
});

test("what gives access to such a bucket gives none to another", async () => {
  const one = { bucket: "${aws_s3_bucket.spare[0].id}", name: "one" };
  const spare = { count: "${var.some ? 1 : 0}", bucket_prefix: "spare-" };
  const { "account-b": stack, ...others } = podWorld({
    b: { aws_s3_bucket: { spare }, aws_s3_access_point: { one } },
  });
  const proof = await proofOf({ ...others, "account-b": { ...stack, variable: { some: {} } } });
  expect(intruderIn(chainOf(proof), "other-role")).toBe("denied");
});

test("a policy of the chain's role of which it is not known whether there is one leaves its grants unknown", async () => {
  const more = {
    count: "${var.some ? 1 : 0}",
    role: "target",
    name: "more",
    policy: document(allow("s3:PutObject", "*")),
  };
  const deny = { ...more, policy: document({ Effect: "Deny", Action: "s3:*", Resource: "*" }) };
  expect(await grantBeside({ aws_iam_role_policy: { more: deny } })).toBe("unknown");
});

describe("the document of a role of which it is not known whether there is one", () => {
  const count = "${var.some ? 1 : 0}";
  const trusting = (principals: Json): Json => ({
    data: { aws_iam_policy_document: { d: { count, statement: [{ actions: ["sts:AssumeRole"], principals }] } } },
    variable: { some: {} },
  });
  const EC2_ALONE = trusting({ type: "Service", identifiers: ["ec2.amazonaws.com"] });
  const chainsBeside = async (document: string, rest = EC2_ALONE) => {
    const { "account-b": stack, ...others } = podWorld({
      b: { aws_iam_role: { spare: { count, name: "spare", assume_role_policy: document } } },
    });
    const proof = await proofOf({ ...others, "account-b": { ...stack, ...rest } });
    return proof.chains.length;
  };
  const FIRST = "data.aws_iam_policy_document.d[0].json";

  test("is read where it is counted alike, and names no service account", async () =>
    expect(await chainsBeside(`\${${FIRST}}`)).toBe(1));

  test("is read through a local value", async () =>
    expect(await chainsBeside("${local.trust}", { ...EC2_ALONE, locals: { trust: `\${${FIRST}}` } })).toBe(1));

  test.each([
    ["is not known where another may stand for it", `\${try(${FIRST}, var.other)}`],
    ["is not known where a later one is meant", "${data.aws_iam_policy_document.d[1].json}"],
    ["is not known where any of them is meant", "${data.aws_iam_policy_document.d[var.some].json}"],
  ])("%s", async (_, document) =>
    expect(await chainsBeside(document, { ...EC2_ALONE, variable: { some: {}, other: {} } })).toBe(2),
  );
});

describe("what is not known denies nothing:", () => {
  test("a primary role of which it is not known whether there is one is of an account that a trust may name", async () => {
    const { "account-a": stack, ...others } = podWorld({
      primary: { count: "${var.some}" },
      association: { role_arn: "${one(aws_iam_role.primary[*].arn)}" },
    });
    const proof = await proofOf({ ...others, "account-a": { ...stack, variable: { some: {} } } });
    expect(hopIn(chainOf(proof), "target-trust")).toBe("unknown");
  });

  test("a condition's key that only apply knows", async () => {
    const Condition = { Null: { "${random_id.r.hex}": "true" } };
    const denied = { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole", Condition };
    const proof = await proofOf(podWorld({ targetTrust: [GUIDE, denied], b: { random_id: { r: {} } } }));
    expect(hopIn(chainOf(proof), "target-trust")).toBe("unknown");
  });
});
