import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cli, files, project } from "../support/cli";
import { SHIPPED } from "../support/synth";
import { HELD } from "./cases";

const S3 = "{ s3: { bucket: acme-terraform, region: us-east-1 } }";
const OVERRIDE = 'terraform {\n  backend "s3" {\n    bucket = "mine"\n    key    = "b"\n  }\n}\n';
const FOLDER = "cdktf.out/stacks/account-b";

const withBackend = (backend: string, text = SHIPPED): string => `defaults: { backend: ${backend} }\n${text}`;
/** The default configuration without its account-b. */
const withoutB = SHIPPED.replace(/ {2}account-b: .*\n/, "").replaceAll("account: account-b", "account: account-a");

/** A folder with the output of a configuration, and further files. */
async function output(text: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = project();
  write(cwd, { "eks-cross-account.yaml": text });
  await cli(cwd, ["synth"]);
  write(cwd, more);
  return cwd;
}

function write(cwd: string, made: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(made)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
}

/** What synthesis says of a configuration in the place of the one before. */
async function next(cwd: string, text: string, ...args: readonly string[]) {
  write(cwd, { "eks-cross-account.yaml": text });
  const before = files(cwd);
  const ended = await cli(cwd, ["synth", ...args]);
  return { ...ended, before, after: files(cwd) };
}

describe("a stack that is gone, whose state cannot be looked into, counts as in use", () => {
  test.each([
    [
      "the backend of the configuration",
      withBackend(S3),
      {},
      "s3://acme-terraform/eks-cross-account/account-b.tfstate",
    ],
    ["a workspace", withBackend("{ cloud: { organization: acme } }"), {}, "acme/eks-cross-account-account-b"],
    ["another backend", withBackend("{ other: { type: gcs, settings: { prefix: '{stack}' } } }"), {}, "backend gcs"],
    ["a backend that somebody else adds", withBackend("none"), {}, "a backend that is not written here"],
    ["a file of the user beside it", SHIPPED, { "backend_override.tf": OVERRIDE }, "backend s3 of backend_override.tf"],
    [
      "a label without quotes",
      SHIPPED,
      { "backend.tofu": "terraform {\n\tbackend http {\n\t}\n}\n" },
      "backend http of backend.tofu",
    ],
    [
      "the same as JSON",
      SHIPPED,
      { "backend_override.tf.json": '{"terraform":[{"cloud":{"organization":"acme"}}]}' },
      "backend cloud of backend_override.tf.json",
    ],
    [
      "what Terraform was initialised with",
      SHIPPED,
      { ".terraform/terraform.tfstate": '{"version":3,"backend":{"type":"http","config":{}}}' },
      "backend http of .terraform/terraform.tfstate",
    ],
  ])("%s", async (_, text, beside, place) => {
    const more = Object.fromEntries(Object.entries(beside).map(([name, content]) => [`${FOLDER}/${name}`, content]));
    const { code, out, err, before, after } = await next(await output(text, more), withoutB);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`account-b, whose state in ${place} cannot be looked into`);
    expect(err).toContain(`terraform -chdir=${FOLDER} destroy`);
    expect(err).toContain("eks-cross-account synth --forget account-b");
    expect(after).toEqual(before);
  });
});

test("--forget drops it, and keeps every file of the user's, also those of an earlier time", async () => {
  const cwd = await output(SHIPPED, {
    [`${FOLDER}/backend_override.tf`]: OVERRIDE,
    "state/account-b.dropped/notes": "old",
  });
  const { code, err } = await next(cwd, withoutB, "--forget", "account-b");
  expect([code, existsSync(join(cwd, FOLDER))]).toEqual([0, false]);
  expect(err).toContain("account-b dropped; its backend_override.tf is in state/account-b.dropped-2\n");
  expect(files(join(cwd, "state"))).toEqual({
    "account-b.dropped/notes": "old",
    "account-b.dropped-2/backend_override.tf": OVERRIDE,
  });
});

test("a stack that is dropped with nothing of the user's is said, too, whatever the format", async () => {
  const ended = await next(await output(withBackend(S3)), withoutB, "--forget", "account-b", "--format", "json");
  expect(ended.err).toBe("account-b dropped\n");
});

test("files of the user's stay in the folder of a stack that stays", async () => {
  const cwd = await output(SHIPPED, { [`${FOLDER}/backend_override.tf`]: OVERRIDE });
  expect((await next(cwd, SHIPPED.replace("my-app-sa", "other-sa"))).code).toBe(0);
  expect(readFileSync(join(cwd, FOLDER, "backend_override.tf"), "utf8")).toBe(OVERRIDE);
});

