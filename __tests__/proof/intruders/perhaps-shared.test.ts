import { allow, BUCKET, C, document, EKS_TRUST, type Json, principal } from "../../support/documents";
import { chainOf, intruderIn, podWorld, proofOf, stackIn } from "../../support/world";

const READ = allow("s3:GetObject", `${BUCKET}/*`);
const OTHER = `arn:aws:iam::${C}:role/other`;

/** The bucket's policy also names a role of a third account, of which the world has `resources`. */
async function naming(resources: Json) {
  const policy = document([principal(READ), principal(READ, { AWS: OTHER })]);
  const b = { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } };
  return chainOf(await proofOf(podWorld({ b, stacks: { third: stackIn(C, resources) } })));
}

const ROLE = { aws_iam_role: { other: { name: "other", assume_role_policy: document(EKS_TRUST) } } };
const attached = (policy_arn: string) => ({
  ...ROLE,
  aws_iam_role_policy_attachment: { one: { role: "other", policy_arn } },
});

test.each<[string, Json, string]>([
  ["may do it by its own policies", attached("arn:aws:iam::aws:policy/AmazonS3FullAccess"), "denied"],
  ["may not do it by its own policies", ROLE, "allowed"],
  ["has a policy that is not in the world", attached(`arn:aws:iam::${C}:policy/elsewhere`), "unknown"],
  [
    "is made by the other provider, and its policies are not read",
    { awscc_iam_role: { other: { role_name: "other", assume_role_policy_document: document(EKS_TRUST) } } },
    "unknown",
  ],
  ["is not in the world", {}, "allowed"],
])("another account's role that a bucket names and that %s", async (_, resources, verdict) => {
  const chain = await naming(resources);
  expect(intruderIn(chain, "other-account")).toBe(verdict);
  const one = chain.intruders.find(({ id }) => id === "other-account");
  if (verdict === "unknown") expect(one?.message).toContain("its own policies, which are not known");
  expect(chain.shared.map(({ who }) => who)).toEqual(verdict === "denied" ? [OTHER] : []);
});

test("what else the statement admits is an intruder beside a role of which that is not known", async () => {
  const statement = principal(READ, { AWS: [OTHER, `arn:aws:iam::${C}:role/unseen`] });
  const b = { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document([principal(READ), statement]) } } };
  const third = stackIn(C, attached(`arn:aws:iam::${C}:policy/elsewhere`));
  expect(intruderIn(chainOf(await proofOf(podWorld({ b, stacks: { third } }))), "other-account")).toBe("allowed");
});
