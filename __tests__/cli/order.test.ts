import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { parse as parseHcl } from "@cdktf/hcl2json";
import { parse } from "yaml";
import { cli, project } from "../support/cli";
import { changed, DEFAULT, type Json, SHIPPED } from "../support/synth";

/** A project with a configuration, in the root of a repository. */
function repository(text = SHIPPED): string {
  const folder = project();
  mkdirSync(join(folder, ".git"));
  writeFileSync(join(folder, DEFAULT), text);
  return folder;
}

const ordered = async (format: string, text?: string): Promise<string> => {
  const { code, out } = await cli(repository(text), ["order", "--format", format]);
  expect(code).toBe(0);
  return out;
};

const BY_VARIABLE = changed(['    addressPrefix: "" # keeps', '    handover: variable\n    addressPrefix: "" # keeps']);
const WAITS: Readonly<Record<string, readonly string[]>> = {
  "account-a-primary": [],
  "account-b": ["account-a-primary"],
  "account-a-rest": ["account-a-primary", "account-b"],
};

test("the text says of each stack what it waits for, and why", async () => {
  const text = await ordered("text");
  expect(text).toContain("waits for account-a-primary: its policies name roles that are made there");
  expect(text).toContain(
    "waits for account-b: it uses roles that are made there; it reads what only an apply there knows",
  );
});

test("a stack that writes the policy of a bucket waits for the role that it names and for the bucket", async () => {
  const { stacks } = JSON.parse(
    await ordered(
      "json",
      changed(
        ["  data:\n    account: account-b", "  data:\n    account: account-c"],
        ["clusters:", '  account-c: { id: "333333333333", region: us-east-1 }\nclusters:'],
        ["prefix: my-cross-account-data-bucket", "name: my-data"],
      ),
    ),
  );
  const rest = stacks.find(({ stack }: Json) => stack === "account-c-rest");
  expect(rest.waitsFor).toEqual([
    expect.objectContaining({ stack: "account-b", reasons: ["principals"] }),
    expect.objectContaining({ stack: "account-c", reasons: ["resources"] }),
  ]);
  const pods = stacks.find(({ stack }: Json) => stack === "account-a-rest");
  expect(pods.waitsFor).toContainEqual(expect.objectContaining({ stack: "account-c-rest", reasons: ["policies"] }));
});

test("with principal: account the target role's account waits for nothing, and shares the first wave", async () => {
  const { stacks } = JSON.parse(await ordered("json", changed(["verify: pod", "verify: pod\n    principal: account"])));
  expect(stacks.map(({ stack, wave }: Json) => `${stack} ${wave}`)).toEqual(
    expect.arrayContaining(["account-b 1", "account-a-rest 2"]),
  );
});

test("all formats give the same stacks and the same waits", async () => {
  const { stacks } = JSON.parse(await ordered("json"));
  expect(
    Object.fromEntries(stacks.map(({ stack, waitsFor }: Json) => [stack, waitsFor.map((w: Json) => w.stack)])),
  ).toEqual(WAITS);
  const { jobs } = parse(await ordered("github"));
  expect(Object.fromEntries(Object.entries(jobs).map(([name, job]: Json) => [name, job.needs ?? []]))).toEqual(WAITS);
  const { projects } = parse(await ordered("atlantis"));
  expect(Object.fromEntries(projects.map((one: Json) => [one.name, one.depends_on ?? []]))).toEqual(WAITS);
});