test("fails for --forget of a stack whose state is here and holds resources", async () => {
  const cwd = await output(SHIPPED, { "state/account-b.tfstate": HELD });
  const { code, err, before, after } = await next(cwd, withoutB, "--forget", "account-b");
  expect([code, err]).toEqual([2, expect.stringContaining("account-b with 1 resource in its state")]);
  expect(after).toEqual(before);
});

test.each([
  ["one that the configuration has", "account-a-rest", "expected a stack that it no longer has: account-b"],
  ["one that never was", "acount-b", "found --forget acount-b, expected a stack that it no longer has: account-b"],
])("fails for --forget of %s", async (_, stack, message) => {
  const cwd = await output(withBackend(S3));
  const { code, err, before, after } = await next(cwd, withoutB, "--forget", stack);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  expect(after).toEqual(before);
});

test("a folder of ours is known by its stack where its state is elsewhere and no manifest lists it", async () => {
  const cwd = await output(withBackend(S3));
  write(cwd, { "cdktf.out/manifest.json": '{"stacks":{}}' });
  expect((await next(cwd, withoutB)).err).toContain("account-b, whose state in s3://");
});

test("the report for machines has the problem, its fix and its level", async () => {
  const { out } = await next(await output(withBackend(S3)), withoutB, "--format", "json");
  expect(JSON.parse(out).problems).toEqual(
    expect.arrayContaining([expect.objectContaining({ rule: "stack-in-use", level: "error" })]),
  );
});

