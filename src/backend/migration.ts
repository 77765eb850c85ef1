import { placeOf, type WrittenBackend } from "./written";

/** A stack whose state goes from one backend to another. */
export interface Migration {
  /** As the old root module has it; undefined without one. */
  readonly from: WrittenBackend | undefined;
  readonly to: WrittenBackend | undefined;
  /** What Terraform was initialised with in the stack's folder; undefined where it was not. */
  readonly used: WrittenBackend | undefined;
  /** The state in the state folder, if it holds resources. */
  readonly held: StateFile | undefined;
  /** Whether a backend is that file. */
  isHere(backend: WrittenBackend | undefined): boolean;
  /** `terraform -chdir=cdktf.out/stacks/account-b` */
  readonly terraform: string;
  /** Where a state is put that Terraform does not move by itself: in the state folder, under a name that counts as no state. */
  readonly spare: StateFile;
}

export interface StateFile {
  /** From where commands are run. */
  readonly path: string;
  /** Its folder, from where commands are run. */
  readonly folder: string;
  /** From the stack's folder. */
  readonly fromStack: string;
}

const OLD_AGAIN =
  "# write the former backend into the configuration once more and run synth, but not the commands that it prints";
const NEW_AGAIN = "# write the new backend again and run synth; then go on here";

/**
 * What moves the state, in order, with what is no command as a comment; nothing where there is none to move. Terraform finds
 * the old state by what it was initialised with. Where it was not, a state file is pushed. No step writes over a file that
 * holds resources without asking.
 * @see https://developer.hashicorp.com/terraform/cli/commands/init#backend-initialization
 * @see https://developer.hashicorp.com/terraform/cli/commands/state/push
 */
export function migrationSteps(migration: Migration): readonly string[] {
  const { from, to, used, held, terraform, isHere } = migration;
  const migrate = `${terraform} init${to?.type === "cloud" ? "" : " -migrate-state"}`;
  // what Terraform was initialised with is the new place already, and says nothing of where the state is
  const isThere = used !== undefined && to !== undefined && worksOn(used, to, undefined);
  if (held && !isHere(to)) {
    if (used === undefined) return [`${terraform} init`, `${terraform} state push ${held.fromStack}`, renamed(held)];
    // Terraform has worked on the former backend since: what is there moves, and not the file
    if (from && !isHere(from) && !isThere && worksOn(used, from, undefined))
      return [...(from.type === "cloud" ? pulled(migration) : [migrate]), `${terraform} state list`, renamed(held)];
    return [used.type === "local" && !isThere ? migrate : `${terraform} state list`, renamed(held)];
  }
  if (isSame(from, to)) return used && to?.type !== "cloud" ? [`${terraform} init -reconfigure`] : [];
  if (isHere(from)) return used ? [migrate] : [];
  const isReached = used !== undefined && !isThere;
  if (isReached && from?.type !== "cloud") return [migrate];
  if (held) return [stays(held), ...(isReached ? [`${terraform} init -reconfigure`] : [])];
  return from?.type === "cloud" ? pulled(migration) : [OLD_AGAIN, `${terraform} init`, NEW_AGAIN, migrate];
}

/** Terraform moves no state out of a workspace of HCP Terraform. */
const pulled = ({ terraform, spare }: Migration): readonly string[] => [
  OLD_AGAIN,
  `${terraform} init`,
  `mkdir -p ${spare.folder} && ${terraform} state pull > ${spare.path}`,
  NEW_AGAIN,
  `${terraform} init -reconfigure`,
  `${terraform} state push ${spare.fromStack}`,
];

/** A state that has been moved is a backup: under its name it would count as in use. */
const renamed = ({ path }: StateFile): string => `mv ${path} ${path}.moved`;

/** After a way there and back without moving it. */
const stays = ({ path }: StateFile): string =>
  `# ${path} holds resources and stays the state: nothing is moved over it. If the former backend has a newer one, move this file elsewhere, synthesize with the former backend and then with this one`;

/** Whether two backends are one place with other settings: Terraform itself asks for another init there. */
export const isSame = (from: WrittenBackend | undefined, to: WrittenBackend | undefined): boolean =>
  from !== undefined &&
  to?.type === from.type &&
  from.type !== "local" &&
  placeOf(from) === placeOf(to) &&
  isNamed(from);

/** Whether a place says which state of its backend it is. */
const isNamed = ({ type }: WrittenBackend): boolean => type === "s3" || type === "cloud";

/** Whether a folder that Terraform was initialised in with `used` works on the state of `backend`, which was in `former` before. */
export function worksOn(
  used: WrittenBackend,
  backend: WrittenBackend | undefined,
  former: WrittenBackend | undefined,
): boolean {
  // what somebody else adds is not known: it is another one than before
  if (!backend) return !former || !worksOn(used, former, undefined);
  if (used.type !== backend.type) return false;
  return isNamed(backend) ? placeOf(used) === placeOf(backend) : isWithin(backend.settings, used.settings);
}

/** Whether all settings that are written are those that Terraform has kept, which has null for the others, and types of its own. */
function isWithin(written: unknown, kept: unknown): boolean {
  if (typeof written !== "object" || written === null) return `${written}` === `${kept}`;
  if (typeof kept !== "object" || kept === null) return false;
  return Object.entries(written).every(([name, value]) => isWithin(value, (kept as Record<string, unknown>)[name]));
}
