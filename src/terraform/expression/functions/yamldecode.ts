import type { Alias, Document, Node, Scalar } from "yaml";
import { dictionary, type Value } from "../../value";
import { notRead, refuse } from "./arguments";

/** Loaded by need: few stacks have YAML. */
const yaml = () => require("yaml") as typeof import("yaml");

/** More nodes, or deeper ones, aliases followed, are not read: an alias may stand inside of what it names. */
const MOST = 100_000;
const DEEPEST = 200;

/**
 * The value of a YAML document, scalars as Terraform's parser resolves them.
 * @throws Failure
 * @see https://developer.hashicorp.com/terraform/language/functions/yamldecode
 */
export function yamldecode(text: string): Value {
  const [document, ...others] = yaml().parseAllDocuments(text, {
    schema: "failsafe",
    logLevel: "silent",
  }) as Document.Parsed[];
  if (!document) return refuse("yamldecode is given no document");
  if (others.length > 0 || document.errors.length > 0)
    return refuse(`yamldecode is given what is not one YAML document: ${document.errors[0]?.code ?? "several"}`);
  return new Reader(document).value(document.contents);
}

class Reader {
  private count = 0;

  constructor(private readonly document: Document.Parsed) {}

  value(node: Node | null | undefined, depth = 0): Value {
    if (++this.count > MOST || depth > DEEPEST) notRead("a YAML document is too large");
    if (!node) return null;
    const { isAlias, isMap, isScalar, isSeq } = yaml();
    if (isAlias(node)) return this.value(this.target(node), depth + 1);
    if (isScalar(node)) return scalar(node);
    if (isSeq(node)) return node.items.map((item) => this.value(item as Node, depth + 1));
    if (!isMap(node)) return null;
    const entries: (readonly [string, Value])[] = [];
    for (const { key, value } of node.items) {
      const name = this.value(key as Node, depth + 1);
      const inner = this.value(value as Node | null, depth + 1);
      if (name === "<<" && isScalar(key) && key.type === PLAIN) entries.unshift(...merged(inner));
      else if (typeof name === "object") refuse("a key in a YAML document is not a string");
      else entries.push([String(name), inner]);
    }
    return dictionary(entries);
  }

  private target(alias: Alias): Node | undefined {
    return alias.resolve(this.document) ?? refuse("a YAML document has an alias of nothing");
  }
}

const merged = (value: Value): readonly (readonly [string, Value])[] =>
  (Array.isArray(value) ? [...value].reverse() : [value]).flatMap((one) =>
    typeof one === "object" && one !== null ? Object.entries(one) : refuse("a YAML document merges what is no map"),
  );

const PLAIN = "PLAIN";

const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

function scalar(node: Scalar): Value {
  const source = String(node.source ?? node.value ?? "");
  const tag = node.tag?.replace("tag:yaml.org,2002:", "");
  if (tag === "str" || (tag === undefined && node.type !== PLAIN)) return source;
  const plain = plainScalar(source);
  if (tag === undefined || tag === "null" || tag === "bool" || tag === "int" || tag === "float" || tag === "timestamp")
    return plain;
  return notRead(`the YAML tag ${node.tag} is not read`);
}

/** A plain scalar as go-cty-yaml resolves it. @see https://github.com/zclconf/go-cty-yaml/blob/main/resolve.go */
function plainScalar(source: string): Value {
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  if (/^[+-]?(?:\d+|0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$/.test(source)) return integer(source);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(source)) return Number(source);
  return timestamp(source) ?? source;
}

function integer(digits: string): number {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/.exec(digits) ?? [];
  return sign === "-" ? -Number(rest) : Number(rest);
}

const DATE = /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|\s+)(\d\d?):(\d\d):(\d\d)(\.\d+)?\s*(Z|[+-]\d\d?(?::?\d\d)?)?)?$/;

function timestamp(source: string): string | undefined {
  const [matched, year, month = "", day = "", hour = "0", minute = "00", second = "00", fraction = "", zone = "Z"] =
    DATE.exec(source) ?? [];
  if (matched === undefined) return undefined;
  if (zone !== "Z") return notRead("a time of day with a zone in a YAML document is not read");
  const two = (digits: string) => digits.padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${fraction.replace(/\.?0+$/, "")}Z`;
}
