import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FUNCTIONS } from "../../src/terraform/expression/functions";
import { NOT_EVALUATED } from "../../src/terraform/expression/functions/not-evaluated";
import { CONSOLE, CONSOLE_FILES, CONSOLE_LOCALS } from "../terraform/console";

const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
const env = { ...inherited, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
const terraform = (cwd: string, args: readonly string[], input = "") => {
  const { stdout, stderr } = spawnSync("terraform", args, { cwd, env, input, encoding: "utf8" });
  return { stdout, stderr };
};

const found = spawnSync("terraform", ["version"], { env }).status === 0;
if (!found)
  console.log("skipped: no terraform on PATH; the cases of its console are held against it where it is installed");

(found ? describe : describe.skip)("Terraform itself", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "console-"));
    for (const [path, text] of Object.entries(CONSOLE_FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("prints what the cases of its console have", () => {
    const cases = Object.values(CONSOLE).flat();
    const locals = Object.fromEntries(
      // a list around it distinguishes what is refused from any value
      cases.map(([expression], at) => [`e${at}`, `\${try([${expression}], "refused")}`]),
    );
    const all = `\${[${cases.map((_, at) => `local.e${at}`).join(", ")}]}`;
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ locals: { ...CONSOLE_LOCALS, ...locals, all } }));
    const { stdout, stderr } = terraform(folder, ["console", "-no-color"], "jsonencode(local.all)\n");
    expect(stderr).not.toContain("Error:");
    const values = JSON.parse(JSON.parse(stdout)) as readonly unknown[];
    expect(cases.map(([expression], at) => [expression, values[at]])).toEqual(
      cases.map(([expression, ...expected]) => [expression, expected.length === 0 ? "refused" : expected]),
    );
  });

  test("has no function that is neither evaluated nor among those that are not", () => {
    const { stdout } = terraform(folder, ["metadata", "functions", "-json"]);
    const names = Object.keys(JSON.parse(stdout).function_signatures).filter((name) => !name.startsWith("core::"));
    const known = new Set([...FUNCTIONS.keys(), ...NOT_EVALUATED.keys(), "try", "can"]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !names.includes(name))).toEqual([]);
  });
});
