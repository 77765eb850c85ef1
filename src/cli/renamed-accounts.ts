import { existsSync } from "node:fs";
import { writtenBackend } from "../backend";
import type { Model, Stack } from "../model";
import { displayPath, type Project, stackDir } from "./project";
import { shellQuoted } from "./shell-quoted";
import { rootIn, usualState } from "./stack-states";

/**
 * What to do with a stack that goes because its account has another key now, in place of destroying it: its state is that of
 * the stack of the new name. undefined where no new stack is of the same layer of the same account.
 */
export const moveInstead =
  (project: Project, { stacks }: Pick<Model, "stacks">, cwd: string) =>
  (gone: string): string | undefined => {
    const account = accountOf(rootIn(stackDir(project, gone)));
    const same = stacks.filter((stack) => stack.account.id === account && layerOf(stack.name) === layerOf(gone));
    const [successor] = same.filter(({ name }) => !existsSync(stackDir(project, name)));
    return successor && sentence(project, gone, successor, cwd);
  };

function sentence(project: Project, gone: string, { name, backend, account }: Stack, cwd: string): string {
  const start = `If its account is now called ${account.key}, move its state to that of ${name}`;
  const isLocal = backend.kind === "local" && writtenBackend(rootIn(stackDir(project, gone)))?.type === "local";
  if (!isLocal) return `${start}: docs/renaming.md.`;
  const [from, to] = [gone, name].map((stack) => shellQuoted(displayPath(usualState(project, stack), cwd)));
  return `${start}: mv ${from} ${to}.`;
}

const layerOf = (stack: string): string => /-(primary|rest)$/.exec(stack)?.[1] ?? "account";

interface Root {
  readonly provider?: { readonly aws?: readonly { readonly allowed_account_ids?: readonly string[] }[] };
}

const accountOf = (root: unknown): string | undefined =>
  (root as Root | null | undefined)?.provider?.aws?.[0]?.allowed_account_ids?.[0];
