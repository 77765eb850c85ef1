import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cli, files, project } from "../support/cli";
import { type Json, SHIPPED } from "../support/synth";

const state = (resources: readonly object[]) =>
  JSON.stringify({ version: 4, serial: 1, lineage: "x", outputs: {}, resources });
const held = state([{ mode: "managed", type: "aws_iam_role", name: "target_role", instances: [{}] }]);
const empty = state([{ mode: "data", type: "aws_eks_cluster", name: "c", instances: [{}] }]);

/** The default configuration without its account-b: the bucket and the role move to account-a. */
const withoutB = SHIPPED.replace('  account-b: { id: "222222222222", region: us-east-1 }\n', "").replaceAll(
  "account: account-b",
  "account: account-a",
);

test("synth writes the three stacks and says of each where it goes, what it holds and what it waits for", async () => {
  const cwd = project();
  const { code, out, err } = await cli(cwd, ["synth"]);
  expect([code, err]).toEqual([0, expect.stringMatching(/^warning role-principal: [^\n]*target_role[^\n]*\n$/)]);
  expect(out).toContain("eks-cross-account.yaml -> cdktf.out: 3 stacks");
  expect(out).toMatch(
    /3\. account-a-rest {2}account-a 111111111111 us-east-1\n.*aws_eks_pod_identity_association.*\n.*account-a-primary, account-b/,
  );
  expect(Object.keys(files(join(cwd, "cdktf.out"))).sort()).toEqual([
    ".eks-cross-account.json",
    "manifest.json",
    "stacks/account-a-primary/REVIEW.md",
    "stacks/account-a-primary/cdk.tf.json",
    "stacks/account-a-rest/REVIEW.md",
    "stacks/account-a-rest/cdk.tf.json",
    "stacks/account-b/REVIEW.md",
    "stacks/account-b/cdk.tf.json",
  ]);
  expect(readFileSync(join(cwd, "cdktf.out/stacks/account-b/REVIEW.md"), "utf8")).toContain(
    "1. The role `s3-reader-target-role` of account `222222222222` may call `s3:GetObject` on any resource like `${aws_s3_bucket.data_bucket.arn}/*`.\n",
  );
});

test("synth --format json says the same to a machine", async () => {
  const { out } = await cli(project(), ["synth", "--format", "json"]);
  const report: Json = JSON.parse(out);
  expect(report).toMatchObject({ version: 1, configuration: "eks-cross-account.yaml", out: "cdktf.out", problems: [] });
  expect(report.stacks[1]).toEqual({
    name: "account-b",
    layer: "account",
    account: { key: "account-b", id: "222222222222", region: "us-east-1" },
    directory: "cdktf.out/stacks/account-b",
    resources: [
      "aws_iam_policy.s3_read_policy",
      "aws_iam_role.target_role",
      "aws_iam_role_policy_attachment.target_role_attachment",
      "aws_s3_bucket.data_bucket",
      "random_pet.bucket_suffix",
    ],
    dependsOn: ["account-a-primary"],
    variables: [],
  });
});

test("ten different mistakes give ten located messages, exit 2, and the output stays as it was", async () => {
  const cwd = project();
  await cli(cwd, ["synth"]);
  const before = files(cwd);
  const text = SHIPPED.replace('"111111111111"', "111111111111")
    .replace('"222222222222", region: us-east-1', '"222222222222", region: us-esat-1')
    .replace("my-eks-cluster: { account: account-a }", "my-eks-cluster: { account: account-c, compute: lambda }")
    .replace("my-cross-account-data-bucket }", "My_Bucket }")
    .replace("namespace: my-app-namespace", "namespace: my_app")
    .replace("    serviceAccount:", "    confin: true\n    serviceAccount:")
    .replace("s3-reader-target-role", "s3 reader")
    .replace("read: data", "read: dta")
    .replace("verify: pod", "verify: pods");
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  const { code, out, err } = await cli(cwd, ["synth"]);
  expect([code, out]).toEqual([2, ""]);
  const places = [...err.matchAll(/^eks-cross-account\.yaml:(\d+):\d+ {2}error (\S+)/gm)].map(
    (match) => `${match[1]} ${match[2]}`,
  );
  expect(places).toEqual([
    "4 account-id",
    "5 region",
    "8 unknown-reference",
    "8 wrong-value",
    "13 bucket-prefix",
    "19 namespace-name",
    "20 unknown-key",
    "26 role-name",
    "28 unknown-reference",
    "29 wrong-value",
  ]);
  expect(err).toContain("10 errors, 0 warnings; nothing was written");
  expect(files(join(cwd, "cdktf.out"))).toEqual(
    Object.fromEntries(
      Object.entries(before).flatMap(([path, was]) => (path.startsWith("cdktf.out/") ? [[path.slice(10), was]] : [])),
    ),
  );
});