describe("a change of backend says how each state is moved before the next plan", () => {
  const LOCAL = '{"version":3,"backend":{"type":"local","config":{"path":"../../../state/account-b.tfstate"}}}';
  const REMOTE = '{"version":3,"backend":{"type":"s3","config":{}}}';
  const initialised = (text: string) => ({ [`${FOLDER}/.terraform/terraform.tfstate`]: text });
  const T = `terraform -chdir=${FOLDER}`;
  const rename = "mv state/account-b.tfstate state/account-b.tfstate.moved";
  const CLOUD = "{ cloud: { organization: acme } }";
  const FILE = "{ other: { type: local, settings: { path: '../../../states/{stack}.tfstate' } } }";
  const held = { "state/account-b.tfstate": HELD };
  const OLD_AGAIN =
    "# write the former backend into the configuration once more and run synth, but not the commands that it prints";
  const NEW_AGAIN = "# write the new backend again and run synth; then go on here";

  test.each([
    [
      "from local, where Terraform was initialised",
      SHIPPED,
      { ...held, ...initialised(LOCAL) },
      withBackend(S3),
      [`${T} init -migrate-state`, rename],
    ],
    [
      "from local, where it was not",
      SHIPPED,
      held,
      withBackend(S3),
      [`${T} init`, `${T} state push ../../../state/account-b.tfstate`, rename],
    ],
    [
      "from local to HCP Terraform, where -migrate-state is refused",
      SHIPPED,
      { ...held, ...initialised(LOCAL) },
      withBackend(CLOUD),
      [`${T} init`, rename],
    ],
    [
      "of a bucket",
      withBackend(S3),
      initialised(REMOTE),
      withBackend(S3.replace("acme", "other")),
      [`${T} init -migrate-state`],
    ],
    [
      "of settings that name no other state",
      withBackend(S3),
      initialised(REMOTE),
      withBackend(S3.replace("region", "profile: state, region")),
      [`${T} init -reconfigure`],
    ],
    [
      "to a backend that is added",
      withBackend(S3),
      initialised(REMOTE),
      withBackend("none"),
      [`${T} init -migrate-state`],
    ],
    [
      "from HCP Terraform, out of which Terraform moves nothing",
      withBackend(CLOUD),
      initialised(REMOTE.replace("s3", "cloud")),
      withBackend(S3),
      [
        OLD_AGAIN,
        `${T} init`,
        `mkdir -p state && ${T} state pull > state/account-b.tfstate.pulled`,
        NEW_AGAIN,
        `${T} init -reconfigure`,
        `${T} state push ../../../state/account-b.tfstate.pulled`,
      ],
    ],
    [
      "from HCP Terraform to local, by a file that is not where the state goes",
      withBackend(CLOUD),
      initialised(REMOTE.replace("s3", "cloud")),
      SHIPPED,
      expect.arrayContaining([
        `mkdir -p state && ${T} state pull > state/account-b.tfstate.pulled`,
        `${T} state push ../../../state/account-b.tfstate.pulled`,
      ]),
    ],
    [
      "from HCP Terraform back to a local state that was never moved, over which nothing is pulled",
      withBackend(CLOUD),
      { ...held, ...initialised(REMOTE.replace("s3", "cloud")) },
      SHIPPED,
      [
        expect.stringMatching(/^# state\/account-b\.tfstate holds resources and stays the state/),
        `${T} init -reconfigure`,
      ],
    ],
    [
      "from a bucket back to a local state that was never moved",
      withBackend(S3),
      { ...held, ...initialised(LOCAL) },
      SHIPPED,
      [expect.stringContaining("nothing is moved over it")],
    ],
    [
      "from a bucket, which Terraform was not initialised with",
      withBackend(S3),
      {},
      SHIPPED,
      [OLD_AGAIN, `${T} init`, NEW_AGAIN, `${T} init -migrate-state`],
    ],
    [
      "to a file elsewhere, where Terraform was not initialised",
      SHIPPED,
      held,
      withBackend(FILE),
      [`${T} init`, `${T} state push ../../../state/account-b.tfstate`, rename],
    ],
    [
      "to a file elsewhere, once Terraform works on that",
      withBackend(FILE),
      { ...held, ...initialised(LOCAL.replace("state/", "states/")) },
      withBackend(FILE),
      [`${T} state list`, rename],
    ],
    [
      "from a file elsewhere",
      withBackend(FILE),
      initialised(LOCAL.replace("state/", "states/")),
      withBackend(S3),
      [`${T} init -migrate-state`],
    ],
    [
      "that is said again while the old state is there",
      withBackend(S3),
      { ...held, ...initialised(REMOTE) },
      withBackend(S3),
      [`${T} state list`, rename],
    ],
  ])("%s", async (_, before, more, after, steps) => {
    const cwd = await output(before, more);
    const { code, out } = await next(cwd, after, "--format", "json");
    expect(code).toBe(0);
    const { stateMoves } = JSON.parse(out);
    expect(stateMoves.find(({ stack }: { stack: string }) => stack === "account-b").steps).toEqual(steps);
  });

  test.each([
    ["no state yet", SHIPPED, {}, withBackend(S3)],
    ["nothing changed", withBackend(S3), initialised(REMOTE), withBackend(S3)],
    [
      "a backend of the user's in its place",
      SHIPPED,
      { [`${FOLDER}/backend_override.tf`]: OVERRIDE, ...initialised(REMOTE) },
      withBackend(CLOUD),
    ],
  ])("but not with %s", async (_, before, more, after) => {
    const { out } = await next(await output(before, more), after);
    expect(out).not.toContain("states to be moved");
  });

  test("as text, before the next command", async () => {
    const { out } = await next(await output(SHIPPED, { ...held, ...initialised(LOCAL) }), withBackend(S3));
    expect(out).toContain(
      `states to be moved, before the next plan of their stacks:\n   account-b  state/account-b.tfstate -> s3://acme-terraform/eks-cross-account/account-b.tfstate\n      ${T} init -migrate-state\n      ${rename}\nnext: `,
    );
  });
});

describe("a change of backend is remembered until Terraform is initialised with the new one", () => {
  const T = `terraform -chdir=${FOLDER}`;
  const OTHER = S3.replace("acme", "other");
  const RECORD = "cdktf.out/.unmoved-states.json";
  /** As Terraform keeps them, with what is not set. */
  const initialised = (backend: object) => ({
    [`${FOLDER}/.terraform/terraform.tfstate`]: JSON.stringify({ version: 3, backend }),
  });
  const s3 = (bucket: string) => ({
    type: "s3",
    config: { bucket, key: "eks-cross-account/account-b.tfstate", region: "us-east-1", profile: null },
  });
  const movesOf = async (cwd: string, text: string) => {
    const { out } = await next(cwd, text, "--format", "json", "--no-prove");
    const { stateMoves } = JSON.parse(out) as { stateMoves: readonly { stack: string; steps: readonly string[] }[] };
    return stateMoves.find(({ stack }) => stack === "account-b")?.steps;
  };

  test.each([
    ["of a bucket", S3, OTHER, s3("acme-terraform"), s3("other-terraform")],
    [
      "to HCP Terraform",
      S3,
      "{ cloud: { organization: acme } }",
      s3("acme-terraform"),
      {
        type: "cloud",
        config: { hostname: null, organization: "acme", workspaces: { name: "eks-cross-account-account-b" } },
      },
    ],
    [
      "to another backend",
      S3,
      "{ other: { type: gcs, settings: { bucket: b, prefix: '{stack}' } } }",
      s3("acme-terraform"),
      { type: "gcs", config: { bucket: "b", prefix: "account-b", encryption_key: null } },
    ],
    ["to one that somebody else adds", S3, "none", s3("acme-terraform"), undefined],
    [
      "to a file",
      S3,
      "local",
      s3("acme-terraform"),
      { type: "local", config: { path: "../../../state/account-b.tfstate", workspace_dir: null } },
    ],
  ])("%s", async (_, before, after, used, migrated) => {
    const cwd = await output(withBackend(before), initialised(used));
    const steps = await movesOf(cwd, withBackend(after));
    expect(steps).toHaveLength(1);
    expect(await movesOf(cwd, withBackend(after))).toEqual(steps);
    write(cwd, initialised(migrated ?? {}));
    expect(await movesOf(cwd, withBackend(after))).toBeUndefined();
    expect(JSON.parse(readFileSync(join(cwd, RECORD), "utf8")).stacks).not.toHaveProperty("account-b");
  });

  test("also where an older state is left in the state folder, which is not the one that moves", async () => {
    const cwd = await output(withBackend(S3), {
      "state/account-b.tfstate": HELD,
      ...initialised(s3("acme-terraform")),
    });
    const [migrate, rename] = [`${T} init -migrate-state`, "mv state/account-b.tfstate state/account-b.tfstate.moved"];
    expect(await movesOf(cwd, withBackend(OTHER))).toEqual([migrate, `${T} state list`, rename]);
    rmSync(join(cwd, "state/account-b.tfstate"));
    expect(await movesOf(cwd, withBackend(OTHER))).toEqual([migrate]);
  });

  test.each([
    ["that a merge has left in two", "<<<<<<< HEAD\n"],
    ["of another form", '{"stacks":null}'],
  ])("and a record %s is no record of nothing: nothing is done", async (_, text) => {
    const cwd = await output(withBackend(S3));
    await next(cwd, withBackend(OTHER));
    write(cwd, { [RECORD]: text });
    const { code, err, before, after } = await next(cwd, withBackend(OTHER));
    expect([code, err]).toEqual([2, expect.stringMatching(/^found .*cdktf\.out\/\.unmoved-states\.json/)]);
    expect(after).toEqual(before);
  });

  test("also where Terraform was not initialised here, by the way through the former backend", async () => {
    const cwd = await output(withBackend(S3));
    const steps = await movesOf(cwd, withBackend(OTHER));
    expect(await movesOf(cwd, withBackend(OTHER))).toEqual(steps);
    expect(await movesOf(cwd, withBackend(S3))).toBeUndefined();
    expect(existsSync(join(cwd, RECORD))).toBe(false);
    write(cwd, initialised(s3("acme-terraform")));
    expect(await movesOf(cwd, withBackend(OTHER))).toEqual([`${T} init -migrate-state`]);
  });

  test("so that a stack which is gone before its state was moved counts as in use", async () => {
    const cwd = await output(withBackend(S3));
    expect((await next(cwd, SHIPPED)).code).toBe(0);
    const { code, err } = await next(cwd, withoutB);
    expect([code, err]).toEqual([2, expect.stringContaining("account-b, whose state in s3://acme-terraform/")]);
    expect(err).toContain("move its state by the commands that this prints, and destroy it from there; then, or if it");
  });

  test("and plan and deploy do nothing until then, but to say what to do, also where nothing is to be moved", async () => {
    const cwd = await output(withBackend(S3));
    const { out } = await next(cwd, withBackend(OTHER));
    expect(out).toContain(
      `# in place of these, if it holds nothing yet or was moved from elsewhere: ${T} init -reconfigure`,
    );
    expect((await cli(cwd, ["synth", "--check", "cdktf.out"])).code).toBe(0);
    const before = files(cwd);
    const terraform = join(__dirname, "../support/fake-terraform.cjs");
    for (const args of [["plan"], ["deploy", "--auto-approve"]]) {
      const { code, err } = await cli(cwd, [...args, "--terraform", terraform], { PATH: process.env.PATH ?? "" });
      expect([code, err]).toEqual([2, expect.stringContaining("nothing was done: run `eks-cross-account synth`")]);
      expect(files(cwd)).toEqual(before);
    }
  });

  test("nor does destroy, which would find nothing in an empty state", async () => {
    const terraform = join(__dirname, "../support/fake-terraform.cjs");
    const destroy = (cwd: string, env = { PATH: process.env.PATH ?? "" }) =>
      cli(cwd, ["destroy", "account-b", "--auto-approve", "--terraform", terraform], env);
    for (const [before, more] of [
      [withBackend(S3), {}],
      [SHIPPED, { "state/account-b.tfstate": HELD }],
    ] as const) {
      const cwd = await output(before, more);
      await next(cwd, withBackend(OTHER));
      const { code, err } = await destroy(cwd);
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/^found account-b with a backend to which the state is yet/),
      ]);
    }
  });
});

