import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { TerraformFolder, withoutTerraform, writeProviderFree } from "../provider-free";

const skip = withoutTerraform();
const SCRIPT = resolve("../docs/adopt/adopt.mjs");
const GOLDEN = "../examples/article-pod-identity/golden";
const STACKS = readdirSync(GOLDEN);

type Attributes = Readonly<Record<string, unknown>>;

/** What the article's two folders hold once applied, by the addresses that it has. */
const OF_ARTICLE: Readonly<Record<string, Readonly<Record<string, Attributes>>>> = {
  "account-a": {
    "aws_iam_role.primary_role": {
      id: "eks-pod-identity-primary-role",
      arn: "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role",
    },
    "aws_iam_policy.assume_target_role_policy": {
      arn: "arn:aws:iam::111111111111:policy/allow-assume-s3-reader-target-role",
    },
    "aws_iam_role_policy_attachment.primary_role_attachment": { role: "eks-pod-identity-primary-role" },
    "aws_eks_pod_identity_association.cross_account": { id: "a-0123456789abcdef0" },
    "kubernetes_namespace.app": { id: "my-app-namespace" },
    "kubernetes_service_account.app": { id: "my-app-namespace/my-app-sa" },
    "kubernetes_pod.s3_access_test": { id: "my-app-namespace/s3-access-test-pod" },
  },
  "account-b": {
    "random_pet.bucket_suffix": { id: "happy-otter", length: 2 },
    "aws_s3_bucket.data_bucket": {
      id: "my-cross-account-data-bucket-happy-otter",
      arn: "arn:aws:s3:::my-cross-account-data-bucket-happy-otter",
    },
    "aws_iam_role.target_role": {
      id: "s3-reader-target-role",
      arn: "arn:aws:iam::222222222222:role/s3-reader-target-role",
    },
    "aws_iam_policy.s3_read_policy": { arn: "arn:aws:iam::222222222222:policy/s3-read-only-for-target-role" },
    "aws_iam_role_policy_attachment.target_role_attachment": { role: "s3-reader-target-role" },
  },
};

/** A state as Terraform records it. */
function recorded(resources: Readonly<Record<string, Attributes>>, serial = 7): string {
  return JSON.stringify({
    version: 4,
    terraform_version: "1.9.0",
    serial,
    lineage: "0f3c0f53-1f0e-4f54-9f4e-3f4b8c0c5d11",
    outputs: {},
    resources: Object.entries(resources).map(([address, attributes]) => {
      const [type = "", name] = address.split(".");
      return {
        mode: "managed",
        type,
        name,
        provider: `provider["registry.terraform.io/hashicorp/${type.split("_")[0]}"]`,
        instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
      };
    }),
  });
}

/** Folders with the article's states, and the synthesized stacks, whose backends are set up. */
function prepared(roots: typeof OF_ARTICLE): TerraformFolder {
  const folder = new TerraformFolder();
  const at = (...path: readonly string[]) => join(folder.path, ...path);
  for (const [root, resources] of Object.entries(roots)) {
    mkdirSync(at(root));
    writeFileSync(at(root, "terraform.tfstate"), recorded(resources));
  }
  for (const stack of STACKS) {
    const below = join("cdktf.out/stacks", stack);
    mkdirSync(at(below), { recursive: true });
    // its backend alone, since its providers are not to be had here
    const { terraform } = JSON.parse(readFileSync(join(GOLDEN, stack, "cdk.tf.json"), "utf8"));
    const local = { path: `../../../state/${stack}.tfstate` };
    assert.ok(terraform.backend.local.path.endsWith(`/${stack}.tfstate`));
    writeFileSync(at(below, "backend.tf.json"), JSON.stringify({ terraform: { backend: { local } } }));
    folder.must("init", [], below);
    rmSync(at(below, "backend.tf.json"));
    const json = JSON.parse(readFileSync(join(GOLDEN, stack, "cdk.tf.json"), "utf8"));
    writeFileSync(
      at(below, "cdk.tf.json"),
      JSON.stringify({ ...json, terraform: { ...terraform, backend: { local } } }),
    );
  }
  return folder;
}

/** Runs the script, as `node node_modules/eks-cross-account/docs/adopt/adopt.mjs --apply` runs it where it is installed. */
function adopt(folder: TerraformFolder, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    cwd: folder.path,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder.path, CHECKPOINT_DISABLE: "1" },
  });
  return { status, stdout, stderr };
}

const stateAt = (folder: TerraformFolder, path: string) => JSON.parse(readFileSync(join(folder.path, path), "utf8"));

