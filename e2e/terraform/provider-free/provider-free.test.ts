import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Files, providerFreeModule, TerraformFolder, withoutTerraform, writeProviderFree } from ".";

const skip = withoutTerraform();

const converted = (file: object, world?: Parameters<typeof providerFreeModule>[1]): Files[string] =>
  providerFreeModule({ "cdk.tf.json": file as Files[string] }, world)["cdk.tf.json"] ?? {};

test("what is configured is known to a plan, and what a provider computes only after apply", () => {
  const role = { name: "reader", assume_role_policy: "{}" };
  const file = converted({
    resource: {
      aws_iam_role: { reader: role },
      aws_iam_role_policy_attachment: {
        a: { role: "${aws_iam_role.reader.name}", policy_arn: "${aws_iam_role.reader.arn}" },
      },
    },
  });
  assert.deepEqual(file.resource, {
    terraform_data: {
      "aws_iam_role-reader": {
        provider: "aws",
        input: { ...role, arn: "arn:aws:iam::123456789012:role/reader" },
      },
      "aws_iam_role_policy_attachment-a": {
        provider: "aws",
        input: {
          role: "${terraform_data.aws_iam_role-reader.input.name}",
          policy_arn: "${terraform_data.aws_iam_role-reader.output.arn}",
        },
      },
    },
  });
});

test("only interpolations are references", () => {
  const text =
    'aws_iam_role.x.arn $${aws_iam_role.x.arn} ${"aws_iam_role.x.arn ${aws_iam_role.x.arn}"} ${local.aws_iam_role.x.arn}';
  const file = converted({ resource: { aws_iam_role: { x: { name: "x" } } }, output: { text: { value: text } } });
  assert.deepEqual(file.output, {
    text: {
      value:
        'aws_iam_role.x.arn $${aws_iam_role.x.arn} ${"aws_iam_role.x.arn ${terraform_data.aws_iam_role-x.output.arn}"} ${local.aws_iam_role.x.arn}',
    },
  });
});

