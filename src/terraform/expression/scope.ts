import { UnknownValue } from "../../unknown/unknown-value";
import { type Dictionary, LazyObject, type Value } from "../value";
import { type Inserted, type Node, type Step, walk } from "./ast";
import { NOT_EVALUATED } from "./functions/not-evaluated";

/** What the names in an expression stand for. */
export interface Scope {
  /** Names what is unknown in it: stack and module. */
  readonly name: string;
  /** Names what is unknown and depends on `names`: the instance. */
  readonly instance: string;
  /** `each`, `count`, and what `for` and `dynamic` bind. */
  readonly names: ReadonlyMap<string, Value>;
  /** What the names of files are relative to; undefined where no files lie beside what was read. */
  readonly directory?: string;
  /** Whether `try` or `can` goes on where Terraform refuses a part. */
  readonly isTried?: boolean;
  /** The value of `root` followed by `steps`, and how many of these it has taken. @throws InputError for what is not declared */
  resolve(root: string, steps: readonly Step[], index: (node: Node) => Value): readonly [Value, number];
}

/** What names the value of an interpolation. */
export function unknownName({ source, node }: Inserted, scope: Scope): string {
  let local = false;
  let impure = false;
  walk(node, (one) => {
    if (one.kind === "reference" && scope.names.has(one.root)) local = true;
    if (one.kind === "call" && NOT_EVALUATED.has(one.name)) impure = true;
  });
  return `${local || impure ? scope.instance : scope.name}/${source}`;
}

/** What names mean in a template that a function is given. */
export function templateScope(variables: Dictionary, name: string, scope: Scope): Scope {
  const names = Object.entries(variables).map(([variable, value]): [string, Value] => [
    variable,
    value instanceof UnknownValue && !(value instanceof LazyObject) && value.origin === undefined
      ? value.as({ origin: `${name}.${variable}` })
      : value,
  ]);
  return {
    ...scope,
    instance: `${scope.instance}/${name}`,
    names: new Map(names),
    resolve: (root, steps) => [
      new UnknownValue("no-value", `a template is not given the variable ${root}`),
      steps.length,
    ],
  };
}