describe("a workflow of GitHub", () => {
  const job = async (name: string, text?: string) => parse(await ordered("github", text)).jobs[name];

  test("applies on a push to main only, and in a pull request assumes another role than there", async () => {
    const { on } = parse(await ordered("github"));
    expect(on.push).toEqual({ branches: ["main"] });
    const { steps } = await job("account-b");
    const applies = steps.filter(({ run }: Json) => run?.includes("terraform apply"));
    expect(applies).toEqual([expect.objectContaining({ if: "github.event_name == 'push'" })]);
    const [{ with: given }] = steps.filter(({ uses }: Json) => uses?.startsWith("aws-actions/"));
    expect(given["role-to-assume"]).toBe(
      "${{ github.event_name == 'push' && vars.AWS_APPLY_ROLE_ACCOUNT_B || vars.AWS_PLAN_ROLE_ACCOUNT_B }}",
    );
  });

  test("hands an output over as a variable to the stack that takes it", async () => {
    expect((await job("account-b", BY_VARIABLE)).outputs).toEqual({
      data_bucket_name: "${{ steps.outputs.outputs.data_bucket_name }}",
    });
    expect((await job("account-a-rest", BY_VARIABLE)).env.TF_VAR_data_bucket_name).toBe(
      "${{ needs['account-b'].outputs.data_bucket_name }}",
    );
    expect((await job("account-b")).outputs).toBeUndefined();
  });

  test("stops before it does anything where a state would be lost with the runner, and the command says so", async () => {
    const { err } = await cli(repository(), ["order", "--format", "github"]);
    expect(err).toContain("Set defaults.backend");
    const [first] = (await job("account-b")).steps;
    expect(first.run).toContain("exit 1");
    const remote = SHIPPED.replace(
      "accounts:",
      "defaults: { backend: { s3: { bucket: states, region: us-east-1 } } }\naccounts:",
    );
    const [kept] = (await job("account-b", remote)).steps;
    expect(kept.uses).toBe("actions/checkout@v4");
    expect((await cli(repository(remote), ["order", "--format", "github"])).err).not.toContain("warning: the state");
  });

  test("stops too where nothing says where the state is", async () => {
    for (const backend of ["none", "{ other: { type: local, settings: { path: x.tfstate } } }"]) {
      const text = SHIPPED.replace("accounts:", `defaults: { backend: ${backend} }\naccounts:`);
      const [first] = (await job("account-b", text)).steps;
      expect(first.run).toContain("exit 1");
      expect((await cli(repository(text), ["order", "--format", "github"])).err).toContain("Set defaults.backend");
    }
  });

  test("takes no lock in a pull request, whose role only reads", async () => {
    const { steps } = await job("account-b");
    const [plan] = steps.filter(({ run }: Json) => run?.includes("terraform plan"));
    expect(plan.run).toContain("-lock=${{ github.event_name == 'push' }}");
  });

  test("runs in the folder of the project where that is not the repository's root", async () => {
    const root = repository();
    const folder = join(root, "infra", "access");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, DEFAULT), SHIPPED);
    const { jobs } = parse((await cli(folder, ["order", "--format", "github"])).out);
    const steps = jobs["account-b"].steps as Json[];
    expect(steps.find(({ run }) => run?.includes(" synth "))["working-directory"]).toBe("infra/access");
    expect(steps.find(({ run }) => run?.includes(" plan "))["working-directory"]).toBe(
      "infra/access/cdktf.out/stacks/account-b",
    );
  });
});

test("Atlantis plans a stack again when the configuration changes, wherever the project is", async () => {
  const root = repository();
  const folder = join(root, "infra");
  mkdirSync(folder);
  writeFileSync(join(folder, DEFAULT), SHIPPED);
  const { projects } = parse((await cli(folder, ["order", "--format", "atlantis"])).out);
  for (const { dir, autoplan } of projects)
    expect(autoplan.when_modified.map((path: string) => posix.join(dir, path))).toContain(`infra/${DEFAULT}`);
});

test("Atlantis plans a stack again when a file of a configuration of several changes", async () => {
  const folder = repository();
  mkdirSync(join(folder, "estate"));
  writeFileSync(join(folder, "estate", "all.yaml"), SHIPPED);
  const { out } = await cli(folder, ["order", "--config", "estate", "--format", "atlantis"]);
  for (const { dir, autoplan } of parse(out).projects)
    expect(autoplan.when_modified.map((path: string) => posix.join(dir, path))).toContain("estate/*.yaml");
});