/** A folder with converted files, `DIR/NAME` by text. */
async function folder(
  files: Readonly<Record<string, object | string>>,
  world?: Parameters<typeof writeProviderFree>[2],
) {
  const made = new TerraformFolder();
  const written = join(made.path, "..", "written");
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(written, name, ".."), { recursive: true });
    writeFileSync(join(written, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  await writeProviderFree(written, made.path, world);
  return made;
}

const MODULE = {
  terraform: {
    required_providers: {
      aws: { source: "hashicorp/aws", version: "~> 6.3" },
      kubernetes: { source: "hashicorp/kubernetes", version: "~> 2.20", configuration_aliases: ["kubernetes.shop"] },
    },
  },
  data: {
    aws_caller_identity: {
      account: {
        lifecycle: {
          postcondition: {
            condition: '${self.account_id == "111111111111"}',
            error_message: "credentials of another account",
          },
        },
      },
    },
  },
  resource: {
    kubernetes_namespace_v1: { app: { provider: "kubernetes.shop", metadata: { name: "app" } } },
    kubernetes_service_account_v1: {
      app: {
        provider: "kubernetes.shop",
        metadata: { name: "app", namespace: "${kubernetes_namespace_v1.app.metadata[0].name}" },
        depends_on: ["data.aws_caller_identity.account"],
      },
    },
  },
  output: { namespace: { value: "${kubernetes_service_account_v1.app.metadata[0].namespace}" } },
};

const ROOT = `
variable "host" {
  default = "https://somewhere.example"
}
provider "aws" {
  region = "us-east-1"
}
provider "kubernetes" {
  alias = "somewhere"
  host  = var.host
}
module "app" {
  source    = "./app"
  for_each  = toset(["once"])
  providers = { kubernetes.shop = kubernetes.somewhere }
}
output "namespace" {
  value = module.app["once"].namespace
}
`;

test("modules, the providers passed to them, and HCL work", { skip }, async () => {
  const made = await folder({ "main.tf": ROOT, "app/cdk.tf.json": MODULE });
  try {
    made.must("init");
    made.must("apply", ["-auto-approve"]);
    assert.deepEqual(made.addresses(), [
      'module.app["once"].terraform_data.data-aws_caller_identity-account',
      'module.app["once"].terraform_data.kubernetes_namespace_v1-app',
      'module.app["once"].terraform_data.kubernetes_service_account_v1-app',
    ]);
    assert.deepEqual(made.outputs(), { namespace: "app" });
    assert.deepEqual(made.changes(), []);
    made.must("destroy", ["-auto-approve"]);
    assert.deepEqual(made.addresses(), []);
  } finally {
    made.dispose();
  }
});

test("fails for a caller who does not pass an alias, and for credentials of another account", { skip }, async () => {
  const unpassed = await folder({
    "main.tf": ROOT.replace("kubernetes.shop = kubernetes.somewhere", ""),
    "app/cdk.tf.json": MODULE,
  });
  const elsewhere = await folder(
    { "cdk.tf.json": { ...MODULE, provider: { kubernetes: { alias: "shop" } } } },
    { "data.aws_caller_identity.account": { account_id: "222222222222" } },
  );
  try {
    assert.match(unpassed.run("init").text, /Missing required provider configuration .* kubernetes\.shop/);
    elsewhere.must("init");
    assert.match(elsewhere.run("apply", ["-auto-approve"]).text, /credentials of another account/);
    assert.deepEqual(elsewhere.addresses(), []);
  } finally {
    unpassed.dispose();
    elsewhere.dispose();
  }
});

test("moved, removed and import blocks work", { skip }, async () => {
  const named = (name: string) => ({ aws_iam_role: { [name]: { name: "reader" } } });
  const made = await folder({ "cdk.tf.json": { resource: named("old") } });
  const file = join(made.path, "cdk.tf.json");
  const write = (next: object) => writeFileSync(file, JSON.stringify(converted(next)));
  try {
    made.must("init");
    made.must("apply", ["-auto-approve"]);
    write({ resource: named("new"), moved: { from: "aws_iam_role.old", to: "aws_iam_role.new" } });
    assert.deepEqual(made.changes(), [
      { address: "terraform_data.aws_iam_role-new", actions: ["no-op"], from: "terraform_data.aws_iam_role-old" },
    ]);
    write({ removed: { from: "aws_iam_role.old", lifecycle: { destroy: false } } });
    assert.deepEqual(made.changes(), [{ address: "terraform_data.aws_iam_role-old", actions: ["forget"] }]);
    made.must("apply", ["-auto-approve"]);
    write({ resource: named("new"), import: { to: "aws_iam_role.new", id: "reader" } });
    made.must("apply", ["-auto-approve"]);
    assert.deepEqual(made.addresses(), ["terraform_data.aws_iam_role-new"]);
  } finally {
    made.dispose();
  }
});

const EXAMPLES = "../examples";
/** In their order. */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  "article-pod-identity": ["account-a-primary", "account-b", "account-a-rest"],
  "corporate-iam": readdirSync(join(EXAMPLES, "corporate-iam/golden")),
  fleet: ["lake", "production-primary", "staging-primary", "production", "production-rest", "staging-rest"],
};

for (const [example, stacks] of Object.entries(STACKS))
  test(`the stacks of ${example} are applied, planned without a change, and destroyed`, { skip }, async () => {
    const made = new TerraformFolder({ TF_VAR_events_data_bucket_name: "acme-events-happy-otter" });
    const below = `cdktf.out/${example}/stacks`;
    const golden = join(made.path, "..", "golden");
    cpSync(join(EXAMPLES, example, "golden"), golden, { recursive: true });
    try {
      for (const stack of stacks) {
        await writeProviderFree(join(golden, stack), join(made.path, below, stack));
        made.must("init", [], join(below, stack));
        made.must("validate", [], join(below, stack));
        made.must("apply", ["-auto-approve"], join(below, stack));
        assert.deepEqual(made.changes([], join(below, stack)), [], stack);
      }
      for (const stack of [...stacks].reverse()) {
        made.must("destroy", ["-auto-approve"], join(below, stack));
        assert.deepEqual(made.addresses(join(below, stack)), [], stack);
      }
    } finally {
      made.dispose();
    }
  });
