import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHcl } from "../../../src/terraform/source/hcl";
import type { Block } from "./block";
import type { World } from "./computed";
import { type Files, providerFreeModule } from "./module";

/** Where Terraform keeps what it downloads, and folders of other programs. */
const NOT_COPIED = [".terraform", ".git", "node_modules"];

/**
 * Copies a folder with everything below it, such as a root module beside the modules that it calls, each module so that
 * Terraform runs it without any provider. Files that are not configuration are copied as they are; lock files are not.
 */
export async function writeProviderFree(from: string, to: string, world?: World): Promise<void> {
  mkdirSync(to, { recursive: true });
  const files: Record<string, Block> = {};
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const { name } = entry;
    const source = join(from, name);
    if (entry.isDirectory()) {
      if (!NOT_COPIED.includes(name)) await writeProviderFree(source, join(to, name), world);
    } else if (name.endsWith(".tf.json")) files[name] = JSON.parse(readFileSync(source, "utf8"));
    else if (name.endsWith(".tf"))
      files[`${name}.json`] = (await parseHcl(source, readFileSync(source, "utf8"))) as Block;
    else if (name !== ".terraform.lock.hcl") cpSync(source, join(to, name));
  }
  if (Object.keys(files).length > 0) writeFiles(to, providerFreeModule(files, world));
}

function writeFiles(folder: string, files: Files): void {
  for (const [name, file] of Object.entries(files))
    writeFileSync(join(folder, name), `${JSON.stringify(file, undefined, 2)}\n`);
}
