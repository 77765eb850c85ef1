import { relative } from "node:path";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Node, Step } from "../expression/ast";
import { InputError, type SourceLocation } from "../source-location";
import { toText, type Value } from "../value";
import type { Module } from "./module";

/** The value of `root` followed by `steps` in `module`, and how many of these it has taken. @throws InputError for what is not declared */
export function resolveName(
  module: Module,
  root: string,
  steps: readonly Step[],
  index: (node: Node) => Value,
  at: () => SourceLocation,
): readonly [Value, number] {
  const name = (depth: number): string => {
    const step = steps[depth];
    if (step?.kind === "attribute") return step.name;
    const key = step?.kind === "index" ? toText(index(step.index)) : undefined;
    if (key !== undefined) return key;
    throw new InputError(`found a reference to ${[root, "…"].join(".")}, expected a name after it`, at());
  };
  switch (root) {
    case "var":
      return [declared(module, module.variable(name(0)), `variable "${name(0)}"`, at), 1];
    case "local":
      return [declared(module, module.local(name(0)), `local value "${name(0)}"`, at), 1];
    case "module":
      return [declared(module, module.modules(name(0))?.value, `module "${name(0)}"`, at), 1];
    case "data":
      return [
        declared(module, module.resources("data", name(0), name(1))?.value, `data source "${name(0)}.${name(1)}"`, at),
        2,
      ];
    case "resource":
      return [
        module.resources("managed", name(0), name(1))?.value ??
          undeclared(module, `resource "${name(0)}.${name(1)}"`, at),
        2,
      ];
    case "path":
      return [
        // as Terraform has them when it runs in the stack's own directory
        name(0) === "cwd"
          ? module.stack.directory
          : name(0) === "root"
            ? "."
            : relative(module.stack.directory, module.loaded.source.directory) || ".",
        1,
      ];
    case "terraform":
      return [
        new UnknownValue("not-read", `terraform.${name(0)} is not known`, {
          origin: `${module.stack.name}/terraform.${name(0)}`,
          isText: true,
        }),
        1,
      ];
    case "self":
    case "each":
    case "count":
    case "ephemeral":
      return [new UnknownValue("not-read", `${root} is not known here`), steps.length];
    default:
      // a bare capitalised word, `type = AWS`: no reference can look like it, so that its meaning is plain
      if (steps.length === 0 && /^[A-Z]/.test(root)) return [root, 0];
      if (steps[0]?.kind !== "attribute") return [undeclared(module, `name "${root}"`, at), 0];
      return [
        declared(module, module.resources("managed", root, name(0))?.value, `resource "${root}.${name(0)}"`, at),
        1,
      ];
  }
}

/** What is declared has a value, if only null. */
function declared(module: Module, value: Value | undefined, what: string, at: () => SourceLocation): Value {
  return value === undefined ? undeclared(module, what, at) : value;
}

function undeclared(module: Module, what: string, at: () => SourceLocation): never {
  throw new InputError(
    `found a reference to the ${what}, which ${module.address === "" ? `stack ${module.stack.name}` : module.address} does not declare; declare it, or correct the name`,
    at(),
  );
}
