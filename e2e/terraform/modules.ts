import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readConfiguration } from "../../src/library/configuration";
import { type OutputFile, withOutput } from "../../src/library/synthesize";
import { synthesize } from "../../stacks";
import { TerraformFolder, type World, writeProviderFree } from "./provider-free";

/** The text of an example's configuration, with a line more. */
export const example = (name: string, line = ""): string =>
  `${readFileSync(`../examples/${name}/eks-cross-account.yaml`, "utf8")}\n${line}\n`;

/** What a configuration gives, by path. @throws Error where it is not valid */
export function outputOf(text: string): Promise<readonly OutputFile[]> {
  const { configuration, problems } = readConfiguration(text);
  if (!configuration) throw new Error(JSON.stringify(problems));
  return withOutput(configuration, synthesize, {}, (files) => files().map(({ path, text }) => ({ path, text })));
}

export const textOf = (files: readonly OutputFile[], path: string): string => {
  const found = files.find((file) => file.path === path);
  if (!found) throw new Error(`no ${path} among ${files.map((file) => file.path).join(", ")}`);
  return found.text;
};

/** What a page shows first in a language. */
export function shown(page: string, language: string): string {
  const [, text] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  if (text === undefined) throw new Error(`the page shows no ${language}`);
  return text;
}

/** A folder with `main.tf` as the root module, beside the files of an output below `at`, all without providers. */
export async function rooted(
  main: string,
  outputs: Readonly<Record<string, readonly OutputFile[]>>,
  world?: World,
): Promise<TerraformFolder> {
  const folder = new TerraformFolder();
  const written = join(folder.path, "..", "written");
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(written, path)), { recursive: true });
    writeFileSync(join(written, path), text);
  };
  write("main.tf", main);
  for (const [at, files] of Object.entries(outputs)) for (const { path, text } of files) write(join(at, path), text);
  await writeProviderFree(written, folder.path, world);
  return folder;
}

/** Runs a script of a page in a folder, with Terraform as the folder runs it. @throws Error where it fails */
export function runScript(script: string, folder: TerraformFolder): void {
  const { status, stderr, stdout } = spawnSync("sh", ["-c", script], {
    cwd: folder.path,
    encoding: "utf8",
    env: folder.env,
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}
