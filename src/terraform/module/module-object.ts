import { UnknownValue } from "../../unknown/unknown-value";
import { member } from "../expression/access";
import { LazyObject, type Value } from "../value";
import type { Module } from "./module";

/** A module as a reference gives it. */
export class ModuleObject extends LazyObject {
  constructor(private readonly module: Module) {
    super(module.address);
  }

  attribute([name, ...rest]: readonly (string | number)[]): Value {
    const value = this.module.output(String(name));
    if (value === undefined) return new UnknownValue("no-value", `${this.module.address} has no output ${name}`);
    return rest.length === 0 ? value : stepwise(value, rest);
  }
}

/** Goes from a value on along known names and indexes. */
function stepwise(value: Value, path: readonly (string | number)[]): Value {
  if (value instanceof LazyObject) return value.attribute(path);
  if (value instanceof UnknownValue) return value.part(path);
  const [step, ...rest] = path;
  if (step === undefined) return value;
  return stepwise(member(value, step), rest);
}