test("the same bytes come out in another folder, another time, with another environment", async () => {
  const [one, two] = [project(), project()];
  await cli(one, ["synth"]);
  await cli(two, ["synth"], { USER: "somebody-else", TZ: "Asia/Tokyo", HOME: "/nowhere" });
  expect(files(join(two, "cdktf.out"))).toEqual(files(join(one, "cdktf.out")));
});

describe("which configuration, and where its output goes", () => {
  test("--config goes before EKS_CROSS_ACCOUNT_CONFIG, and that before the default", async () => {
    const cwd = project();
    for (const name of ["one", "two"]) copyFileSync(join(cwd, "eks-cross-account.yaml"), join(cwd, `${name}.yaml`));
    const env = { EKS_CROSS_ACCOUNT_CONFIG: "two.yaml" };
    expect((await cli(cwd, ["synth", "--config", "one.yaml"], env)).out).toContain("one.yaml -> cdktf.out/one:");
    expect((await cli(cwd, ["synth"], env)).out).toContain("two.yaml -> cdktf.out/two:");
    expect((await cli(cwd, ["synth"])).out).toContain("eks-cross-account.yaml -> cdktf.out:");
  });

  test("a configuration in a folder is named after it, with state and output of that name", async () => {
    const cwd = project();
    mkdirSync(join(cwd, "examples", "mine"), { recursive: true });
    copyFileSync(join(cwd, "eks-cross-account.yaml"), join(cwd, "examples", "mine", "eks-cross-account.yaml"));
    await cli(cwd, ["synth", "--config", "examples/mine/eks-cross-account.yaml"]);
    const root: Json = JSON.parse(readFileSync(join(cwd, "cdktf.out/mine/stacks/account-b/cdk.tf.json"), "utf8"));
    expect(root.terraform.backend.local.path).toBe("../../../../state/mine/account-b.tfstate");
  });

  test("CDKTF_OUTDIR, which the cdktf CLI sets, decides the folder, and the state stays where it is", async () => {
    const cwd = project();
    await cli(cwd, ["synth"], { CDKTF_OUTDIR: "elsewhere/out" });
    const root: Json = JSON.parse(readFileSync(join(cwd, "elsewhere/out/stacks/account-b/cdk.tf.json"), "utf8"));
    expect(root.terraform.backend.local.path).toBe("../../../../state/account-b.tfstate");
    expect(existsSync(join(cwd, "cdktf.out"))).toBe(false);
  });

  test("fails for a missing file, naming it and how to name another", async () => {
    const { code, err } = await cli(project(), ["synth", "--config", "nowhere.yaml"]);
    expect(code).toBe(2);
    expect(err).toMatch(/nowhere\.yaml.*file-missing[\s\S]*no such file[\s\S]*--config/);
  });

  test("fails for HCL output, which the framework does not escape", async () => {
    const { code, err } = await cli(project(), ["synth"], { SYNTH_HCL_OUTPUT: "true" });
    expect([code, err]).toEqual([2, expect.stringContaining("--hcl")]);
  });
});

