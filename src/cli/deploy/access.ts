import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
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
  /** The other stacks, which are taken as they are configured. */
  readonly others: readonly string[];
  /** Whether the stacks that are changed are gone at the end. */
  readonly destroys: boolean;
  /** For the states, which the prover reads as files. */
  readonly folder: string;
}

/** What pods gain and lose; a reason where that cannot be told. Nothing depends on it. */
export async function accessChangeOf(question: AccessQuestion): Promise<AccessChange | { readonly problem: string }> {
  const { project, model, before, others, destroys, folder } = question;
  const configured = others.map((name) => stackDir(project, name));
  const states = statesIn(before, folder);
  const requested = requestedIn(project, folder);
  const accounts = new Map(
    model.stacks.flatMap(({ name, account }) => (before.get(name) ? [[name, account.id] as const] : [])),
  );
  try {
    return await accessChange(
      await readWorld([...configured, ...states, ...requested], { accounts }),
      await readWorld(destroys ? [...configured, ...requested] : [project.outdir]),
    );
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function statesIn(before: AccessQuestion["before"], folder: string): readonly string[] {
  const states = join(folder, "states");
  mkdirSync(states, { recursive: true });
  return [...before].flatMap(([name, state]): string[] => {
    if (!state) return [];
    const file = join(states, `${name}.json`);
    writeFileSync(file, JSON.stringify({ format_version: "1.0", ...state }));
    return [file];
  });
}

/** What owners of roles are asked for, which is taken as given before and after; under names that no stack has. */
function requestedIn({ outdir }: Project, folder: string): readonly string[] {
  const from = join(outdir, "handover");
  if (!existsSync(from)) return [];
  return readdirSync(from).map((name) => {
    const to = join(folder, "requested", `requested-${name}`);
    cpSync(join(from, name), to, { recursive: true });
    return to;
  });
}
