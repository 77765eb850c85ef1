import { join } from "node:path";
import { UnknownValue } from "../../unknown/unknown-value";
import { type Node, SyntaxProblem } from "../expression/ast";
import { evaluate } from "../expression/evaluate";
import { parseExpression, parseTemplate } from "../expression/parse";
import type { Scope } from "../expression/scope";
import { resolved } from "../module/body";
import { isRaw, members, unexpected } from "../source/block";
import { namesIn } from "../source/directory";
import { readHcl, readJson, type SourceFile } from "../source/source-file";
import { InputError, type SourceLocation } from "../source-location";
import type { Value } from "../value";

/** A value that a file or the command line gives a variable of the root module. */
export interface Given {
  (type: Node): Value;
  /** Where it stands. */
  location(): SourceLocation;
}

/** What files give variables. */
export interface FileValues {
  readonly values: ReadonlyMap<string, Given>;
  /** The files, unevaluated. */
  readonly written: readonly unknown[];
}

/** No name means anything in a file of values. */
const NO_NAMES: Scope = {
  name: "",
  instance: "",
  names: new Map(),
  resolve: (root, steps) => [
    new UnknownValue("no-value", `${root} cannot be used in a variable definitions file`),
    steps.length,
  ],
};

/**
 * The values that files give variables: terraform.tfvars, then *.auto.tfvars in the order of their names, both in
 * `directory`, then `more`.
 * @throws InputError for a file that is no such file
 * @see https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
export async function valuesFromFiles(directory: string, more: readonly string[]): Promise<FileValues> {
  const names = namesIn(directory).flatMap(({ name, isDirectory }) => (isDirectory ? [] : [name]));
  const automatic = names.filter((name) => /\.auto\.tfvars(\.json)?$/.test(name));
  const fixed = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name));
  const values = new Map<string, Given>();
  const written: unknown[] = [];
  for (const path of [...[...fixed, ...automatic].map((name) => join(directory, name)), ...more]) {
    const file = path.endsWith(".json") ? readJson(path) : await readHcl(path);
    if (!isRaw(file.content)) throw unexpected(file, [], file.content, "an object of variables");
    written.push(file.content);
    for (const [variable, raw] of members(file.content)) {
      const value = () => fileValue(file, variable, raw);
      values.set(variable, Object.assign(value, { location: () => file.location([variable]) }));
    }
  }
  return { values, written };
}

function fileValue(file: SourceFile, name: string, raw: unknown): Value {
  // in JSON a text is a text: Terraform evaluates these files without a context
  if (!file.isHcl) return raw as Value;
  const parse = (text: string): Node => {
    try {
      return parseTemplate(text);
    } catch (error) {
      if (error instanceof SyntaxProblem) throw new InputError(error.message, file.location([name]));
      throw error;
    }
  };
  return resolved(raw, { scope: NO_NAMES, parse });
}

/**
 * The value that `option`, of the command line or the environment, gives: a text for text variables and those without a
 * type, else an expression.
 * @throws InputError
 */
export function optionValue(text: string, type: Node, location: SourceLocation | undefined, option: string): Value {
  if (type.kind === "reference" && /^(string|number|bool)$/.test(type.root)) return text;
  if (type.kind === "literal") return text;
  try {
    return evaluate(parseExpression(text), NO_NAMES);
  } catch (error) {
    if (error instanceof SyntaxProblem)
      throw new InputError(
        `${option}: ${error.message}; a variable of this type takes an expression such as ["a", "b"]`,
        location,
      );
    throw error;
  }
}