describe("stacks that the configuration no longer has", () => {
  const dropped = async (prepare: (cwd: string) => void) => {
    const cwd = project();
    await cli(cwd, ["synth"]);
    mkdirSync(join(cwd, "state"));
    prepare(cwd);
    writeFileSync(join(cwd, "eks-cross-account.yaml"), withoutB);
    return { cwd, before: files(cwd), ended: await cli(cwd, ["synth"]) };
  };

  test("one without resources in its state disappears from the output; state and locks stay", async () => {
    const { cwd, ended } = await dropped((folder) => {
      writeFileSync(join(folder, "state/account-b.tfstate"), empty);
      writeFileSync(join(folder, "cdktf.out/stacks/account-b/.terraform.lock.hcl"), "# lock of account-b\n");
      mkdirSync(join(folder, "cdktf.out/stacks/account-b/.terraform"));
    });
    expect(ended.code).toBe(0);
    expect(existsSync(join(cwd, "cdktf.out/stacks/account-b"))).toBe(false);
    expect(readFileSync(join(cwd, "state/account-b.tfstate"), "utf8")).toBe(empty);
    expect(readFileSync(join(cwd, "locks/account-b.terraform.lock.hcl"), "utf8")).toBe("# lock of account-b\n");
  });

  test("fails for one that still holds resources, with the command that destroys it, and touches nothing", async () => {
    const { cwd, before, ended } = await dropped((folder) =>
      writeFileSync(join(folder, "state/account-b.tfstate"), held),
    );
    expect([ended.code, ended.out]).toEqual([2, ""]);
    expect(ended.err).toContain("account-b with 1 resource in its state");
    expect(ended.err).toContain(
      "terraform -chdir=cdktf.out/stacks/account-b init && terraform -chdir=cdktf.out/stacks/account-b destroy",
    );
    expect(files(cwd)).toEqual(before);
  });

  test("fails for several in the order in which they can be destroyed", async () => {
    const cwd = project();
    await cli(cwd, ["synth"]);
    mkdirSync(join(cwd, "state"));
    for (const stack of ["account-a-primary", "account-a-rest", "account-b"])
      writeFileSync(join(cwd, `state/${stack}.tfstate`), held);
    const other = SHIPPED.replaceAll("account-a", "main").replaceAll("account-b", "lake");
    writeFileSync(join(cwd, "eks-cross-account.yaml"), other);
    const { err } = await cli(cwd, ["synth"]);
    expect([...err.matchAll(/found +(\S+) with/g)].map(([, stack]) => stack)).toEqual([
      "account-a-rest",
      "account-b",
      "account-a-primary",
    ]);
  });

  test("fails for one whose state cannot be read, as it may hold anything", async () => {
    const { ended } = await dropped((folder) => writeFileSync(join(folder, "state/account-b.tfstate"), "{"));
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining("account-b with unreadable content")]);
  });

  test("fails for a state with resources whose stack is in neither configuration nor output", async () => {
    const cwd = project();
    mkdirSync(join(cwd, "state"));
    writeFileSync(join(cwd, "state/account-z.tfstate"), held);
    const { code, err } = await cli(cwd, ["synth"]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/account-z with 1 resource[\s\S]*Synthesize the configuration/),
    ]);
    expect(existsSync(join(cwd, "cdktf.out"))).toBe(false);
  });

  test("under the cdktf CLI, which deletes the folder itself, the folder is left, empty", async () => {
    const cwd = project();
    const env = { CDKTF_OUTDIR: "cdktf.out" };
    await cli(cwd, ["synth"], env);
    writeFileSync(join(cwd, "eks-cross-account.yaml"), withoutB);
    expect((await cli(cwd, ["synth"], env)).code).toBe(0);
    expect(readdirSync(join(cwd, "cdktf.out/stacks/account-b"))).toEqual([]);
  });

  test("state that someone kept in the stack's own folder moves to the state folder", async () => {
    const { cwd, ended } = await dropped((folder) =>
      writeFileSync(join(folder, "cdktf.out/stacks/account-b/terraform.tfstate"), empty),
    );
    expect(ended.code).toBe(0);
    expect(files(join(cwd, "state"))).toEqual({ "account-b.dropped/terraform.tfstate": empty });
  });
});

test("a kept lock is put where Terraform looks for it, but not over one that is there", async () => {
  const cwd = project();
  mkdirSync(join(cwd, "locks"));
  for (const stack of ["account-b", "account-a-rest"])
    writeFileSync(join(cwd, `locks/${stack}.terraform.lock.hcl`), "kept");
  await cli(cwd, ["synth"]);
  writeFileSync(join(cwd, "cdktf.out/stacks/account-b/.terraform.lock.hcl"), "newer");
  await cli(cwd, ["synth"]);
  const lock = (stack: string) => readFileSync(join(cwd, `cdktf.out/stacks/${stack}/.terraform.lock.hcl`), "utf8");
  expect([lock("account-b"), lock("account-a-rest")]).toEqual(["newer", "kept"]);
});

test("fails for an output folder with files of another program, and touches nothing in it", async () => {
  const cwd = project();
  mkdirSync(join(cwd, "src"));
  writeFileSync(join(cwd, "src/index.ts"), "mine");
  const { code, err } = await cli(cwd, ["synth", "--out", "src"]);
  expect([code, err]).toEqual([2, expect.stringContaining("output-foreign")]);
  expect(files(join(cwd, "src"))).toEqual({ "index.ts": "mine" });
});

