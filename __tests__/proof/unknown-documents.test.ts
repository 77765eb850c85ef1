import { A, allow, B, BOTH, BUCKET, document, GUIDE, type Json, principal } from "../support/documents";
import { chainOf, hopIn, intruderIn, podWorld, proofOf } from "../support/world";

const X = "${var.x}";
const READ = allow("s3:GetObject", `${BUCKET}/*`);

/** The chain of a world in whose second stack the variable `x` has no value. */
async function chainIn(world: Readonly<Record<string, Json>>) {
  const b = { ...(world["account-b"] as Json), variable: { x: { type: "string" } } };
  return chainOf(await proofOf({ ...world, "account-b": b }));
}
const trusted = (statement: Json) => chainIn(podWorld({ targetTrust: [GUIDE, statement] }));

describe("A document is not known, rather than refused, where a value that is not known decides", () => {
  test.each<[string, Json | readonly Json[]]>([
    ["an Effect", { ...READ, Effect: X }],
    ["the Effect of a further statement", [READ, { ...READ, Effect: X }]],
    ["a part of an Effect", { ...READ, Effect: `Al${X}` }],
  ])("%s", async (_, grant) => {
    const chain = await chainIn(podWorld({ grant }));
    expect(hopIn(chain, "grant")).toBe("unknown");
    expect(chain.hops.find(({ id }) => id === "grant")?.code).toBe("policy-not-known");
  });

  test.each<[string, Json]>([
    ["a type of principal", { Principal: { [X]: "*" } }],
    ["a principal", { Principal: X }],
    ["an operator", { Principal: "*", Condition: { [`String${X}`]: { "aws:PrincipalAccount": A } } }],
  ])("%s", async (_, more) => {
    const chain = await trusted({ Effect: "Deny", Action: BOTH, ...more });
    expect(hopIn(chain, "target-trust")).toBe("unknown");
  });

  test("not where it is wrong regardless: the same unknown key twice", async () => {
    const text = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
      "Condition": {"StringEquals": {"k${X}": "a", "k${X}": "b"}}}}`;
    expect(hopIn(await chainIn(podWorld({ grant: text })), "grant")).toBe("denied");
  });
});

test("whether a key has to be absent is not known where the condition's value is not", async () => {
  const { Condition, ...rest } = GUIDE as { readonly Condition: Json };
  const targetTrust = { ...rest, Condition: { ...Condition, Null: { "aws:MultiFactorAuthPresent": X } } };
  expect(hopIn(await chainIn(podWorld({ targetTrust })), "target-trust")).toBe("unknown");
});

describe("A principal that is not known lets in for certain", () => {
  test("no service: it may be EKS", async () => {
    const chain = await trusted({ Effect: "Allow", Action: BOTH, Principal: { Service: X } });
    expect([intruderIn(chain, "service"), intruderIn(chain, "other-namespace")]).toEqual(["unknown", "unknown"]);
  });

  test("no pod's token: it may be no cluster's provider", async () => {
    const chain = await trusted({
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: `arn:aws:iam::${B}:oidc-provider/${X}` },
    });
    expect(intruderIn(chain, "other-service-account")).toBe("unknown");
  });

  test("no anonymous caller, and perhaps one: it may be *", async () => {
    const aws_s3_bucket_public_access_block = { p: { bucket: "data-bucket", restrict_public_buckets: false } };
    const aws_s3_bucket_policy = { p: { bucket: "data-bucket", policy: document(principal(READ, { AWS: X })) } };
    const chain = await chainIn(podWorld({ b: { aws_s3_bucket_public_access_block, aws_s3_bucket_policy } }));
    expect(intruderIn(chain, "anonymous")).toBe("unknown");
    expect(intruderIn(chain, "service")).toBe("unknown");
  });
});
