import { A, allow, document, principal } from "../../support/documents";
import { chainOf, podWorld, proofOf } from "../../support/world";

const FAR = "arn:aws:s3:::far-bucket";

/** The grant of `action` on `resource`, of account A's bucket, whose policy gives it to the target of account B. */
async function granted(action: string, resource: string) {
  const both = [principal(allow(action, FAR)), principal(allow(action, `${FAR}/*`))];
  const policy = document(resource === FAR ? both : both.slice(1));
  const a = {
    aws_s3_bucket: { far: { bucket: "far-bucket" } },
    aws_s3_bucket_policy: { far: { bucket: "far-bucket", policy } },
  };
  const { hops } = chainOf(await proofOf(podWorld({ grant: allow(action, resource), a })));
  return hops.filter(({ id }) => id === "grant").map(({ verdict, code }) => [verdict, code]);
}

test("a pattern of actions on a bucket's objects holds none that AWS keeps for the bucket's own account", async () => {
  expect(await granted("s3:Get*", `${FAR}/*`)).toEqual([["allowed", undefined]]);
});

test("on the bucket itself it does", async () => {
  expect(await granted("s3:Get*", FAR)).toEqual([["unknown", "never-across-accounts"]]);
});

test("a key without a policy is to keep what AWS gives its account beside what the role needs", async () => {
  const arn = `arn:aws:kms:us-east-1:${A}:key/k`;
  const world = podWorld({ grant: allow("kms:Decrypt", arn), a: { aws_kms_key: { k: { key_id: "k", arn } } } });
  const hop = chainOf(await proofOf(world)).hops.find(({ verdict }) => verdict === "denied");
  expect(hop?.patch).toBeUndefined();
  expect(hop?.fix).toMatch(/one statement for it beside the one that AWS gives now: \{.*:root.*"kms:\*"/);
});