test("the default's output folder may hold those of named configurations already", async () => {
  const cwd = project();
  copyFileSync(join(cwd, "eks-cross-account.yaml"), join(cwd, "one.yaml"));
  await cli(cwd, ["synth", "--config", "one.yaml"]);
  expect((await cli(cwd, ["synth"])).code).toBe(0);
  expect(existsSync(join(cwd, "cdktf.out/one/manifest.json"))).toBe(true);
});

test("warnings are printed, and the run goes on", async () => {
  const cwd = project();
  const text = SHIPPED.replace("    verify: pod", "    confine: false\n    verify: pod");
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  const { code, err } = await cli(cwd, ["synth"]);
  expect([code, err]).toEqual([0, expect.stringContaining("warning unconfined")]);
});

test("fails for a circle of stacks in an old manifest, and for a state of an odd form, as for any that may hold something", async () => {
  const cwd = project();
  await cli(cwd, ["synth"]);
  const stacks = { x: { dependencies: ["y"] }, y: { dependencies: ["x"] } };
  writeFileSync(join(cwd, "cdktf.out/manifest.json"), JSON.stringify({ stacks }));
  for (const stack of ["x", "y"]) mkdirSync(join(cwd, "cdktf.out/stacks", stack));
  mkdirSync(join(cwd, "state"));
  writeFileSync(join(cwd, "state/x.tfstate"), '{"resources":{}}');
  const { code, err } = await cli(cwd, ["synth"]);
  expect([code, err]).toEqual([2, expect.stringContaining("x with unreadable content")]);
});

test("nothing of a configuration acts on the terminal, however long it is", async () => {
  const cwd = project();
  const odd = SHIPPED.replace("read: data", `read: "\\e[31m${"x".repeat(1000)}"`);
  writeFileSync(join(cwd, "eks-cross-account.yaml"), odd);
  const { err } = await cli(cwd, ["synth"]);
  expect(err).toContain("\\x1b[31mxxx");
  expect(err).not.toContain("\u001b");
  expect(err.split("\n").every((line) => line.length < 400)).toBe(true);
});

describe("what is not this program's", () => {
  test("folders of stacks of another program are let be, in a folder of its own or beside ours", async () => {
    const cwd = project();
    mkdirSync(join(cwd, "infra/stacks/network"), { recursive: true });
    writeFileSync(join(cwd, "infra/stacks/network/main.tf"), "# mine");
    expect((await cli(cwd, ["synth", "--out", "infra"])).code).toBe(2);
    await cli(cwd, ["synth"]);
    mkdirSync(join(cwd, "cdktf.out/stacks/theirs"));
    writeFileSync(join(cwd, "cdktf.out/stacks/theirs/main.tf"), "# theirs");
    expect((await cli(cwd, ["synth"])).code).toBe(0);
    expect(files(join(cwd, "cdktf.out/stacks/theirs"))).toEqual({ "main.tf": "# theirs" });
    expect(files(join(cwd, "infra"))).toEqual({ "stacks/network/main.tf": "# mine" });
  });

  test("fails for another CDKTF program's output", async () => {
    const cwd = project();
    mkdirSync(join(cwd, "cdktf.out/stacks/app"), { recursive: true });
    writeFileSync(join(cwd, "cdktf.out/manifest.json"), '{"version":"0.21.0","stacks":{"app":{"dependencies":[]}}}');
    writeFileSync(join(cwd, "cdktf.out/stacks/app/cdk.tf.json"), '{"terraform":{"backend":{"s3":{}}}}');
    const before = files(cwd);
    expect((await cli(cwd, ["synth"])).err).toContain("output-foreign");
    expect(files(cwd)).toEqual(before);
  });

  test("fails for a second configuration of one name, which would share its state", async () => {
    const cwd = project();
    for (const folder of ["one", "two"]) {
      mkdirSync(join(cwd, folder));
      copyFileSync(join(cwd, "eks-cross-account.yaml"), join(cwd, folder, "prod.yaml"));
    }
    expect((await cli(cwd, ["synth", "--config", "one/prod.yaml"])).code).toBe(0);
    const { code, err } = await cli(cwd, ["synth", "--config", "two/prod.yaml"]);
    expect([code, err]).toEqual([2, expect.stringContaining("the name prod, which one/prod.yaml already uses")]);
    expect((await cli(cwd, ["synth", "--config", "one/prod.yaml"])).code).toBe(0);
  });

  test("what a user put into the folder of a stack that goes is kept beside the state", async () => {
    const cwd = project();
    await cli(cwd, ["synth"]);
    writeFileSync(join(cwd, "cdktf.out/stacks/account-b/terraform.tfvars"), "mine");
    writeFileSync(join(cwd, "eks-cross-account.yaml"), withoutB);
    await cli(cwd, ["synth"]);
    expect(files(join(cwd, "state"))).toEqual({ "account-b.dropped/terraform.tfvars": "mine" });
  });
});