test("plan and deploy do nothing before states are moved, as Terraform would make everything again", async () => {
  const cwd = await output(SHIPPED, { "state/account-b.tfstate": HELD });
  write(cwd, { "eks-cross-account.yaml": withBackend(S3) });
  const before = files(cwd);
  const terraform = join(__dirname, "../support/fake-terraform.cjs");
  for (const args of [["plan"], ["deploy", "--auto-approve"]]) {
    const { code, out, err } = await cli(cwd, [...args, "--terraform", terraform], { PATH: process.env.PATH ?? "" });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/state push .*\n.*mv .*\n\nnothing was done: run `eks-cross-account synth`/);
    expect(files(cwd)).toEqual(before);
  }
});

test("the cdktf CLI does nothing before states are moved either: its deploy runs this synthesis and applies it", async () => {
  const cwd = await output(SHIPPED, { "state/account-b.tfstate": HELD });
  write(cwd, { "eks-cross-account.yaml": withBackend(S3) });
  const before = files(cwd);
  const { code, err } = await cli(cwd, ["synth"], { CDKTF_OUTDIR: "cdktf.out" });
  expect([code, err]).toEqual([
    2,
    expect.stringContaining("run `eks-cross-account synth --out cdktf.out`, then these"),
  ]);
  expect(files(cwd)).toEqual(before);
});

