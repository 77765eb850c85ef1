import type { Resource, Value } from "../../src/terraform";
import { hasUnknown, unknownText } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { NotKnown, PlanRefused } from "./errors";
import { keyOf } from "./key";

/** Plain data, all of it known. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

type Path = readonly (string | number)[];

/** A resource's arguments with real values in place of unknown ones. */
export class Settings {
  constructor(
    readonly resource: Resource,
    /** A text with real values in place of unknown ones. @throws NotKnown */
    private readonly resolve: (text: string) => string,
  ) {}

  /** Plain data at `path`; null where nothing is set. @throws NotKnown */
  json(...path: Path): Json {
    const value = this.resource.get(...path);
    return value === this.ownSymbol(path) ? null : this.plain(value);
  }

  /** @throws NotKnown; PlanRefused where nothing is set */
  text(...path: Path): string {
    const text = this.optional(...path);
    if (text !== undefined) return text;
    const { type, address } = this.resource;
    throw new PlanRefused(
      "Missing required argument",
      `The argument "${path.at(-1)}" is required, but no definition was found (${address}, ${type}).`,
    );
  }

  /** undefined where nothing is set. */
  optional(...path: Path): string | undefined {
    const value = this.json(...path);
    return value === null || typeof value === "object" ? undefined : String(value);
  }

  flag(...path: Path): boolean {
    return this.optional(...path) === "true";
  }

  number(...path: Path): number | undefined {
    const text = this.optional(...path);
    return text === undefined ? undefined : Number(text);
  }

  /** The texts of a list; empty where nothing is set. */
  texts(...path: Path): readonly string[] {
    const value = this.json(...path);
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** A map of texts; empty where nothing is set. */
  map(...path: Path): Readonly<Record<string, string>> {
    const value = this.json(...path);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
  }

  /** Nested blocks of one kind, as lists of objects. */
  blocks(...path: Path): readonly { readonly [name: string]: Json }[] {
    const value = this.json(...path);
    const list = Array.isArray(value) ? value : value === null ? [] : [value];
    return list.filter((one) => typeof one === "object" && one !== null && !Array.isArray(one));
  }

  /** The unknown value of an argument that is not set and that apply chooses. */
  private ownSymbol(path: Path): string {
    return unknownText(`${keyOf(this.resource)}.${path.join(".")}`);
  }

  private plain(value: Value): Json {
    if (value instanceof UnknownValue) {
      if (value instanceof UnknownValue && value.origin !== undefined) return this.resolve(unknownText(value.origin));
      throw new NotKnown(value.reason);
    }
    if (typeof value === "string") return hasUnknown(value) ? this.resolve(value) : value;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((one) => this.plain(one));
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.plain(one)]));
  }
}
