import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import type { Model } from "../../src/model";
import { CALLER } from "../../src/model/layout";
import { type Root, sorted } from "./block";
import { callerOf, type Made } from "./caller";
import { migration } from "./migration";
import { moduleOf } from "./module";
import { overview, readme } from "./readme";

export type { Made };

/**
 * Writes stacks as child modules, each with a page that shows its call, and a root module that calls all of them.
 * @param name of the configuration; empty for the default one
 */
export function writeModules(stacksMade: readonly Made[], model: Model, outdir: string, name: string): void {
  const source = `./${posix.join("modules", name)}`;
  const all = stacksMade.map(({ stack, root }) => ({ stack, root: sorted(root) as Root }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(outdir, path)), { recursive: true });
    writeFileSync(join(outdir, path), text);
  };
  for (const made of all) {
    const module = sorted(moduleOf(made.root, made.stack)) as Root;
    write(`${made.stack.name}/main.tf.json`, json(module));
    write(`${made.stack.name}/README.md`, readme(made, module, model, source));
  }
  write("README.md", overview(all, model, source));
  write("MIGRATE.md", migration(model, posix.join("cdktf.out", name, "stacks")));
  write(`${CALLER}/main.tf.json`, json(callerOf(all, model, "..")));
}

const json = (root: object): string => `${JSON.stringify(root, undefined, 2)}\n`;