test.each([
  ["s3", S3, "s3://acme-terraform/eks-cross-account/account-b.tfstate"],
  ["cloud", "{ cloud: { organization: acme } }", "acme/eks-cross-account-account-b"],
])("fails for a state in %s that a stack of another configuration has", async (_, backend, place) => {
  const cwd = await output(withBackend(backend));
  write(cwd, { "other.yaml": withBackend(backend), "local.yaml": SHIPPED });
  const before = files(cwd);
  const { code, err } = await cli(cwd, ["synth", "--config", "other.yaml"]);
  expect([code, err]).toEqual([2, expect.stringContaining(`${place} for account-b and for ${FOLDER}`)]);
  expect(files(cwd)).toEqual(before);
  for (const config of ["eks-cross-account.yaml", "local.yaml"])
    expect((await cli(cwd, ["synth", "--config", config])).code).toBe(0);
});

test("what a variable hands over is said of the stack that is given it", async () => {
  const cwd = await output(SHIPPED);
  const { out } = await next(cwd, withBackend("none"));
  expect(out).toMatch(
    /3\. account-a-rest.*\n.*\n.*\n {3}is given {3}data_bucket_name, the output of account-b, as a variable/,
  );
});

test("a change of backend is seen without the output of before, where that is synthesized first", async () => {
  const cwd = project();
  const now = join(cwd, "now");
  const synth = (command: string) => cli(now, command.split(" "));
  write(cwd, {
    "before/eks-cross-account.yaml": withBackend(S3),
    "now/eks-cross-account.yaml": withBackend(S3.replace("acme-terraform", "acme-states")),
  });
  expect((await synth("synth --out alone --before-apply")).code).toBe(0);
  await synth("synth --config ../before/eks-cross-account.yaml --out checked --no-prove");
  const { code, out, err } = await synth("synth --out checked --before-apply");
  expect([code, out + err]).toEqual([
    2,
    expect.stringContaining("s3://acme-states/eks-cross-account/account-b.tfstate"),
  ]);
  write(now, { "eks-cross-account.yaml": withBackend(S3) });
  expect((await synth("synth --out checked --before-apply")).code).toBe(0);
});
