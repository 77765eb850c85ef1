import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli, project } from "../support/cli";

const installed = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

/** What a shell offers at the end of `line`, from the script that the command prints. */
async function offered(shell: "bash" | "zsh", line: string): Promise<readonly string[]> {
  const { out: script } = await cli(project(), ["completion", shell]);
  const folder = mkdtempSync(join(tmpdir(), "completion-"));
  try {
    writeFileSync(join(folder, "script"), script);
    const words = line.split(" ");
    const asked =
      shell === "bash"
        ? `source ./script; COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
           _eks_cross_account; printf '%s\\n' "\${COMPREPLY[@]}"`
        : `compdef() { :; }; _files() { :; }; compadd() { shift; printf '%s\\n' "$@" }; source ./script
           words=(${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length}; _eks_cross_account`;
    const { stdout, stderr } = spawnSync(shell, ["-c", asked], { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout.split("\n").filter((word) => word.startsWith(words.at(-1) ?? ""));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SHELLS = (["bash", "zsh"] as const).map((shell) => ({
  shell,
  inShell: installed(shell) ? test : test.skip,
  title: installed(shell) ? shell : `${shell}, skipped: it is not installed here`,
}));

describe.each(SHELLS)("completion in $title", ({ shell, inShell }) => {
  inShell("offers commands", async () => {
    const words = await offered(shell, "eks-cross-account ");
    expect(words).toEqual(expect.arrayContaining(["synth", "prove", "explain", "completion", "--version"]));
    expect(await offered(shell, "eks-cross-account ex")).toEqual(["explain"]);
  });

  inShell("offers the options of the command that stands before", async () => {
    expect(await offered(shell, "eks-cross-account prove infra --f")).toEqual(["--fail-on", "--format"]);
    expect(await offered(shell, "eks-cross-account synth --f")).toEqual(["--forget", "--format"]);
  });

  inShell("offers the values of an option and of an argument that has a list of them", async () => {
    expect(await offered(shell, "eks-cross-account prove infra --format s")).toEqual(["sarif"]);
    expect(await offered(shell, "eks-cross-account completion z")).toEqual(["zsh"]);
  });
});

test("every command and long option of the help is completed", async () => {
  const { out: script } = await cli(project(), ["completion", "bash"]);
  const { out: help } = await cli(project(), ["--help"]);
  const commands = [...help.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = ""]) => name);
  expect(commands.length).toBeGreaterThan(7);
  for (const command of commands) {
    const { out } = command === "help" ? { out: "" } : await cli(project(), [command, "--help"]);
    for (const [, option = ""] of out.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)) {
      const line = script.split("\n").find((text) => text.includes(`"${command} "*)`));
      expect(line).toContain(option);
    }
  }
});

test("fails for a shell that is not known, and names those that are", async () => {
  expect(await cli(project(), ["completion", "fish"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("bash, zsh"),
  });
});
