/** What a stack needs of another that is applied before it, the first where it needs several. */
export const REASONS = ["principals", "roles", "outputs", "resources", "policies"] as const;
/**
 * `principals`: its policies name roles that are made there, and AWS takes no policy that names a role that is not there;
 * `roles`: its associations, policies or service accounts are for roles that are made there; `outputs`: it reads what only
 * an apply of the other stack knows; `resources`: it writes the policies of resources that are made there; `policies`: its
 * pods need what the policies of resources there let in.
 */
export type Reason = (typeof REASONS)[number];

/** The stacks that one waits for, and what it needs of each. */
export interface Waits {
  /** Names of the stacks that must be applied before this one. */
  readonly dependsOn: readonly string[];
  readonly reasons: Readonly<Record<string, readonly Reason[]>>;
}

/** Of what is needed, and of which stacks. Order and repetitions do not matter but for the order of `dependsOn`. */
export function waitsFor(...needs: readonly (readonly [Reason, readonly string[]])[]): Waits {
  const dependsOn = [...new Set(needs.flatMap(([, stacks]) => stacks))];
  const of = (stack: string) =>
    REASONS.filter((reason) => needs.some(([one, on]) => one === reason && on.includes(stack)));
  return { dependsOn, reasons: Object.fromEntries(dependsOn.map((stack) => [stack, of(stack)])) };
}
