import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { createColors } from "picocolors";
import { progressOn } from "../../src/cli/deploy/progress";
import type { Io } from "../../src/cli/io";
import type { Prompts } from "../../src/cli/prompts";
import { inOrder } from "../../src/terraform-cli";
import { cli, files, project } from "../support/cli";
import { SHIPPED } from "../support/synth";

const FAKE = join(__dirname, "../support/fake-terraform.cjs");
const ENV = { PATH: process.env.PATH ?? "" };
const NOBODY: Prompts = {
  text: () => Promise.reject(new Error("asked")),
  choice: () => Promise.reject(new Error("asked")),
  confirm: () => Promise.reject(new Error("asked")),
};
const run = (cwd: string, args: readonly string[], env: Record<string, string> = ENV) =>
  cli(cwd, args, env, undefined, "", NOBODY);

describe("deploy does nothing and ends with 2", () => {
  test.each(["deploy", "destroy"])("%s without a terminal and without --auto-approve", async (verb) => {
    const folder = project();
    const { code, out, err } = await cli(folder, [verb, "--terraform", FAKE], ENV);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("found no terminal and no --auto-approve");
    // a plan shows what would be made, not what would be destroyed
    expect(/eks-cross-account plan/.test(err)).toBe(verb === "deploy");
    expect(Object.keys(files(folder))).toEqual(["eks-cross-account.yaml"]);
  });

  test("with --format json, which leaves nothing to ask on, and without --auto-approve", async () => {
    const { code, err } = await run(project(), ["deploy", "--format", "json", "--terraform", FAKE]);
    expect([code, err]).toEqual([2, expect.stringContaining("found --format json and no --auto-approve")]);
  });

  test("where there is neither terraform nor tofu, naming what would help", async () => {
    const { code, err } = await run(project(), ["plan"], { PATH: "/nowhere" });
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/found neither terraform nor tofu on PATH.*--terraform PATH/),
    ]);
  });

  test("where the program that is named is not there, or is no Terraform", async () => {
    const folder = project();
    const named = await run(folder, ["plan", "--terraform", "bin/tofu"]);
    expect([named.code, named.err]).toEqual([2, "found no program bin/tofu, which --terraform names\n"]);
    const byVariable = await run(folder, ["plan"], { ...ENV, TERRAFORM_BINARY_NAME: "bin/tofu" });
    expect(byVariable.err).toBe("found no program bin/tofu, which TERRAFORM_BINARY_NAME names\n");
    const other = await run(folder, ["plan", "--terraform", process.execPath]);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("does not answer as Terraform does")]);
  });

  test("where a stack is named that there is not, with the one that may be meant", async () => {
    const { code, err } = await run(project(), ["deploy", "account-a-primry", "--terraform", FAKE]);
    expect([code, err]).toEqual([2, expect.stringContaining("did you mean account-a-primary?")]);
  });

  test("where somebody else sets the backend, and has not; a file beside the stack's own may do so", async () => {
    const folder = project();
    writeFileSync(join(folder, "eks-cross-account.yaml"), `defaults: { backend: none }\n${SHIPPED}`);
    const args = ["plan", "account-a-primary", "--terraform", FAKE];
    const { code, err } = await run(folder, args);
    expect([code, err]).toEqual([2, expect.stringMatching(/found account-a-primary with `backend: none`.*`order`/)]);
    writeFileSync(
      join(folder, "cdktf.out/stacks/account-a-primary/backend_override.tf"),
      'terraform {\n  backend "x" {}\n}',
    );
    expect((await run(folder, args)).err).not.toContain("backend: none");
  });

  test("where a state is to be moved first, with the commands, and the output as it was", async () => {
    const folder = project();
    await run(folder, ["synth"]);
    mkdirSync(join(folder, "state"));
    const state = { version: 4, resources: [{ mode: "managed", instances: [{}] }] };
    writeFileSync(join(folder, "state/account-b.tfstate"), JSON.stringify(state));
    const before = files(join(folder, "cdktf.out"));
    const backend = '{ s3: { bucket: states, key: "x/{stack}", region: us-east-1 } }';
    writeFileSync(join(folder, "eks-cross-account.yaml"), `defaults: { backend: ${backend} }\n${SHIPPED}`);
    const { code, err } = await run(folder, ["deploy", "--auto-approve", "--terraform", FAKE]);
    expect([code, err]).toEqual([2, expect.stringContaining("state push ../../../state/account-b.tfstate")]);
    expect(err).toContain("nothing was done: run `eks-cross-account synth`, then these commands\n");
    expect(files(join(folder, "cdktf.out"))).toEqual(before);
  });

  test("where the configuration has an error", async () => {
    const folder = project();
    writeFileSync(join(folder, "eks-cross-account.yaml"), "accounts: {}\nworkload: {}\n");
    const { code, err } = await run(folder, ["deploy", "--terraform", FAKE]);
    expect([code, err]).toEqual([2, expect.stringContaining("Did you mean")]);
    expect(existsSync(join(folder, "cdktf.out"))).toBe(false);
  });
});