describe("Terragrunt", () => {
  test("finds each stack that another waits for at the path that its file names", async () => {
    const folder = repository();
    expect((await cli(folder, ["synth"])).code).toBe(0);
    expect((await cli(folder, ["order", "--format", "terragrunt", "--write"])).code).toBe(0);
    for (const [stack, waits] of Object.entries(WAITS)) {
      const file = join(folder, "cdktf.out", "stacks", stack, "terragrunt.hcl");
      const { dependencies } = await parseHcl(file, readFileSync(file, "utf8"));
      const paths: string[] = dependencies?.[0].paths ?? [];
      expect(paths).toEqual(waits.map((wait) => `../${wait}`));
      for (const path of paths) expect(existsSync(join(dirname(file), path, "cdk.tf.json"))).toBe(true);
    }
  });

  test("gives a stack the outputs that it takes as variables", async () => {
    const text = await ordered("terragrunt", BY_VARIABLE);
    const [, rest = ""] = text.split("account-a-rest/terragrunt.hcl\n");
    const { dependency, inputs } = await parseHcl("terragrunt.hcl", rest);
    expect(dependency["account-b"][0].config_path).toBe("../account-b");
    expect(inputs).toEqual({ data_bucket_name: "${dependency.account-b.outputs.data_bucket_name}" });
  });

  test("includes the repository's root.hcl where that is to add the backend", async () => {
    const includesIn = async (text: string) => text.match(/find_in_parent_folders\("root\.hcl"\)/g)?.length ?? 0;
    expect(await includesIn(await ordered("terragrunt", `defaults: { backend: none }\n${SHIPPED}`))).toBe(3);
    expect(await includesIn(await ordered("terragrunt", SHIPPED))).toBe(0);
  });
});

test("--write replaces what the command has made, and nothing else", async () => {
  const folder = repository();
  const args = ["order", "--format", "atlantis", "--write"];
  expect(await cli(folder, args)).toMatchObject({ code: 0, out: "" });
  expect((await cli(folder, args)).code).toBe(0);
  writeFileSync(join(folder, "atlantis.yaml"), "version: 3\n");
  const refused = await cli(folder, args);
  expect(refused).toMatchObject({ code: 2, out: "" });
  expect(refused.err).toContain("found atlantis.yaml, which this command has not made");
  expect(readFileSync(join(folder, "atlantis.yaml"), "utf8")).toBe("version: 3\n");
});

test("--write leaves what it made of another configuration of the repository", async () => {
  const folder = repository();
  const args = ["order", "--format", "github", "--write"];
  expect((await cli(folder, args)).code).toBe(0);
  const other = join(folder, "other");
  mkdirSync(other);
  writeFileSync(join(other, DEFAULT), SHIPPED);
  const refused = await cli(other, args);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("has not made of this configuration");
});

test.each([
  ["github", "../elsewhere", "in the repository"],
  ["atlantis", "../elsewhere", "in the repository"],
  ["atlantis", "terraform[1]", "without *, ? and ["],
])("fails for %s with stacks in %s, which it would not take", async (format, out, message) => {
  const { code, err } = await cli(repository(), ["order", "--format", format, "--out", out]);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

test("Atlantis is said not to hand over what a stack takes as a variable", async () => {
  const { err } = await cli(repository(BY_VARIABLE), ["order", "--format", "atlantis"]);
  expect(err).toContain("account-a-rest takes data_bucket_name, which Atlantis does not hand over");
});

test("--write is refused for what is printed only, and a faulty configuration prints no order", async () => {
  expect(await cli(repository(), ["order", "--write"])).toMatchObject({ code: 2, out: "" });
  expect(await cli(repository(changed(["read: data", "read: dta"])), ["order"])).toMatchObject({ code: 2, out: "" });
});
