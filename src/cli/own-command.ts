import type { Io } from "./io";

/** The words by which a user runs this program's command again, as they have run it now. */
export function ownCommand(command: string, { env }: Pick<Io, "env">): string {
  if (SCRIPTS.includes(env.npm_lifecycle_event ?? ""))
    return command === "synth" ? "npm start --" : `npm run ${command} --`;
  return `${env.npm_command === "exec" ? "npx " : ""}eks-cross-account ${command}`;
}

/** The scripts of this repository's package that run a command. */
const SCRIPTS: readonly string[] = ["start", "check", "deploy", "destroy", "prove", "explain"];
