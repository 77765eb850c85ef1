import { InputError, type SourceLocation } from "../source-location";
import type { Path, SourceFile } from "./source-file";

export type Raw = { readonly [name: string]: unknown };

export const isRaw = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A block's body in one file, and where it stands there. */
export interface Layer {
  readonly file: SourceFile;
  readonly path: Path;
  readonly body: Raw;
}

/** A block: its body, and those that override files lay over it, last wins. */
export interface Block {
  readonly layers: readonly [Layer, ...Layer[]];
}

/** The body that sets `name`, or has a dynamic block of it. */
export function layerOf({ layers }: Block, name: string): Layer | undefined {
  for (let at = layers.length - 1; at >= 0; at--) {
    const layer = layers[at] as Layer;
    if (own(layer.body, name) !== undefined || dynamicOf(layer.body, name) !== undefined) return layer;
  }
  return undefined;
}

/** A property that the object itself has. */
export const own = (body: Raw, name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined);

/** The `dynamic` blocks of type `name`; undefined where there are none. */
export function dynamicOf(body: Raw, name: string): unknown {
  const dynamic = own(body, "dynamic");
  if (Array.isArray(dynamic)) {
    const found = dynamic.flatMap((one) => (isRaw(one) ? listed(own(one, name)) : []));
    return found.length > 0 ? found : undefined;
  }
  return isRaw(dynamic) ? own(dynamic, name) : undefined;
}

export const listed = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** What the block sets at `name`, unevaluated. */
export const rawOf = (block: Block, name: string): unknown => {
  const layer = layerOf(block, name);
  return layer && own(layer.body, name);
};

/** The innermost known location on the way to `path` below the block. */
export function locationIn(block: Block, path: Path = []): SourceLocation {
  const [name] = path;
  const { file, path: start } = (typeof name === "string" && layerOf(block, name)) || block.layers[0];
  return file.location([...start, ...path]);
}

/** An object, or each of a list of them, with where it stands. @throws InputError for anything else */
export function objectsAt(
  file: SourceFile,
  path: Path,
  value: unknown,
  what: string,
): readonly { readonly path: Path; readonly body: Raw }[] {
  if (value === undefined || value === null) return [];
  if (isRaw(value)) return [{ path, body: value }];
  if (Array.isArray(value)) return value.flatMap((one, index) => objectsAt(file, [...path, index], one, what));
  throw unexpected(file, path, value, what);
}

export function unexpected(file: SourceFile, path: Path, value: unknown, what: string): InputError {
  const found = Array.isArray(value)
    ? "a list"
    : isRaw(value)
      ? "an object"
      : `${typeof value} ${JSON.stringify(value)?.slice(0, 40)}`;
  return new InputError(
    `found ${found} at ${path.join(".") || "the top"}, expected ${what}, as Terraform's JSON syntax has it`,
    file.location(path),
  );
}

/** The members of an object that are not comments. */
export const members = (body: Raw): readonly (readonly [string, unknown])[] =>
  Object.entries(body).filter(([name]) => name !== "//");
