import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { displayPath, InputError, type SourceLocation } from "../source-location";
import { findInBody, type HclBody, hclStructure, headerOf } from "./hcl-positions";
import { JsonPositions } from "./json-positions";

export type Path = readonly (string | number)[];

/** A file that was read: its content in JSON form, and where things stand in it. */
export interface SourceFile {
  /** Relative to the working directory. */
  readonly name: string;
  readonly content: unknown;
  readonly isHcl: boolean;
  /** The innermost known location on the way to `path`. */
  location(path: Path): SourceLocation;
}

/** Whether a file is OpenTofu's alone. */
export const isOfTofu = (name: string): boolean => /\.tofu(\.json)?$/.test(name);

const pointerOf = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** The text of a file without its byte order mark. @throws InputError where it cannot be read or is not UTF-8 */
export function readText(path: string): string {
  const file = displayPath(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const found = reason(error);
    if (found === "ENOENT")
      throw new InputError("found no such file (ENOENT), expected one; correct the path", { file });
    throw new InputError(
      found === "EISDIR"
        ? "found a folder (EISDIR), expected a file"
        : `found a file that cannot be read (${found}), expected a readable one; check its permissions`,
      { file },
    );
  }
  // a plan as it is stored is a zip archive
  if (bytes.subarray(0, 4).equals(Buffer.from("PK\u0003\u0004")))
    throw new InputError(
      `found a plan as Terraform stores it, expected what \`terraform show -json ${basename(path)}\` prints, in a file`,
      { file },
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(
      "found bytes that are not UTF-8, expected Terraform as UTF-8 text; save the file in that encoding",
      { file },
    );
  }
}

export const reason = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};

/** Reads a JSON file. @throws InputError with the line */
export function readJson(path: string): SourceFile {
  const name = displayPath(path);
  const text = readText(path);
  const content = parsed(text, name);
  let positions: JsonPositions | undefined;
  return {
    name,
    content,
    isHcl: false,
    location(at) {
      positions ??= new JsonPositions(text);
      const { depth, line } = positions.find(at);
      return { file: name, pointer: pointerOf(at.slice(0, depth)), line };
    },
  };
}

function parsed(text: string, file: string): unknown {
  if (text.trim() === "") throw new InputError("found an empty file, expected JSON", { file, line: 1 });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof RangeError)
      throw new InputError("found JSON nested too deeply to be read, expected Terraform", { file });
    const message = (error as Error).message;
    if (/^\{"@level":/.test(text))
      throw new InputError(
        "found the events that `terraform plan -json` prints, expected what `terraform show -json PLAN` prints of a plan; save one with `terraform plan -out PLAN`",
        { file, line: 1 },
      );
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    const at =
      position !== undefined
        ? Number(position)
        : /end of JSON/.test(message)
          ? text.length
          : text.indexOf(/^Unexpected token '(.)'/.exec(message)?.[1] ?? "\0");
    const line = text.slice(0, at === -1 ? 0 : at).split("\n").length;
    throw new InputError(
      `found text that is not JSON (${brief(message)}), expected Terraform in JSON syntax; correct it, or make the file again`,
      { file, line },
    );
  }
}

/** A parser's message without the extract it quotes and the place it counts in characters. */
const brief = (message: string): string =>
  message.replace(/, (\.\.\.)?"[\s\S]*$/, "").replace(/ (in JSON|after JSON)? ?at position \d+[\s\S]*$/, "");

/** Reads an HCL file. @throws InputError with the line */
export async function readHcl(path: string): Promise<SourceFile> {
  const name = displayPath(path);
  const text = readText(path);
  // imported only here: loading the WebAssembly takes a fifth of a second, which JSON should not pay for
  const { parseHcl } = await import("./hcl");
  const content = await parseHcl(name, text);
  let structure: HclBody | undefined;
  return {
    name,
    content,
    isHcl: true,
    location(at) {
      structure ??= hclStructure(text);
      const { depth, line } = findInFile(structure, at);
      return { file: name, pointer: pointerOf(at.slice(0, depth)), line };
    },
  };
}

/** How many labels a block's header has. */
const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  module: 1,
  variable: 1,
  output: 1,
  provider: 1,
};

function findInFile(structure: HclBody, path: Path): { readonly depth: number; readonly line: number } {
  const [type, ...rest] = path;
  if (typeof type !== "string") return { depth: 0, line: 1 };
  const count = Object.hasOwn(LABELS, type) ? (LABELS[type] ?? 0) : 0;
  const labels = rest.slice(0, count).map(String);
  const named = structure.blocks.get(headerOf(type, labels)) ?? [];
  // behind the labels of a JSON form that has several blocks stands the block's number
  const index = typeof rest[count] === "number" ? Number(rest[count]) : 0;
  const skipped = 1 + count + (typeof rest[count] === "number" ? 1 : 0);
  if (type === "locals") {
    const holder = named.find(
      (block) => block.attributes.has(String(rest[0])) || block.attributes.has(String(rest[1])),
    );
    return holder ? { depth: path.length, line: findInBody(holder, path.slice(skipped)).line } : { depth: 0, line: 1 };
  }
  const block = named[index] ?? named[0];
  if (!block) {
    const line = structure.attributes.get(type);
    return line === undefined ? { depth: 0, line: 1 } : { depth: 1, line };
  }
  const { depth, line } = findInBody(block, path.slice(skipped));
  return { depth: Math.min(path.length, skipped + depth), line };
}
