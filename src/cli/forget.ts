import { choiceOf } from "../config";
import { InputError } from "../terraform/source-location";
import type { Io } from "./io";
import { droppedStacks, type Forgetting } from "./output-problems";
import { ownCommand } from "./own-command";
import type { Project, ProjectOptions } from "./project";

export interface ForgetOptions extends ProjectOptions {
  /** Stacks that may go though nobody has looked into their states. */
  readonly forget?: readonly string[] | undefined;
}

/** What `--forget` allows. @throws InputError for a stack that is not going */
export function forgettingOf(
  project: Project,
  names: readonly string[],
  { forget = [], config, out }: ForgetOptions,
  io: Pick<Io, "env">,
): Forgetting {
  const dropped = forget.length > 0 ? droppedStacks(project, names) : [];
  const other = forget.find((stack) => !dropped.includes(stack));
  if (other !== undefined)
    throw new InputError(
      `found --forget ${other}${names.includes(other) ? ", which the configuration has" : ""}, expected a stack that it no longer has: ${choiceOf(other, dropped)}`,
    );
  const again = [
    ...(config === undefined ? [] : ["--config", config]),
    ...(out === undefined ? [] : ["--out", out]),
    ...forget.flatMap((stack) => ["--forget", stack]),
  ];
  return { forget, forgetCommand: (stack) => ownCommand("synth", [...again, "--forget", stack], io) };
}
