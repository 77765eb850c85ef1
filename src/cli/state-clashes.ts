import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { placeOf, terraformSettings, type WrittenBackend, writtenBackend } from "../backend";
import type { Stack } from "../model";
import type { Problem } from "../rules";
import { isMarked } from "./old-output";
import { displayPath, type Project } from "./project";
import { rootIn } from "./stack-states";

/**
 * States that a stack would share with one of another configuration, whose output lies beside this one's: one apply would
 * destroy what the other has made. Files are apart by the configurations' names.
 */
export function stateClashes(project: Project, stacks: readonly Stack[], cwd: string): readonly Problem[] {
  const others = new Map(siblingsOf(project).flatMap(statesOf));
  return stacks.flatMap(({ name, backend }): readonly Problem[] => {
    const id = idOf(writtenBackend({ terraform: terraformSettings(backend, "") }));
    const other = id === undefined ? undefined : others.get(id);
    return other === undefined
      ? []
      : [
          {
            rule: "state-taken",
            path: [],
            found: `${id} for ${name} and for ${displayPath(other, cwd)}`,
            fix: "Give the two configurations other keys or workspaces, as one apply would destroy what the other has made; or remove that output, if its configuration is gone.",
          },
        ];
  });
}

/** Output folders of other configurations, which are in that of the default one. */
function siblingsOf({ outdir, named }: Project): readonly string[] {
  const base = named ? dirname(outdir) : outdir;
  if (!statSync(base, { throwIfNoEntry: false })?.isDirectory()) return [];
  const folders = readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [base, ...folders.map(({ name }) => join(base, name))].filter((one) => one !== outdir && isMarked(one));
}

/** Folders of stacks by where their states are. */
function statesOf(outdir: string): readonly (readonly [id: string, folder: string])[] {
  const stacks = join(outdir, "stacks");
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks).flatMap((name) => {
    const folder = join(stacks, name);
    const id = idOf(writtenBackend(rootIn(folder)));
    return id === undefined ? [] : [[id, folder] as const];
  });
}

/** Only of backends whose settings say which state it is. */
const idOf = (backend: WrittenBackend | undefined): string | undefined =>
  backend?.type === "s3" || backend?.type === "cloud" ? placeOf(backend) : undefined;
