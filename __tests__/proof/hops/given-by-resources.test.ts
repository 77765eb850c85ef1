import { allow, B, BUCKET, C, document, type Json, TARGET } from "../../support/documents";
import { chainOf, intruderIn, podWorld, proofOf, stackIn } from "../../support/world";

/** A role that no policy of its own allows anything, and what names it. */
const naming = (principal: string, more: Json = {}): Json => ({
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: "s3:GetObject",
  Resource: `${BUCKET}/*`,
  ...more,
});
const letting = (...principals: readonly string[]) => document(principals.map((one) => naming(one)));
const NOTHING = { Effect: "Deny", Action: "iam:*", Resource: "*" };

async function grantsWith(policy: string, rest: Json = {}) {
  const world = podWorld({
    grant: NOTHING,
    b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } }, ...rest },
  });
  const chain = chainOf(await proofOf(world));
  const grants = chain.hops.filter(({ id }) => id === "grant");
  return { grants: grants.map(({ action, verdict, code }) => [action, verdict, code]), chain };
}

test("a bucket's policy that names the role gives it access within the account", async () => {
  const { grants, chain } = await grantsWith(letting(TARGET));
  expect(grants).toEqual([["s3:GetObject", "allowed", undefined]]);
  expect(intruderIn(chain, "other-role")).toBe("denied");
});

test("one that lets the role do all but something gives it access that is not known in full, and not none", async () => {
  const { Action: _, ...rest } = naming(TARGET);
  const { grants } = await grantsWith(document({ ...rest, NotAction: "s3:DeleteObject" }));
  expect(grants.map(([, verdict]) => verdict)).toEqual(["unknown"]);
  const { Resource: __, ...elsewhere } = naming(TARGET);
  const { grants: other } = await grantsWith(document({ ...elsewhere, NotResource: `${BUCKET}/secret/*` }));
  expect(other.map(([, verdict]) => verdict)).toEqual(["unknown"]);
});

test("what it excludes whole is no denied grant: the statement never said that the role may", async () => {
  const { Resource: _, ...rest } = naming(TARGET, { Action: "s3:*" });
  const { grants } = await grantsWith(document({ ...rest, NotResource: `${BUCKET}/*` }));
  expect(grants).toEqual([["s3:*", "allowed", undefined]]);
  const { Action: __, ...others } = naming(TARGET);
  expect((await grantsWith(document({ ...others, NotAction: "s3:*" }))).grants).toMatchObject([
    [undefined, "denied", "no-grant"],
  ]);
});

test("whoever else that bucket lets in is an intruder", async () => {
  const { chain } = await grantsWith(letting(TARGET, `arn:aws:iam::${C}:root`));
  expect(intruderIn(chain, "other-account")).toBe("allowed");
});

test("a Deny in it, another role's name, and another account's bucket give nothing", async () => {
  expect((await grantsWith(letting(`arn:aws:iam::${B}:role/other`))).grants).toMatchObject([
    [undefined, "denied", "no-grant"],
  ]);
  const denied = document([
    naming(TARGET),
    { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `${BUCKET}/*` },
  ]);
  expect((await grantsWith(denied)).grants).toMatchObject([["s3:GetObject", "denied", "explicit-deny"]]);
  const far = stackIn(C, {
    aws_s3_bucket: { far: { bucket: "far" } },
    aws_s3_bucket_policy: {
      far: { bucket: "far", policy: document(naming(TARGET, { Resource: "arn:aws:s3:::far/*" })) },
    },
  });
  const chain = chainOf(await proofOf(podWorld({ grant: NOTHING, stacks: { far } })));
  expect(chain.hops.find(({ id }) => id === "grant")).toMatchObject({ verdict: "denied", code: "no-grant" });
});

describe("a bucket's policy that names", () => {
  const forWhom = (Principal: unknown, Condition?: Json) =>
    document(naming(TARGET, { Principal, ...(Condition ? { Condition } : {}) }));
  const ONLY_TARGET = { ArnEquals: { "aws:PrincipalArn": TARGET } };

  test.each<[string, string, string, string]>([
    ["everybody gives the role access, and whoever else is in the account", forWhom("*"), "allowed", "allowed"],
    [
      "everybody by AWS, too",
      forWhom({ AWS: "*" }, { StringEquals: { "aws:PrincipalAccount": B } }),
      "allowed",
      "allowed",
    ],
    ["everybody, if it is the role, gives it to nobody else", forWhom("*", ONLY_TARGET), "allowed", "denied"],
    [
      "everybody gives it on a condition that is not known",
      forWhom("*", { StringEquals: { "aws:SourceVpce": "vpce-1" } }),
      "unknown",
      "allowed",
    ],
  ])("%s", async (_, policy, grant, others) => {
    const { grants, chain } = await grantsWith(policy);
    expect(grants.map(([action, verdict]) => [action, verdict])).toEqual([["s3:GetObject", grant]]);
    expect(intruderIn(chain, "other-role")).toBe(others);
  });

  test.each<[string, string]>([
    [
      "everybody, if it is another role",
      forWhom("*", { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${B}:role/o` } }),
    ],
    ["the account, which leaves it to the role's own policies", forWhom({ AWS: `arn:aws:iam::${B}:root` })],
    ["the account, if it is the role", forWhom({ AWS: `arn:aws:iam::${B}:root` }, ONLY_TARGET)],
  ])("%s gives it nothing", async (_, policy) => {
    expect((await grantsWith(policy)).grants).toEqual([[undefined, "denied", "no-grant"]]);
  });
});

test("a key that lets everybody of the account use it by a service alone gives a role nothing that it could ask for", async () => {
  const grantsWhere = async (more: Json) => {
    const policy = document([
      { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${B}:root` }, Action: "kms:*", Resource: "*" },
      {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "kms:CallerAccount": B, ...more } },
      },
    ]);
    return (await grantsWith(letting(`arn:aws:iam::${B}:role/other`), { aws_kms_key: { k: { policy } } })).grants;
  };
  expect(await grantsWhere({})).toEqual([["kms:Decrypt", "allowed", undefined]]);
  expect(await grantsWhere({ "kms:ViaService": "s3.us-east-1.amazonaws.com" })).toMatchObject([
    [undefined, "denied", "no-grant"],
  ]);
});

test("its boundary limits what a policy that names the role gives", async () => {
  const boundary = { b: { name: "b", policy: document(allow("ec2:*", "*")) } };
  const world = podWorld({
    grant: NOTHING,
    target: { permissions_boundary: "${aws_iam_policy.b.arn}" },
    b: { aws_iam_policy: boundary, aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: letting(TARGET) } } },
  });
  expect(chainOf(await proofOf(world)).hops.find(({ id }) => id === "grant")?.verdict).toBe("denied");
});