describe("two runs on one output folder", () => {
  const held = (folder: string, holder: object) => {
    mkdirSync(join(folder, "cdktf.out"), { recursive: true });
    writeFileSync(
      join(folder, "cdktf.out/.deploy.lock"),
      JSON.stringify({ command: "x deploy", since: "t", ...holder }),
    );
  };

  test.each([["deploy"], ["synth"]])("%s is refused while another run works there", async (command) => {
    const folder = project();
    held(folder, { pid: process.ppid, host: hostname() });
    const { code, err } = await run(folder, command === "synth" ? [command] : [command, "--terraform", FAKE]);
    expect([code, err]).toEqual([2, expect.stringContaining("cdktf.out is in use by x deploy")]);
    held(folder, { pid: 1, host: "another" });
    expect((await run(folder, [command, ...(command === "synth" ? [] : ["--terraform", FAKE])])).code).toBe(2);
  });

  test("the lock of a run that was killed is no obstacle, and a run leaves none", async () => {
    const folder = project();
    held(folder, { pid: 2 ** 22 + 1, host: hostname() });
    const { code } = await run(folder, ["plan", "account-a-primary", "--terraform", FAKE]);
    expect(code).toBe(0);
    expect(existsSync(join(folder, "cdktf.out/.deploy.lock"))).toBe(false);
  });
});

describe("progress", () => {
  const shown = async (errColumns?: number) => {
    let text = "";
    const err = (part: string) => {
      text += part;
    };
    const progress = progressOn({ err, errColors: createColors(false), errColumns } as Io);
    progress.at("a", "plan");
    progress.at("a", "apply: 1 of 2 with a line that is too long", "passing");
    await progress.aside(async () => err("Shall I?\n"));
    progress.done("a", "applied");
    progress.end();
    return text;
  };

  test("is a line that changes on a terminal, cut at its width, and gone while a question is asked", async () => {
    const up = "\x1b[1A\x1b[J";
    const apply = "  a  apply: 1 of 2 w\n";
    expect(await shown(21)).toBe(`  a  plan  0 s\n${up}${apply}${up}Shall I?\n${apply}${up}  a  applied\n`);
  });

  test("is a line an event elsewhere, without what passes", async () => {
    expect(await shown()).toBe("a: plan\nShall I?\na: applied\n");
  });
});

describe("steps in order", () => {
  const STEPS = [
    { name: "a", after: [] },
    { name: "b", after: [] },
    { name: "c", after: ["a"] },
    { name: "d", after: ["c", "b"] },
  ];
  /** Runs the steps; `most` is how many ran at one time. */
  async function worked(parallel: number, bad: readonly string[] = [], stopAt?: string) {
    const begun: string[] = [];
    let [running, most, stopped] = [0, 0, false];
    const ends = await inOrder(
      STEPS,
      parallel,
      async (name) => {
        begun.push(name);
        running += 1;
        most = Math.max(most, running);
        await new Promise((done) => setTimeout(done, 5));
        if (name === stopAt) stopped = true;
        running -= 1;
        return !bad.includes(name);
      },
      () => stopped,
    );
    return { begun, most, ends: Object.fromEntries(ends) };
  }

  test("those that do not wait for each other run together, up to the limit", async () => {
    expect(await worked(4)).toMatchObject({ begun: ["a", "b", "c", "d"], most: 2 });
    expect(await worked(1)).toMatchObject({ begun: ["a", "b", "c", "d"], most: 1 });
  });

  test("what waits for one that failed is not begun, and everything else is", async () => {
    expect(await worked(4, ["a"])).toMatchObject({
      begun: ["a", "b"],
      ends: { a: "badly", b: "well", c: { blockedBy: "a" }, d: { blockedBy: "c" } },
    });
  });

  test("nothing is begun once all is to stop", async () => {
    expect(await worked(1, [], "b")).toMatchObject({ begun: ["a", "b"], ends: { c: "stopped", d: "stopped" } });
  });
});
