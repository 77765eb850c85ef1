import { allow, BUCKET, type Json } from "../support/documents";
import { chainOf, hopIn, podWorld, proofOf } from "../support/world";

/** The verdicts of deleting versions and of reading, and of the chain, in a bucket with `more` beside it. */
async function versionsWith(more: Json, bucket: Json = {}) {
  const grant = allow(["s3:DeleteObjectVersion", "s3:GetObject"], `${BUCKET}/*`);
  const b = { aws_s3_bucket: { data: { bucket: "data-bucket", ...bucket } }, ...more };
  const chain = chainOf(await proofOf(podWorld({ grant, b })));
  return {
    delete: hopIn(chain, "grant", "s3:DeleteObjectVersion"),
    read: hopIn(chain, "grant", "s3:GetObject"),
    assumed: chain.assumptions.filter(({ id }) => id === "not-modelled").map(({ message }) => message.split(":")[0]),
  };
}

const versioning = (mfa_delete: string) => ({
  aws_s3_bucket_versioning: {
    v: { bucket: "data-bucket", versioning_configuration: { status: "Enabled", mfa_delete } },
  },
});

test("where versions are deleted with a device, no role deletes them", async () => {
  const refused = { delete: "unknown", read: "allowed", assumed: [] };
  expect(await versionsWith(versioning("Enabled"))).toEqual(refused);
  expect(await versionsWith({}, { versioning: { enabled: true, mfa_delete: true } })).toEqual(refused);
  expect(await versionsWith(versioning("Disabled"))).toEqual({ ...refused, delete: "allowed" });
});

test("versions that are retained are deleted once they no longer are, which is an assumption", async () => {
  const rule = { default_retention: { mode: "COMPLIANCE", days: 5 } };
  const locked = { aws_s3_bucket_object_lock_configuration: { l: { bucket: "data-bucket", rule } } };
  expect(await versionsWith(locked)).toEqual({
    delete: "allowed",
    read: "allowed",
    assumed: ["the versions that the pod deletes are retained no longer"],
  });
});
