/** Versions from `atLeast` (major, minor) on that are below the major version `below`. */
export interface Range {
  readonly atLeast: readonly [number, number];
  readonly below: number;
}

/** Whether a release, such as `6.48.0`, is in the range. Terraform takes no pre-release unless it is named. */
export function satisfies(version: string, { atLeast, below }: Range): boolean {
  const numbers = /^(\d+)\.(\d+)\.\d+$/.exec(version)?.slice(1).map(Number);
  if (!numbers) return false;
  const [major = 0, minor = 0] = numbers;
  return major < below && (major > atLeast[0] || (major === atLeast[0] && minor >= atLeast[1]));
}

/** `>= 6.3, < 7` */
export const shownRange = ({ atLeast, below }: Range): string => `>= ${atLeast.join(".")}, < ${below}`;
