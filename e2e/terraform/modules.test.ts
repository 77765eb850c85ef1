import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { example, outputOf, rooted, runScript, shown, textOf } from "./modules";
import { withoutTerraform } from "./provider-free";

const skip = withoutTerraform();
const LAYOUT = "layout: modules";

/** Addresses of an example's golden files as the root module of its page has them, without providers. */
function expected(stacks: Awaited<ReturnType<typeof outputOf>>): readonly string[] {
  return stacks
    .filter(({ path }) => path.endsWith("cdk.tf.json"))
    .flatMap(({ path, text }) => {
      const { resource = {} } = JSON.parse(text) as { resource?: Record<string, Record<string, unknown>> };
      const stack = path.split("/")[1];
      return Object.entries(resource).flatMap(([type, all]) =>
        Object.keys(all).map((name) => `module.${stack}.terraform_data.${type}-${name}`),
      );
    })
    .sort();
}

const isManaged = (address: string): boolean =>
  !/^(module\.[\w-]+(\[[^\]]*\])?\.)*(data\.|terraform_data\.(data|ephemeral)-)/.test(address);

for (const name of ["article-irsa", "fleet", "encrypted-bucket"])
  test(`the root module that the page of ${name} shows has the addresses of its stacks, and comes and goes`, {
    skip,
  }, async () => {
    const files = await outputOf(example(name, LAYOUT));
    const folder = await rooted(shown(textOf(files, "README.md"), "hcl"), { modules: files });
    try {
      folder.must("init");
      folder.must("validate");
      folder.must("apply", ["-auto-approve"]);
      assert.deepEqual(folder.addresses().filter(isManaged).sort(), expected(await outputOf(example(name))));
      assert.deepEqual(folder.changes(), []);
      folder.must("destroy", ["-auto-approve"]);
      assert.deepEqual(folder.addresses(), []);
    } finally {
      folder.dispose();
    }
  });

test("a module takes count, for_each of one key, and depends_on", { skip }, async () => {
  const files = await outputOf(example("article-pod-identity", LAYOUT));
  const main = shown(textOf(files, "README.md"), "hcl")
    .replace('"./modules/account-a-primary"\n', '"./modules/account-a-primary"\n  count = 1\n')
    .replace('"./modules/account-b"\n', '"./modules/account-b"\n  for_each = toset(["one"])\n')
    .replace("module.account-b.data", 'module.account-b["one"].data');
  const folder = await rooted(main, { modules: files });
  try {
    folder.must("init");
    folder.must("apply", ["-auto-approve"]);
    const addresses = folder.addresses();
    assert.ok(addresses.includes("module.account-a-primary[0].terraform_data.aws_iam_role-primary_role"));
    assert.ok(addresses.includes('module.account-b["one"].terraform_data.aws_iam_role-target_role'));
  } finally {
    folder.dispose();
  }
});

/** What only the apply knows, as where `depends_on` puts off what a data source reads. */
const LATE = "${uuid()}";

const refusals = [
  [
    "another account",
    { "data.aws_caller_identity.caller": { account_id: "999999999999" } },
    /one of account 999999999999/,
  ],
  [
    "another account, read during the apply",
    { "data.aws_caller_identity.caller": { account_id: LATE } },
    /one of account/,
  ],
  ["another region", { "data.aws_region.caller": { region: "eu-west-1" } }, /one in eu-west-1/],
  ["another region, read during the apply", { "data.aws_region.caller": { region: LATE } }, /caller passes one in/],
] as const;

for (const [what, world, message] of refusals)
  test(`fails for a provider of ${what} before anything is made`, { skip }, async () => {
    const files = await outputOf(example("article-pod-identity", LAYOUT));
    const main = `
provider "aws" {
}
provider "kubernetes" {
  alias = "my-eks-cluster"
}
module "account-a-rest" {
  source           = "./modules/account-a-rest"
  providers        = { kubernetes.my-eks-cluster = kubernetes.my-eks-cluster }
  data_bucket_name = "data"
}
`;
    const folder = await rooted(main, { modules: files }, world);
    try {
      folder.must("init");
      const { code, text } = folder.run("apply", ["-auto-approve"]);
      assert.equal(code, 1);
      assert.match(text, message);
      // an object in the cluster waits for that cluster's own check
      assert.deepEqual(
        folder.addresses().filter((address) => address.includes("terraform_data.aws_")),
        [],
      );
    } finally {
      folder.dispose();
    }
  });

