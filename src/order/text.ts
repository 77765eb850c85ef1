import type { Unit } from "./units";

/** The waves of units, for a person: what each waits for and why. Units of one wave may be applied at the same time. */
export function orderText(units: readonly Unit[], bold: (text: string) => string): string {
  const waves = [...new Set(units.map(({ wave }) => wave))].sort((a, b) => a - b);
  return waves
    .flatMap((wave) => [`${wave}.`, ...units.filter((unit) => unit.wave === wave).flatMap(linesOf), ""])
    .join("\n");

  function linesOf({ stack, folder, account, waitsFor, variables }: Unit): readonly string[] {
    return [
      `   ${bold(stack)}  ${account.key} ${account.id} ${account.region}  ${folder}`,
      ...(waitsFor.length === 0 ? ["      waits for nothing"] : []),
      ...waitsFor.map((wait) => `      waits for ${wait.stack}: ${wait.why}`),
      ...variables.map(({ name, from }) => `      takes the variable ${name}, an output of ${from}`),
    ];
  }
}
