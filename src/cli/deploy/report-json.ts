import type { AccessChange, AccessLine } from "../../proof/access-change";
import type { ExitCode, Io } from "../io";
import { displayPath, type Project, stackDir } from "../project";
import type { Work } from "./context";
import type { Verb } from "./options";
import type { Verification } from "./verify";
import { resourceName } from "./words";

/** What synthesis says where it ends the run: problems of the configuration, states to be moved, or a refuted proof. */
interface Said {
  readonly problems?: readonly unknown[];
  readonly stateMoves?: readonly unknown[];
  readonly verdict?: unknown;
}

/** The same where Terraform was not called. */
export function notBegunJson(verb: Verb, project: Project, said: Said, exitCode: ExitCode, { cwd }: Io): object {
  const { problems = [], stateMoves = [] } = said;
  return {
    version: 1,
    command: verb,
    configuration: displayPath(project.configFile, cwd),
    out: displayPath(project.outdir, cwd),
    stacks: [],
    problems,
    stateMoves,
    ...(said.verdict === undefined ? {} : { proof: said }),
    exitCode,
  };
}

/** What became of everything, for machines. */
export function reportJson(
  { verb, io, project, model, binary, runs }: Work,
  access: AccessChange | { readonly problem: string } | undefined,
  verified: readonly Verification[],
  exitCode: ExitCode,
): object {
  const line = ({ chain, actions, on }: AccessLine) => ({ chain, actions, on: resourceName(on, model) });
  return {
    version: 1,
    command: verb,
    configuration: displayPath(project.configFile, io.cwd),
    out: displayPath(project.outdir, io.cwd),
    terraform: { name: binary.name, version: binary.version },
    stacks: runs.all.map(({ name, status, on, plan, errors }) => ({
      name,
      directory: displayPath(stackDir(project, name), io.cwd),
      status,
      ...(on === undefined ? {} : { on }),
      ...(plan ? { counts: plan.counts, changes: plan.changes } : {}),
      errors,
    })),
    ...(access && "problem" in access ? { access } : {}),
    ...(access && !("problem" in access)
      ? {
          access: {
            gained: access.gained.map(line),
            lost: access.lost.map(line),
            undecided: access.undecided.map(line),
          },
        }
      : {}),
    verifications: verified,
    exitCode,
  };
}