test("entries of recorded states are moved where no provider is installed", { skip }, async () => {
  const files = await outputOf(example("article-pod-identity", LAYOUT));
  const folder = await rooted("terraform {\n}\n", {});
  const state = (stack: string, resources: readonly (readonly [string, string, string])[]) => {
    const folderOf = join(folder.path, "cdktf.out/stacks", stack);
    mkdirSync(folderOf, { recursive: true });
    const recorded = resources.map(([mode, type, name]) => ({
      ...{ mode, type, name, provider: `provider["registry.terraform.io/hashicorp/${type.split("_")[0]}"]` },
      instances: [{ schema_version: 0, attributes: { id: name } }],
    }));
    writeFileSync(
      join(folderOf, "terraform.tfstate"),
      JSON.stringify({ ...RECORDED, lineage: `of-${stack}`, resources: recorded }),
    );
  };
  try {
    state("account-a-primary", [["managed", "aws_iam_role", "primary_role"]]);
    state("account-b", [
      ["managed", "random_pet", "bucket_suffix"],
      ["managed", "aws_s3_bucket", "data_bucket"],
    ]);
    const script = shown(textOf(files, "MIGRATE.md"), "sh");
    // a stack that was never applied has no state
    mkdirSync(join(folder.path, "cdktf.out/stacks/account-a-rest"), { recursive: true });
    runScript(script, folder);
    assert.equal(folder.addresses().length, 3);
    state("account-a-rest", [
      ["data", "aws_eks_cluster", "my-eks-cluster_cluster"],
      ["managed", "kubernetes_pod_v1", "s3_access_test"],
    ]);
    // as an interrupted run leaves it: in both
    const left = join(folder.path, "moved-states/account-b.before");
    const before = readFileSync(left, "utf8");
    writeFileSync(join(folder.path, "cdktf.out/stacks/account-b/terraform.tfstate"), before);
    runScript(script, folder);
    assert.equal(readFileSync(left, "utf8"), before);
    assert.equal(folder.addresses(join("cdktf.out/stacks", "account-b")).length, 2);
    assert.deepEqual(folder.addresses(), [
      "module.account-a-primary.aws_iam_role.primary_role",
      "module.account-a-rest.kubernetes_pod_v1.s3_access_test",
      "module.account-b.aws_s3_bucket.data_bucket",
      "module.account-b.random_pet.bucket_suffix",
    ]);
  } finally {
    folder.dispose();
  }
});

/** As Terraform 1.2 leaves one. */
const RECORDED = { version: 4, terraform_version: "1.2.9", serial: 7, outputs: {}, check_results: null };

test("what stacks have made comes under the modules, without a change", { skip }, async () => {
  const [stacks, modules] = await Promise.all(
    ["", LAYOUT].map((line) => outputOf(example("article-pod-identity", line))),
  );
  const main = shown(textOf(modules ?? [], "README.md"), "hcl");
  const folder = await rooted(main, { modules: modules ?? [], "cdktf.out": stacks ?? [] });
  const names = ["account-a-primary", "account-b", "account-a-rest"];
  const at = (stack: string) => join("cdktf.out/stacks", stack);
  try {
    for (const stack of names) {
      folder.must("init", [], at(stack));
      folder.must("apply", ["-auto-approve"], at(stack));
    }
    const before = names.map((stack) => folder.addresses(at(stack)).filter(isManaged));
    folder.must("init");
    runScript(shown(textOf(modules ?? [], "MIGRATE.md"), "sh"), folder);
    assert.deepEqual(
      folder.addresses().filter(isManaged).sort(),
      names.flatMap((stack, index) => (before[index] ?? []).map((address) => `module.${stack}.${address}`)).sort(),
    );
    assert.deepEqual(
      folder.changes().filter(({ address }) => isManaged(address)),
      [],
    );
    for (const stack of names) assert.deepEqual(folder.addresses(at(stack)).filter(isManaged), []);
    assert.ok(existsSync(join(folder.path, "moved-states/account-b.before")));
    assert.match(readFileSync(join(folder.path, "moved-states/account-b.before"), "utf8"), /aws_iam_role-target_role/);
  } finally {
    folder.dispose();
  }
});
