/** The values that a stack's resources have once it is applied; `outputsOf` gives the outputs of another stack. */
export function valuesOf(
  root: object,
  outputsOf: (stack: string) => Readonly<Record<string, string>> | undefined,
): object;
/** As `terraform show -json` prints a state. */
export function shown(values: object): object;
