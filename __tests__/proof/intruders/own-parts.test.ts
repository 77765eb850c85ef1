import { allow, BUCKET, C, deny, document, type Json } from "../../support/documents";
import { chainOf, intruderIn, podWorld, proofOf } from "../../support/world";

const home = (variable: string) => `${BUCKET}/home/$\${${variable}}/*`;
const stranger = (statement: Json) => ({ ...statement, Principal: { AWS: `arn:aws:iam::${C}:root` } });
const TEAM = "aws:PrincipalTag/team";

/** Whether account C gets in by a bucket policy of `statements`. */
async function other(...statements: readonly Json[]) {
  const policy = { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(statements) } } };
  return intruderIn(chainOf(await proofOf(podWorld({ b: policy }))), "other-account");
}

describe("A part of a bucket that is each caller's own", () => {
  test.each([TEAM, "aws:PrincipalAccount", "aws:username", "aws:ResourceAccount", `${TEAM}, 'all'`])(
    "is reached by a caller whose %s it is",
    async (variable) => {
      expect(await other(stranger(allow("s3:GetObject", home(variable))))).toBe("allowed");
    },
  );

  test("is reached past a Deny for what is not the caller's own", async () => {
    const { Resource: _, ...rest } = deny("s3:*", "*");
    const elsewhere = { ...rest, Principal: "*", NotResource: home(TEAM) };
    expect(await other(stranger(allow("s3:GetObject", `${BUCKET}/home/*`)), elsewhere)).toBe("allowed");
  });

  test("is reached by no caller where a Deny keeps out all that have what it goes by", async () => {
    const tagged = deny("s3:*", `${BUCKET}/home/*`, { Condition: { Null: { [TEAM]: "false" } } });
    expect(await other(stranger(allow("s3:GetObject", home(TEAM))), { ...tagged, Principal: "*" })).toBe("denied");
  });

  test("is none where it is another bucket's", async () => {
    const elsewhere = home(TEAM).replace("data-bucket", "other-bucket");
    expect(await other(stranger(allow("s3:GetObject", elsewhere)))).toBe("denied");
  });
});