/** Addresses in a state's file; none where there is no file. */
const addressesIn = (folder: TerraformFolder, path: string): readonly string[] =>
  existsSync(join(folder.path, path))
    ? stateAt(folder, path).resources.map(({ type, name }: Readonly<Record<string, string>>) => `${type}.${name}`)
    : [];

const inStacks = (folder: TerraformFolder) =>
  Object.fromEntries(STACKS.map((stack) => [stack, addressesIn(folder, `state/${stack}.tfstate`)]));

/** Every file below a folder but Terraform's own, with its text. */
const filesIn = (folder: TerraformFolder): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes(".terraform"))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, "utf8")]),
  );

const ADOPTED = {
  "account-a-primary": ["aws_iam_role.primary_role"],
  "account-a-rest": [
    "aws_eks_pod_identity_association.cross_account",
    "aws_iam_policy.assume_target_role_policy",
    "aws_iam_role_policy_attachment.primary_role_attachment",
  ],
  "account-b": [
    "aws_iam_policy.s3_read_policy",
    "aws_iam_role.target_role",
    "aws_iam_role_policy_attachment.target_role_attachment",
    "aws_s3_bucket.data_bucket",
    "random_pet.bucket_suffix",
  ],
};

/** Both of the article's folders, and one root module with all of it. */
const FORMS: Readonly<Record<string, typeof OF_ARTICLE>> = {
  "its two folders": OF_ARTICLE,
  "one folder with aliases": { all: { ...OF_ARTICLE["account-a"], ...OF_ARTICLE["account-b"] } },
};

for (const [form, roots] of Object.entries(FORMS))
  test(`what the first article made in ${form} is in the stacks' states afterwards, once, and nothing is lost`, {
    skip,
  }, () => {
    const folder = prepared(roots);
    const names = Object.keys(roots);
    try {
      const before = filesIn(folder);
      const shown = adopt(folder, ...names);
      assert.equal(shown.status, 0, shown.stderr);
      assert.match(shown.stdout, /nothing was changed/);
      assert.deepEqual(filesIn(folder), before);

      const done = adopt(folder, "--apply", ...names);
      assert.equal(done.status, 0, done.stderr);
      const states = inStacks(folder);
      for (const [stack, addresses] of Object.entries(ADOPTED))
        assert.deepEqual([...(states[stack] ?? [])].sort(), addresses);
      for (const name of names) assert.deepEqual(addressesIn(folder, `${name}/terraform.tfstate`), []);
      const imports = readFileSync(join(folder.path, "cdktf.out/stacks/account-a-rest/adopt_imports.tf"), "utf8");
      for (const [to, id] of [
        ["kubernetes_namespace_v1.app", "my-app-namespace"],
        ["kubernetes_service_account_v1.app", "my-app-namespace/my-app-sa"],
        ["kubernetes_pod_v1.s3_access_test", "my-app-namespace/s3-access-test-pod"],
      ])
        assert.ok(imports.includes(`to = ${to}\n  id = "${id}"`), imports);

      // the random name is the one that it was, in whichever state
      const [pet] = stateAt(folder, "state/account-b.tfstate").resources.filter(
        (one: Attributes) => one.type === "random_pet",
      );
      assert.equal(pet.instances[0].attributes.id, "happy-otter");
      for (const name of names) {
        const kept = readdirSync(join(folder.path, "state/adopt/backup")).filter((file) =>
          file.startsWith(`old-${name}-`),
        );
        assert.equal(kept.length, 1);
        const text = readFileSync(join(folder.path, "state/adopt/backup", kept[0] ?? ""), "utf8");
        assert.deepEqual(JSON.parse(text).resources.length, Object.keys(roots[name] ?? {}).length);
      }

      const after = filesIn(folder);
      const again = adopt(folder, "--apply", ...names);
      assert.deepEqual([again.status, again.stdout], [0, "nothing to do\n"], again.stderr);
      assert.deepEqual(filesIn(folder), after);
    } finally {
      folder.dispose();
    }
  });

test("interrupted between the states, it leaves what it moved in both, and the next run ends that", { skip }, () => {
  const folder = prepared(OF_ARTICLE);
  try {
    const old = join(folder.path, "account-b/terraform.tfstate");
    const before = readFileSync(old, "utf8");
    adopt(folder, "--apply", "account-a", "account-b");
    writeFileSync(old, before);
    const again = adopt(folder, "--apply", "account-a", "account-b");
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /forget +account-b: random_pet\.bucket_suffix -> account-b/);
    assert.deepEqual([...(inStacks(folder)["account-b"] ?? [])].sort(), ADOPTED["account-b"]);
    assert.deepEqual(addressesIn(folder, "account-b/terraform.tfstate"), []);
  } finally {
    folder.dispose();
  }
});

