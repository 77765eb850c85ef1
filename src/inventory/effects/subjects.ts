import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import { isList, nameOrUnknown, type Path, textValue, unlessWrong } from "../values";
import type { Argument, Row, SubjectRow } from "./rows";

/** The subject that an argument names: a text, or why it is not known. */
export type Naming = string | UnknownValue;

/** A value that needs an account that is not known is itself not known. */
export const read = (resource: Resource, path: Path): Value => {
  const value = unlessWrong(() => resource.get(...path));
  return value === undefined ? new UnknownValue("not-read", `${path.join(".")} needs the account`) : value;
};

/** Whether the arguments of `resource` that have an effect are set, or may be. */
export function isInForce(resource: Resource, { when }: Row): boolean {
  if (when === undefined) return true;
  let set = false;
  for (const argument of when) {
    if (argument.otherwise && set) continue;
    const value = read(resource, argument.at);
    if (isEmpty(value) || (argument.filledIn?.(value) && !resource.writes(String(argument.at[0])))) continue;
    set = true;
    if (hasEffect(value, argument)) return true;
  }
  return false;
}

const isEmpty = (value: Value): boolean => value === null || value === "" || (isList(value) && value.length === 0);

const hasEffect = (value: Value, { except = [] }: Argument): boolean => {
  const text = textValue(value);
  return typeof text !== "string" || !except.includes(text);
};

/** What the arguments of `resource` call its subjects, and the argument that does. */
export const subjectsOf = (
  resource: Resource,
  { subject, unnamed }: SubjectRow,
): readonly { readonly naming: Naming; readonly argument: string }[] => {
  const named = subject.flatMap((path) =>
    textsIn(read(resource, path)).map((naming) => ({ naming, argument: String(path[0]) })),
  );
  return named.length > 0 || unnamed === undefined ? named : [{ naming: unnamed, argument: String(subject[0]?.[0]) }];
};

export function textsIn(value: Value): readonly Naming[] {
  if (isList(value)) return value.flatMap(textsIn);
  const text = nameOrUnknown(value);
  return text === undefined ? [] : [text];
}
