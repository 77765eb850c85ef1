import type { Proof } from "../../../src/proof";
import { A, ISSUER, type Json, TOKEN, webTrust } from "../../support/documents";
import { chainOf, hopIn, irsaWorld, podWorld, proofOf, stackIn } from "../../support/world";

test.each([
  [{ url: ISSUER }, /found url = "oidc/],
  [{ url: `https://${ISSUER}?a=b` }, /without a query/],
  [{ thumbprint_list: ["abc"] }, /found a thumbprint_list of 3 characters .* expected 40/],
])("an identity provider that Terraform's plan refuses is no input: %j", async (provider, message) => {
  await expect(proofOf(irsaWorld({ provider }))).rejects.toThrow(message);
});

const many = (count: number, name: string) => Array.from({ length: count }, (_, index) => name + index);
const tagged = (count: number) => Object.fromEntries(many(count, "k").map((key) => [key, "v"]));

describe("What IAM refuses to create", () => {
  test.each<[string, Json, string]>([
    ["50 tags", { tags: tagged(50) }, "allowed"],
    ["51 tags", { tags: tagged(51) }, "denied"],
    ["tags whose keys differ in case", { tags: { Team: "a", team: "a" } }, "denied"],
    ["a tag of AWS's, which the provider leaves out", { tags: { ...tagged(50), "aws:x": "y" } }, "allowed"],
    ["a long value of a tag", { tags: { a: "x".repeat(257) } }, "denied"],
  ])("is a role that nothing assumes: %s", async (_, target, verdict) => {
    expect(hopIn(chainOf(await proofOf(podWorld({ target }))), "target-trust")).toBe(verdict);
  });

  test("is a provider of more audiences or thumbprints than it takes", async () => {
    const hop = async (provider: Json) => hopIn(chainOf(await proofOf(irsaWorld({ provider }))), "oidc-provider");
    const client_id_list = ["sts.amazonaws.com", ...many(99, "audience")];
    expect(await hop({ client_id_list })).toBe("allowed");
    expect(await hop({ client_id_list: [...client_id_list, "one-more"] })).toBe("denied");
    expect(await hop({ thumbprint_list: many(6, "a".repeat(39)) })).toBe("denied");
  });
});

test.each([
  ["Ns", "sa"],
  ["ns", "my_app"],
  ["n".repeat(64), "sa"],
  ["ns", "a..b"],
])("no pod has names that Kubernetes has not: %s, %s", async (namespace, service_account) => {
  const first = ({ chains: [chain] }: Proof) => chain?.hops[0]?.verdict;
  expect(first(await proofOf(podWorld({ association: { namespace, service_account } })))).toBe("denied");
  const sub = `system:serviceaccount:${namespace}:${service_account}`;
  const targetTrust = webTrust({ StringEquals: { ...TOKEN, [`${ISSUER}:sub`]: sub } });
  expect(first(await proofOf(irsaWorld({ targetTrust, cluster: stackIn(A, {}) })))).toBe("denied");
});

describe("What no version of the AWS provider has that a stack may take", () => {
  const under = (version: unknown, association: Json = {}) => {
    const { "account-a": a, ...rest } = podWorld({ association });
    return proofOf({ ...rest, "account-a": { ...a, terraform: [{ required_providers: [{ aws: version }] }] } });
  };
  const AWS = "hashicorp/aws";

  test.each<[unknown, Json, RegExp]>([
    [{ source: AWS, version: "~> 5.80" }, {}, /found target_role_arn .* version 6\.2\.0 .* asks for "~> 5\.80"/],
    [{ source: `registry.terraform.io/${AWS}`, version: ">= 5.0, < 6.2" }, {}, /found target_role_arn/],
    ["~> 6.1.0", {}, /found target_role_arn/],
    [{ source: AWS, version: "6.56.0" }, { disable_session_tags: true, policy: "{}" }, /found policy .* 6\.57\.1/],
    [{ version: "<= 5.28" }, { target_role_arn: null }, /found an association .* 5\.29\.0/],
  ])("is no input: %j", async (version, association, message) => {
    await expect(under(version, association)).rejects.toThrow(message);
  });

  test.each<[unknown]>([
    [{ source: AWS, version: "~> 6.2" }],
    [{ source: AWS, version: ">= 5.0" }],
    [{ source: AWS, version: "~> 6.2.0" }],
    [{ source: AWS, version: "!= 6.2.0, > 5" }],
    [{ source: AWS }],
    [{ source: "example.com/mine/aws", version: "~> 1.0" }],
  ])("is none of %j", async (version) => {
    expect((await under(version)).verdict).toBe("proved");
  });
});

test.each(["role_arn", "target_role_arn"])("an association's %s is no empty text", async (argument) => {
  await expect(proofOf(podWorld({ association: { [argument]: "" } }))).rejects.toThrow(`found ${argument} = ""`);
});
