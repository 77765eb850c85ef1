import { createHash } from "node:crypto";
import type { Kind } from "./kind";

const ADJECTIVES = [
  "brave",
  "calm",
  "eager",
  "fair",
  "glad",
  "keen",
  "mild",
  "neat",
  "proud",
  "quick",
  "sharp",
  "warm",
];
const ANIMALS = [
  "badger",
  "crane",
  "dingo",
  "egret",
  "ferret",
  "gecko",
  "heron",
  "ibis",
  "koala",
  "lynx",
  "otter",
  "wren",
];

interface Random {
  /** Of the resource. */
  readonly address: string;
  readonly length: number;
  readonly prefix: string | undefined;
}

const bytesOf = (wanted: object): Buffer => createHash("sha256").update(JSON.stringify(wanted)).digest();

const word = (words: readonly string[], byte = 0): string => words[byte % words.length] ?? "";

const joined = (prefix: string | undefined, text: string, by: string): string =>
  prefix === undefined ? text : `${prefix}${by}${text}`;

/** What is random follows from its address here, so that a run can be repeated. */
const random = (
  argument: string,
  otherwise: number,
  make: (wanted: Random) => Readonly<Record<string, string>>,
): Kind<Random> => ({
  read: (settings) => ({
    address: `${settings.resource.stack}/${settings.resource.address}`,
    length: settings.number(argument) ?? otherwise,
    prefix: settings.optional("prefix"),
  }),
  replacedBy: ["address", "length", "prefix"],
  create: (_, wanted) => Promise.resolve(make(wanted)),
  remove: () => Promise.resolve(),
});

/** https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/pet */
export const pet = random("length", 2, (wanted) => {
  const bytes = bytesOf(wanted);
  const adjectives = Array.from({ length: wanted.length - 1 }, (_, index) => word(ADJECTIVES, bytes[index]));
  return { id: joined(wanted.prefix, [...adjectives, word(ANIMALS, bytes[wanted.length])].join("-"), "-") };
});

/** https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/id */
export const id = random("byte_length", 8, (wanted) => {
  const bytes = bytesOf(wanted).subarray(0, wanted.length);
  const { prefix } = wanted;
  return {
    id: bytes.toString("base64url"),
    b64_url: joined(prefix, bytes.toString("base64url"), ""),
    b64_std: joined(prefix, bytes.toString("base64"), ""),
    hex: joined(prefix, bytes.toString("hex"), ""),
    dec: joined(prefix, BigInt(`0x${bytes.toString("hex")}`).toString(), ""),
  };
});

/** https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/string: of small letters and digits */
export const string = random("length", 8, (wanted) => {
  const result = bytesOf(wanted).toString("hex").repeat(8).slice(0, wanted.length);
  return { id: result, result };
});