describe("state in other places", () => {
  test("fails for a dropped stack with resources in the state of a workspace", async () => {
    const cwd = project();
    await cli(cwd, ["synth"]);
    const workspace = join(cwd, "cdktf.out/stacks/account-b/terraform.tfstate.d/dev");
    mkdirSync(workspace, { recursive: true });
    writeFileSync(join(workspace, "terraform.tfstate"), held);
    writeFileSync(join(cwd, "eks-cross-account.yaml"), withoutB);
    expect((await cli(cwd, ["synth"])).err).toContain("account-b with 1 resource in its state");
  });

  test("through a symbolic link the state is where Terraform, which follows it, looks", async () => {
    const cwd = project();
    mkdirSync(join(cwd, "elsewhere/deep/er"), { recursive: true });
    symlinkSync(join(cwd, "elsewhere/deep/er"), join(cwd, "cdktf.out"));
    await cli(cwd, ["synth"]);
    const root: Json = JSON.parse(readFileSync(join(cwd, "cdktf.out/stacks/account-b/cdk.tf.json"), "utf8"));
    expect(root.terraform.backend.local.path).toBe("../../../../../state/account-b.tfstate");
  });

  test("fails for a state without a list of resources, such as an encrypted one", async () => {
    const cwd = project();
    await cli(cwd, ["synth"]);
    mkdirSync(join(cwd, "state"));
    writeFileSync(join(cwd, "state/account-b.tfstate"), '{"encrypted_data":"…"}');
    writeFileSync(join(cwd, "eks-cross-account.yaml"), withoutB);
    expect((await cli(cwd, ["synth"])).code).toBe(2);
  });
});

describe("when writing fails", () => {
  test("fails with 2 and a reason, and moves nothing, where a folder stands in a file's place", async () => {
    const cwd = project();
    await cli(cwd, ["synth"]);
    rmSync(join(cwd, "cdktf.out/stacks/account-b/cdk.tf.json"));
    mkdirSync(join(cwd, "cdktf.out/stacks/account-b/cdk.tf.json"));
    writeFileSync(join(cwd, "eks-cross-account.yaml"), SHIPPED.replace("my-app-sa", "other-sa"));
    const before = files(cwd);
    const { code, err } = await cli(cwd, ["synth"]);
    expect([code, err]).toEqual([2, expect.stringContaining("is a folder, expected a file")]);
    expect(files(cwd)).toEqual(before);
  });

  test("fails with 2 and a reason where the output folder cannot be made", async () => {
    const cwd = project();
    writeFileSync(join(cwd, "taken"), "");
    const { code, err } = await cli(cwd, ["synth", "--out", "taken/out"]);
    expect([code, err]).toEqual([2, expect.stringMatching(/ENOTDIR|EEXIST/)]);
  });

  test("runs at a time do not disturb each other", async () => {
    const cwd = project();
    const ended = await Promise.all(Array.from({ length: 6 }, () => cli(cwd, ["synth"])));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readdirSync(join(cwd, "cdktf.out")).sort()).toEqual([".eks-cross-account.json", "manifest.json", "stacks"]);
  });
});

test("arguments of an npm script are given from where the user is, though npm runs it in the project's folder", async () => {
  const cwd = project();
  mkdirSync(join(cwd, "examples/mine"), { recursive: true });
  copyFileSync(join(cwd, "eks-cross-account.yaml"), join(cwd, "examples/mine/eks-cross-account.yaml"));
  const env = { npm_lifecycle_event: "start", INIT_CWD: join(cwd, "examples/mine") };
  const { out } = await cli(cwd, ["synth", "--config", "eks-cross-account.yaml"], env);
  expect(out).toContain("examples/mine/eks-cross-account.yaml -> cdktf.out/mine");
});
