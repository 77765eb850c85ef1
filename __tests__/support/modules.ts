import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readConfiguration } from "../../src/library/configuration";
import { prove, readWorld } from "../../src/library/proof";
import { withOutput } from "../../src/library/synthesize";
import type { Proof } from "../../src/proof/proof";
import { synthesize } from "../../stacks";
import type { Json } from "./synth";

/** A configuration's text with the layout of modules. */
export const asModules = (text: string): string => `${text}\nlayout: modules\n`;

const configurationOf = (text: string) => {
  const { configuration, problems } = readConfiguration(text);
  if (!configuration) throw new Error(JSON.stringify(problems));
  return configuration;
};

/** Every file of the output by its path. */
export const outputOf = (text: string, name?: string): Promise<Readonly<Record<string, string>>> =>
  withOutput(configurationOf(text), synthesize, { name }, (files) =>
    Object.fromEntries(files().map((file) => [file.path, file.text])),
  );

/** The modules among them, by name. */
export const modulesIn = (files: Readonly<Record<string, string>>): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) => {
      const [, name] = /^([\w-]+)\/main\.tf\.json$/.exec(path) ?? [];
      return name === undefined ? [] : [[name, JSON.parse(text)]];
    }),
  );

/** What a page shows first in a language. */
export function shownIn(page: string | undefined, language: string): string {
  const [, text] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page ?? "") ?? [];
  if (text === undefined) throw new Error(`the page shows no ${language}`);
  return text;
}

/** The proof of a root module beside the modules of a configuration, by the configuration's own claims. */
export async function proofOfRoot(main: string, text: string): Promise<Proof> {
  const folder = mkdtempSync(join(tmpdir(), "root-"));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  try {
    write("platform/main.tf", main);
    for (const [path, content] of Object.entries(await outputOf(text))) write(join("platform/modules", path), content);
    return (await prove(await readWorld([join(folder, "platform")]), { configuration: configurationOf(text) })).proof;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