test("another thing of the same address is refused, both named, and neither state changes", { skip }, () => {
  const folder = prepared({ "account-b": OF_ARTICLE["account-b"] ?? {} });
  try {
    adopt(folder, "--apply", "account-b");
    writeFileSync(
      join(folder.path, "account-b/terraform.tfstate"),
      recorded({ "aws_s3_bucket.data_bucket": { id: "other", arn: "arn:aws:s3:::other" } }),
    );
    const before = filesIn(folder);
    const { status, stderr } = adopt(folder, "--apply", "account-b");
    assert.equal(status, 2);
    assert.match(stderr, /arn:aws:s3:::other.*arn:aws:s3:::my-cross-account-data-bucket-happy-otter/);
    assert.deepEqual(filesIn(folder), before);
  } finally {
    folder.dispose();
  }
});

test("import blocks of an earlier run stay, and none is written twice", { skip }, () => {
  const { "aws_iam_role.primary_role": role = {}, ...others } = OF_ARTICLE["account-a"] ?? {};
  const namespace = { "kubernetes_namespace.app": { id: "my-app-namespace" } };
  const folder = prepared({ first: { ...namespace, "aws_iam_role.primary_role": role }, second: others });
  try {
    for (const root of ["first", "second"]) assert.equal(adopt(folder, "--apply", root).status, 0);
    const imports = readFileSync(join(folder.path, "cdktf.out/stacks/account-a-rest/adopt_imports.tf"), "utf8");
    assert.deepEqual([...(imports.match(/to = .*/g) ?? [])].sort(), [
      "to = kubernetes_namespace_v1.app",
      "to = kubernetes_pod_v1.s3_access_test",
      "to = kubernetes_service_account_v1.app",
    ]);
  } finally {
    folder.dispose();
  }
});

test("fails with nothing changed where the configuration names another account, or a folder is not there", {
  skip,
}, () => {
  const folder = prepared({
    all: { "aws_iam_role.primary_role": { arn: "arn:aws:iam::999999999999:role/eks-pod-identity-primary-role" } },
  });
  try {
    const before = filesIn(folder);
    const other = adopt(folder, "--apply", "all");
    assert.equal(other.status, 2);
    assert.match(other.stderr, /in account 999999999999, expected 111111111111, which account-a-primary is for/);
    assert.equal(adopt(folder, "--apply", "elsewhere").status, 2);
    assert.equal(adopt(folder).status, 2);
    assert.deepEqual(filesIn(folder), before);
  } finally {
    folder.dispose();
  }
});

test("a plan then makes nothing anew", { skip }, async () => {
  const folder = new TerraformFolder();
  const below = (stack: string) => join("cdktf.out/article/stacks", stack);
  const golden = join(folder.path, "..", "golden");
  cpSync(GOLDEN, golden, { recursive: true });
  try {
    // what the article's folders would hold, of the very stacks: one root module with everything
    const all: Record<string, Record<string, object>> = {};
    for (const stack of STACKS) {
      await writeProviderFree(join(golden, stack), join(folder.path, below(stack)));
      const json = JSON.parse(readFileSync(join(golden, stack, "cdk.tf.json"), "utf8"));
      for (const [type, of] of Object.entries<Record<string, object>>(json.resource))
        all[type] = { ...all[type], ...of };
    }
    const text = JSON.stringify({ resource: all }, (key, value) => (key === "provider" ? undefined : value)).replaceAll(
      /\$\{data\.terraform_remote_state\.[^}]*\}/g,
      "my-cross-account-data-bucket-happy-otter",
    );
    mkdirSync(join(folder.path, "..", "old"));
    writeFileSync(join(folder.path, "..", "old", "main.tf.json"), text);
    await writeProviderFree(join(folder.path, "..", "old"), join(folder.path, "old"));
    folder.must("init", [], "old");
    folder.must("apply", ["-auto-approve"], "old");

    const done = adopt(folder, "--apply", "--out", "cdktf.out/article", "old");
    assert.equal(done.status, 0, done.stderr);
    assert.deepEqual(folder.addresses("old"), []);
    for (const stack of ["account-a-primary", "account-b", "account-a-rest"]) {
      const made = folder.changes([], below(stack)).filter(({ address }) => !address.includes("terraform_data.data-"));
      assert.deepEqual(
        made.filter(({ actions }) => actions.some((action) => /create|delete/.test(action))),
        [],
        stack,
      );
      folder.must("apply", ["-auto-approve"], below(stack));
      assert.deepEqual(folder.changes([], below(stack)), [], stack);
    }
  } finally {
    folder.dispose();
  }
});
