import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessChange, readWorld } from "../../library/proof";
import type { Model } from "../../model";
import type { AccessChange } from "../../proof/access-change";
import type { StateJson } from "../../terraform-cli";
import { type Project, stackDir } from "../project";

export interface AccessQuestion {
  readonly project: Project;
  readonly model: Model;
  /** States of the stacks that are changed, by name; undefined where one holds nothing. */
  readonly before: ReadonlyMap<string, StateJson | undefined>;
  /** The stacks whose Terraform stands at the end. */
  readonly after: readonly string[];
  /** The others of the configuration, which are taken as they are configured. */
  readonly others: readonly string[];
  /** For the states, which the prover reads as files. */
  readonly folder: string;
}

/** What pods gain and lose; a reason where that cannot be told. Nothing depends on it. */
export async function accessChangeOf(question: AccessQuestion): Promise<AccessChange | { readonly problem: string }> {
  const { project, model, before, after, others, folder } = question;
  const at = (names: readonly string[]) => names.map((name) => stackDir(project, name));
  const states = join(folder, "states");
  mkdirSync(states, { recursive: true });
  const written = [...before].flatMap(([name, state]): string[] => {
    if (!state) return [];
    const file = join(states, `${name}.json`);
    writeFileSync(file, JSON.stringify({ format_version: "1.0", ...state }));
    return [file];
  });
  const known = new Map(model.stacks.map(({ name, account }) => [name, account.id]));
  const accounts = new Map(
    [...before].flatMap(([name, state]): [string, string][] => {
      const account = known.get(name);
      return state && account ? [[name, account]] : [];
    }),
  );
  try {
    return await accessChange(
      await readWorld([...at(others), ...written], { accounts }),
      await readWorld([...at(others), ...at(after)]),
    );
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
