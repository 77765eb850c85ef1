import { allow, document, type Json } from "../support/documents";
import { chainOf, hopIn, podWorld, proofOf } from "../support/world";

test("a policy of something named by what only apply knows may be of what a grant names in full", async () => {
  const name = "arn:aws:s3tables:us-east-1:222222222222:bucket/tables/table/*";
  const resource_policy = document(allow("s3tables:*", "*"));
  const policy = (table_bucket_arn: string) => ({
    aws_s3tables_table_bucket: { t: { name: "tables" } },
    aws_s3tables_table_bucket_policy: { p: { table_bucket_arn, resource_policy } },
  });
  const grantBeside = async (b: Json) =>
    hopIn(chainOf(await proofOf(podWorld({ grant: allow("s3tables:GetTableData", name), b }))), "grant");
  expect(await grantBeside(policy("${aws_s3tables_table_bucket.t.arn}"))).toBe("unknown");
  expect(await grantBeside(policy("arn:aws:s3tables:us-east-1:222222222222:bucket/other"))).toBe("allowed");
});
