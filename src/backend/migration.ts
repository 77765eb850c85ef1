import { placeOf, type WrittenBackend } from "./written";

/** A stack whose state goes from one backend to another. */
export interface Migration {
  /** As the old root module has it; undefined without one. */
  readonly from: WrittenBackend | undefined;
  readonly to: WrittenBackend | undefined;
  /** What Terraform was initialised with in the stack's folder; undefined where it was not. */
  readonly used: WrittenBackend | undefined;
  /** A local state that still holds resources though the new backend is another one. */
  readonly left: StateFile | undefined;
  /** `terraform -chdir=cdktf.out/stacks/account-b` */
  readonly terraform: string;
  /** Where a state is put that Terraform does not move by itself. */
  readonly spare: StateFile;
}

export interface StateFile {
  /** From where commands are run. */
  readonly path: string;
  /** From the stack's folder. */
  readonly fromStack: string;
}

/**
 * What moves the state, in order; nothing where there is none to move. Terraform finds the old state by what it was
 * initialised with. Where it was not, a state file is pushed.
 * @see https://developer.hashicorp.com/terraform/cli/commands/init#backend-initialization
 * @see https://developer.hashicorp.com/terraform/cli/commands/state/push
 */
export function migrationSteps({ from, to, used, left, terraform, spare }: Migration): readonly string[] {
  const migrate = `${terraform} init${to?.type === "cloud" ? "" : " -migrate-state"}`;
  const push = (state: StateFile) => [`${terraform} state push ${state.fromStack}`, renamed(state)];
  if (left) {
    if (used === undefined) return [`${terraform} init`, ...push(left)];
    return [used.type === "local" ? migrate : `${terraform} state list`, renamed(left)];
  }
  if (isSame(from, to)) return used && to?.type !== "cloud" ? [`${terraform} init -reconfigure`] : [];
  if (from?.type === "local") return used ? [migrate] : [];
  if (used && from?.type !== "cloud") return [migrate];
  return [
    `${terraform} init && ${terraform} state pull > ${spare.path}  # with the old configuration, synthesized once more`,
    `${terraform} init -reconfigure  # with this one`,
    ...push(spare),
  ];
}

/** A state that has been moved is a backup: under its name it would count as in use. */
const renamed = ({ path }: StateFile): string => `mv ${path} ${path}.moved`;

/** Whether two backends are one place with other settings. */
const isSame = (from: WrittenBackend | undefined, to: WrittenBackend | undefined): boolean =>
  from !== undefined &&
  to?.type === from.type &&
  from.type !== "local" &&
  placeOf(from) === placeOf(to) &&
  isNamed(from);

/** Whether a place says which state of its backend it is. */
const isNamed = ({ type }: WrittenBackend): boolean => type === "s3" || type === "cloud";
