import { allow, B, BUCKET, document, GUIDE, type Json, principal, trust } from "../../support/documents";
import { chainOf, intruderIn, podWorld, proofOf } from "../../support/world";

const OPEN = { block_public_policy: false, restrict_public_buckets: false };

const publicUnder = (Condition: Json) =>
  podWorld({
    b: {
      aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket", ...OPEN } },
      aws_s3_bucket_policy: {
        p: {
          bucket: "data-bucket",
          policy: document(principal(allow("s3:GetObject", `${BUCKET}/*`, { Condition }), "*")),
        },
      },
    },
  });
const EQUALS = "StringEquals";

test.each([
  ["anonymous", EQUALS, "aws:PrincipalTag/team", "a", "denied"],
  ["service", EQUALS, "aws:PrincipalTag/team", "a", "denied"],
  ["other-account", EQUALS, "aws:PrincipalTag/team", "a", "allowed"],
  ["anonymous", EQUALS, "aws:userid", "AROAEXAMPLE:session", "denied"],
  ["anonymous", EQUALS, "aws:userid", "anonymous", "allowed"],
  ["anonymous", EQUALS, "aws:FederatedProvider", "example.com", "denied"],
  ["anonymous", EQUALS, "aws:SourceIdentity", "someone", "denied"],
  ["service", EQUALS, "aws:PrincipalAccount", B, "denied"],
  ["service", "StringNotEquals", "aws:PrincipalAccount", B, "allowed"],
  ["user", EQUALS, "aws:PrincipalAccount", B, "allowed"],
] as const)(
  "%s callers of a public bucket meet %s %s %s as AWS fills it in: %s",
  async (id, operator, key, value, verdict) => {
    const chain = chainOf(await proofOf(publicUnder({ [operator]: { [key]: value } })));
    expect(intruderIn(chain, id)).toBe(verdict);
  },
);

test.each([
  ["service", trust({ Service: "lambda.amazonaws.com" }, { [EQUALS]: { "aws:PrincipalTag/team": "a" } })],
  ["service", trust({ Service: "lambda.amazonaws.com" }, { [EQUALS]: { "aws:PrincipalAccount": B } })],
  [
    "federated",
    trust(
      { Federated: `arn:aws:iam::${B}:oidc-provider/ci.example` },
      { [EQUALS]: { "aws:PrincipalTag/team": "a" } },
      { Action: "sts:AssumeRoleWithWebIdentity" },
    ),
  ],
] as const)("a role keeps %s callers out by what they never have", async (id, statement) => {
  const chain = chainOf(await proofOf(podWorld({ targetTrust: [GUIDE, statement] })));
  expect(intruderIn(chain, id)).toBe("denied");
});
