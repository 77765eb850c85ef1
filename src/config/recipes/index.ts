import { parse } from "yaml";
import { DNS } from "./dns";
import { KEYS } from "./keys";
import { KUBERNETES } from "./kubernetes";
import { MESSAGES } from "./messages";
import { PLACES } from "./places";
import { BASE, type Recipe } from "./recipe";
import { RENAMING } from "./renaming";
import { RESOURCES } from "./resources";
import { ROLES } from "./roles";
import { STATES } from "./states";
import { TARGETS_OF_PODS } from "./targets";
import { WORKLOADS } from "./workloads";

export { BASE, type Recipe } from "./recipe";
export { REFUSALS } from "./refusals";

/** By subject, as the documentation has them. */
export const RECIPES: readonly Recipe[] = [
  ...PLACES,
  ...STATES,
  ...RESOURCES,
  ...KEYS,
  ...MESSAGES,
  ...DNS,
  ...ROLES,
  ...WORKLOADS,
  ...TARGETS_OF_PODS,
  ...KUBERNETES,
  ...RENAMING,
];

/** Plain data of YAML. */
type Data = Record<string, unknown>;

type Written = Pick<Recipe, "at" | "write" | "besides" | "inPlaceOf">;

/** BASE with what a recipe writes. */
export function configurationOf({ at, write, besides = {}, inPlaceOf = [] }: Written): object {
  const made = parse(BASE) as Data;
  for (const path of inPlaceOf) remove(made, path.split("."));
  for (const [place, keys] of Object.entries(besides)) add(made, stepsOf(place), written(keys));
  add(made, stepsOf(at), written(write));
  return made;
}

/** BASE itself. */
export const baseConfiguration = (): object => parse(BASE) as object;

const stepsOf = (place: string): readonly string[] => (place === "" ? [] : place.split("."));

const written = (keys: string): Data => parse(`{ ${keys} }`) as Data;

function add(to: Data, [first, ...rest]: readonly string[], keys: Data): void {
  if (first === undefined) Object.assign(to, keys);
  else {
    to[first] ??= {};
    add(to[first] as Data, rest, keys);
  }
}

function remove(from: Data, [first = "", ...rest]: readonly string[]): void {
  if (rest.length === 0) delete from[first];
  else remove(from[first] as Data, rest);
}
