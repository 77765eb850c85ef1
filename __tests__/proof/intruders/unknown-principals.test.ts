import { allow, B, BUCKET, C, document, type Json, principal } from "../../support/documents";
import { chainOf, hopIn, intrudersIn, podWorld, proofOf } from "../../support/world";

const READ = allow("s3:GetObject", `${BUCKET}/*`);
const shared = async (who: unknown, condition: Json = {}) => {
  const policy = document([principal(READ), principal({ ...READ, ...condition }, who)]);
  const proof = await proofOf(
    podWorld({ b: { random_id: { r: {} }, aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } } }),
  );
  return chainOf(proof);
};
const OPEN = "${random_id.r.hex}";

describe("A policy of a resource that lets in", () => {
  test.each([`arn:aws:iam::${OPEN}:role/x`, `arn:aws:iam::${OPEN}:user/x`, `arn:aws:iam::${OPEN}role/x`])(
    "%s may let in anybody of the name",
    async (name) => {
      const chain = await shared({ AWS: name });
      expect(chain.verdict).toBe("unknown");
      expect(intrudersIn(chain)).toMatchObject({ "other-principal": "unknown" });
    },
  );

  test("a wildcard behind what is not known is refused by AWS", async () => {
    const chain = await shared({ AWS: `arn:aws:iam::${B}:role/${OPEN}*` });
    expect(hopIn(chain, "grant")).toBe("denied");
  });

  test("a stranger by a version of TLS that AWS no longer takes lets in nobody", async () => {
    const by = (version: string) =>
      shared({ AWS: C }, { Condition: { NumericLessThanEquals: { "s3:TlsVersion": version } } });
    expect(intrudersIn(await by("1.1"))).not.toHaveProperty("other-account");
    expect(intrudersIn(await by("1.2"))).toMatchObject({ "other-account": "allowed" });
  });
});
