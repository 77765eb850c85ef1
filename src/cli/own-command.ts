import type { Io } from "./io";
import { shellQuoted } from "./shell-quoted";

/** How a user runs a command of this program again, in the way in which they have run it now. */
export function ownCommand(command: string, args: readonly string[], { env }: Pick<Io, "env">): string {
  const given = args.map(shellQuoted);
  if (!SCRIPTS.includes(env.npm_lifecycle_event ?? ""))
    return [...(env.npm_command === "exec" ? ["npx"] : []), "eks-cross-account", command, ...given].join(" ");
  const script = command === "synth" ? "npm start" : `npm run ${command}`;
  return [script, ...(given.length > 0 ? ["--", ...given] : [])].join(" ");
}

/** The scripts of this repository's package that run a command. */
const SCRIPTS: readonly string[] = ["start", "check", "plan", "deploy", "destroy", "prove", "explain", "report"];
