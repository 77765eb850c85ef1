import type { Unit } from "./units";

/**
 * The `terragrunt.hcl` of each unit, for its own folder: what it waits for, and the outputs that it takes as variables.
 * There is no `terraform` block with a source, as Terragrunt would run a copy then, away from the state's relative path,
 * and no mock: a unit is planned once what it reads is applied.
 * @see https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#dependencies
 */
export const terragruntFiles = (units: readonly Unit[]): readonly { readonly stack: string; readonly text: string }[] =>
  units.map((unit) => ({ stack: unit.stack, text: textOf(unit) }));

function textOf({ waitsFor, variables, state }: Unit): string {
  const sources = [...new Set(variables.map(({ from }) => from))];
  const blocks = [
    ...(state === "none" ? [ROOT] : []),
    ...(waitsFor.length > 0 ? [dependencies(waitsFor)] : []),
    ...sources.map((from) => `dependency ${quoted(from)} {\n  config_path = ${quoted(`../${from}`)}\n}\n`),
    ...(variables.length > 0 ? [inputs(variables)] : []),
  ];
  return blocks.length > 0 ? blocks.join("\n") : "# waits for nothing\n";
}

/**
 * A file of the repository that adds the backend which the stack is without.
 * @see https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include
 */
const ROOT = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n';

const dependencies = (waitsFor: Unit["waitsFor"]): string =>
  ["dependencies {", "  paths = [", ...waitsFor.flatMap(lineOf), "  ]", "}", ""].join("\n");

const lineOf = ({ stack, why }: Unit["waitsFor"][number]): readonly string[] => [
  `    # ${why}`,
  `    ${quoted(`../${stack}`)},`,
];

const inputs = (variables: Unit["variables"]): string =>
  ["inputs = {", ...variables.map(({ name, from }) => `  ${name} = dependency.${from}.outputs.${name}`), "}", ""].join(
    "\n",
  );

/** Names of stacks are lower-case letters, digits and hyphens: nothing in them needs an escape. */
const quoted = (text: string): string => `"${text}"`;
