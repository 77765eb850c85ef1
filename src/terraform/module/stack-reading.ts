import type { Accounts } from "../accounts";
import { type Node, SyntaxProblem } from "../expression/ast";
import { parseTemplate } from "../expression/parse";
import type { Lookup } from "../lookup";
import { InputError, type SourceLocation } from "../source-location";
import type { Value } from "../value";
import type { ReadOptions } from "../world";
import type { Dependencies } from "./dependencies";

/** What all modules of one stack share. */
export interface StackReading {
  readonly name: string;
  /** Of the root module, absolute. */
  readonly directory: string;
  readonly options: ReadOptions;
  readonly accounts: Accounts;
  /** What only the whole world can answer. */
  readonly lookup: Lookup;
  readonly dependencies: Dependencies;
  /** What Terraform may refuse, or was not understood, as it is found: it matters only where something needs it. */
  readonly problems: InputError[];
  /** The template `text`, parsed once. @throws InputError at `at` */
  parse(text: string, at: () => SourceLocation): Node;
  /** The value that a file of values or the command line gives a variable of the root module. @throws InputError */
  variable(name: string, type: Node): Value | undefined;
  /** What gives a variable of the root module its value, and where; undefined where that is its default. */
  variablePlace(name: string): { readonly name: string; readonly location: SourceLocation } | undefined;
}

/** A parser of templates that remembers; `null`-free and shared by the modules of a stack. */
export function templates(): (text: string, at: () => SourceLocation) => Node {
  const parsed = new Map<string, Node>();
  return (text, at) => {
    const known = parsed.get(text);
    if (known) return known;
    try {
      const node = parseTemplate(text);
      parsed.set(text, node);
      return node;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      const location = at();
      // the parser of HCL has taken it, so that Terraform does too
      if (/\.(tf|tofu)$/.test(location.file)) return { kind: "unread", reason: error.message };
      throw new InputError(`in an expression: ${error.message}`, location);
    }
  };
}
