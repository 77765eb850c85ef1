import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { placeOf, type WrittenBackend, worksOn, writtenBackend } from "../backend";
import { InputError } from "../terraform/source-location";
import { type Project, stackDir, statePath } from "./project";
import { besidesOf, initialisedWith, readJson, resourcesInState, rootIn, usualState } from "./stack-states";

/** Where a stack's state is as far as is known here; `backend` is undefined where somebody else adds it. */
export interface Whereabouts {
  readonly backend: WrittenBackend | undefined;
}

/** Beside the output, so that it goes where that goes, into a commit too. It is there only while a state is to be moved. */
const FILE = ".unmoved-states.json";

interface Unmoved {
  readonly stacks?: Readonly<Record<string, WrittenBackend | null>>;
}

/**
 * Where the state of a stack is that is in the output: where the output has it, or still where it was before, as long as
 * Terraform has not been initialised with that backend. Without the record a second synthesis would compare with the first one,
 * and take an empty state for the stack's.
 * @returns undefined for a stack that is not in the output
 */
export function whereaboutsOf(project: Project, stack: string): Whereabouts | undefined {
  const root = rootIn(stackDir(project, stack));
  return root === undefined ? undefined : (unmovedOf(project, stack) ?? { backend: writtenBackend(root) });
}

/** Where a state is that is still to be moved, unless it is a file that holds nothing; undefined where there is none. */
export function unmovedFrom(project: Project, stack: string): string | undefined {
  const found = unmovedOf(project, stack);
  if (!found?.backend) return found && "a backend that is not written here";
  const { type, settings } = found.backend;
  if (type !== "local" || typeof settings.path !== "string") return placeOf(found.backend);
  const file = resolve(stackDir(project, stack), settings.path);
  return existsSync(file) && resourcesInState(file) > 0 ? file : undefined;
}

/** Those of `names` whose states are not where the output has them. */
export const unmovedAmong = (project: Project, names: readonly string[]): readonly string[] =>
  names.filter((stack) => unmovedOf(project, stack) !== undefined || isLeft(project, stack));

/** Whether a backend of a stack is its file in the state folder. */
export const isUsual = (project: Project, stack: string, backend: WrittenBackend | undefined): boolean =>
  backend?.type === "local" && backend.settings.path === statePath(project, stack);

/** Whether the state folder still has the state of a stack whose backend is another one. */
function isLeft(project: Project, stack: string): boolean {
  const [folder, usual] = [stackDir(project, stack), usualState(project, stack)];
  const root = rootIn(folder);
  return (
    root !== undefined &&
    !isUsual(project, stack, writtenBackend(root)) &&
    besidesOf(folder).length === 0 &&
    existsSync(usual) &&
    resourcesInState(usual) > 0
  );
}

function unmovedOf(project: Project, stack: string): Whereabouts | undefined {
  const stacks = recordIn(project);
  if (!Object.hasOwn(stacks, stack)) return undefined;
  const former = stacks[stack] ?? undefined;
  const folder = stackDir(project, stack);
  const used = initialisedWith(folder);
  return used && worksOn(used, writtenBackend(rootIn(folder)), former) ? undefined : { backend: former };
}

/** @throws InputError for a record that cannot be read, as a merge may leave it: it is not one of nothing */
function recordIn({ outdir }: Project): NonNullable<Unmoved["stacks"]> {
  const file = join(outdir, FILE);
  if (!existsSync(file)) return {};
  const { stacks } = (readJson(file) as Unmoved | null | undefined) ?? {};
  if (typeof stacks === "object" && stacks !== null) return stacks;
  throw new InputError(
    `found ${file} in another form than synth writes it, expected where states are that are yet to be moved: put it right, or remove it if none is`,
  );
}

/** Keeps where the states are that are still to be moved, in the place of those of before. */
export function keepUnmoved({ outdir }: Project, unmoved: ReadonlyMap<string, Whereabouts>): void {
  const file = join(outdir, FILE);
  if (unmoved.size === 0) {
    rmSync(file, { force: true });
    return;
  }
  const stacks = Object.fromEntries([...unmoved].map(([stack, { backend }]) => [stack, backend ?? null]));
  mkdirSync(outdir, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify({ stacks } satisfies Unmoved, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}
