import { allow, B, document, type Json, principal, TARGET } from "../../support/documents";
import { chainOf, hopIn, intruderIn, podWorld, proofOf } from "../../support/world";

const ROOT = { AWS: `arn:aws:iam::${B}:root` };
const STRANGER = "arn:aws:iam::444444444444:role/stranger";

/** The pod's bucket is encrypted with a key of the world, whose policy names administrators only, beside one grant. */
function world(grant: Json) {
  const rule = {
    apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.k.arn}" }],
  };
  const made = podWorld({
    b: {
      aws_s3_bucket_server_side_encryption_configuration: { e: { bucket: "data-bucket", rule: [rule] } },
      aws_kms_key: { k: { policy: document(principal(allow(["kms:Put*", "kms:Describe*"], "*"), ROOT)) } },
      aws_kms_grant: { g: { operations: ["Decrypt"], grantee_principal: TARGET, ...grant } },
    },
  });
  const more = { variable: { key: { type: "string" } }, data: { aws_kms_alias: { other: { name: "alias/other" } } } };
  return { ...made, "account-b": { ...(made["account-b"] as Json), ...more } };
}

const UNKNOWN = [
  "${var.key}",
  `arn:aws:kms:us-east-1:${B}:key/\${var.key}`,
  "${data.aws_kms_alias.other.target_key_arn}",
];

describe("A grant on a key", () => {
  test("of the world gives the pod what it allows", async () => {
    const chain = chainOf(await proofOf(world({ key_id: "${aws_kms_key.k.key_id}" })));
    expect(hopIn(chain, "grant", "s3:GetObject")).toBe("allowed");
  });

  test.each(UNKNOWN)("that may be another one is not known to give it: %s", async (key_id) => {
    const chain = chainOf(await proofOf(world({ key_id })));
    expect(hopIn(chain, "grant", "s3:GetObject")).toBe("unknown");
  });

  test.each(UNKNOWN)("that may be the pod's lets perhaps in whom it names: %s", async (key_id) => {
    const chain = chainOf(await proofOf(world({ key_id, grantee_principal: STRANGER })));
    expect(intruderIn(chain, "other-account")).toBe("unknown");
  });

  test("whose grantee is a service lets that service in, and no account", async () => {
    const chain = chainOf(
      await proofOf(world({ key_id: "${aws_kms_key.k.key_id}", grantee_principal: "ec2.amazonaws.com" })),
    );
    expect([intruderIn(chain, "service"), intruderIn(chain, "other-account")]).toEqual(["allowed", "denied"]);
  });

  test("that nothing declares is an error, as it is to Terraform", async () => {
    const proof = proofOf(world({ key_id: "${aws_kms_key.missing.arn}", grantee_principal: STRANGER }));
    await expect(proof).rejects.toThrow('the resource "aws_kms_key.missing"');
  });
});
