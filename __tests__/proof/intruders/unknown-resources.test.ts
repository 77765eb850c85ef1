import { allow, document, type Json, principal } from "../../support/documents";
import { chainOf, intruderIn, podWorld, proofOf } from "../../support/world";

/** Another bucket in the pod's account, which anybody may read. */
async function anonymousBeside(bucket: string, grant?: Json) {
  const world = podWorld({
    ...(grant ? { grant } : {}),
    b: {
      random_pet: { p: {} },
      aws_s3_bucket: { other: { bucket } },
      aws_s3_bucket_public_access_block: { o: { bucket: "${aws_s3_bucket.other.id}", restrict_public_buckets: false } },
      aws_s3_bucket_policy: {
        p: {
          bucket: "${aws_s3_bucket.other.id}",
          policy: document(principal(allow("s3:GetObject", "${aws_s3_bucket.other.arn}/*"), "*")),
        },
      },
    },
  });
  const b = { ...(world["account-b"] as Json), variable: { name: { type: "string" } } };
  return intruderIn(chainOf(await proofOf({ ...world, "account-b": b })), "anonymous");
}

const read = (bucket: string) => allow("s3:GetObject", `arn:aws:s3:::${bucket}/*`);

describe("What lets others into a resource", () => {
  test("matters where the pod's grant is about that resource", async () => {
    expect(await anonymousBeside("other", read("other"))).toBe("allowed");
    expect(await anonymousBeside("other-${random_pet.p.id}", read("other-*"))).toBe("allowed");
  });

  test("matters perhaps where it is not known whether the grant is about it", async () => {
    expect(await anonymousBeside("other", read("${var.name}"))).toBe("unknown");
    expect(await anonymousBeside("other", read("oth${var.name}"))).toBe("unknown");
    expect(await anonymousBeside("other-${random_pet.p.id}", read("other-x"))).toBe("unknown");
  });

  test("does not matter where the grant is about another bucket of the world: no two have one name", async () => {
    expect(await anonymousBeside("data-${random_pet.p.id}")).toBe("denied");
  });
});
