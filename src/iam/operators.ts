import { byField, folded, type Glob, isArn, matches } from "./glob";
import { and, MAYBE, NO, type Truth, truth } from "./truth";

/** How one value of the request compares with one value of the condition. */
type Comparison = (value: Glob, wanted: Glob) => Truth;

interface Operator {
  readonly compare: Comparison;
  /** None of the wanted values may match, and a missing key passes. */
  readonly negated: boolean;
}

const matchesWhole: Comparison = (value, wanted) => matches(wanted, value);
const stringEqualsIgnoreCase: Comparison = (value, wanted) => matches(folded(wanted), folded(value));
/** AWS compares six fields; what it makes of a text with fewer, such as a lone `*`, it does not say. */
const arnLike: Comparison = (value, wanted) =>
  isArn(value) && isArn(wanted) ? matches(byField(wanted), value) : and(MAYBE, matches(wanted, value));

/** A comparison of parsed values; MAYBE where an unknown value hides one, NO where one cannot be parsed. */
const parsed =
  <T>(parse: (text: string) => T | undefined, test: (value: T, wanted: T) => boolean): Comparison =>
  (value, wanted) => {
    if (value.plain === undefined || wanted.plain === undefined) return MAYBE;
    const a = parse(value.plain);
    const b = parse(wanted.plain);
    return a === undefined || b === undefined ? NO : truth(test(a, b));
  };

export function numberOf(text: string): number | undefined {
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Milliseconds since 1970; dates are ISO 8601 or seconds since 1970. */
export function dateOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

const boolOf = (text: string): boolean | undefined => ({ true: true, false: false })[text.toLowerCase()];

interface Network {
  readonly bits: bigint;
  readonly length: number;
  readonly size: number;
}

/** Loaded where addresses are compared: few policies have any, and it loads streams and sockets. */
const net = () => process.getBuiltinModule("node:net");

export function networkOf(text: string): Network | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const size = net().isIPv4(address) ? 32 : net().isIPv6(address) && !address.includes("%") ? 128 : 0;
  const length = prefix === undefined ? size : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (size === 0 || rest.length > 0 || length < 0 || length > size) return undefined;
  return { bits: size === 32 ? bitsOfV4(address) : bitsOfV6(address), length, size };
}

const bitsOfV4 = (address: string): bigint =>
  address.split(".").reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);

function bitsOfV6(address: string): bigint {
  const v4 = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const text = v4
    ? `${v4[1]}${(bitsOfV4(v4[2] ?? "") >> 16n).toString(16)}:${(bitsOfV4(v4[2] ?? "") & 0xffffn).toString(16)}`
    : address;
  const [head = "", tail] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(Math.max(zeros, 0)).fill("0"), ...after].reduce(
    (bits, group) => (bits << 16n) | BigInt(`0x${group}`),
    0n,
  );
}

const within = (value: Network, wanted: Network): boolean =>
  value.size === wanted.size &&
  value.length >= wanted.length &&
  value.bits >> BigInt(wanted.size - wanted.length) === wanted.bits >> BigInt(wanted.size - wanted.length);

const equal = (a: unknown, b: unknown): boolean => a === b;
const less = (a: number, b: number): boolean => a < b;
const atMost = (a: number, b: number): boolean => a <= b;

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: matchesWhole, negated: false },
  StringNotEquals: { compare: matchesWhole, negated: true },
  StringEqualsIgnoreCase: { compare: stringEqualsIgnoreCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: stringEqualsIgnoreCase, negated: true },
  StringLike: { compare: matchesWhole, negated: false },
  StringNotLike: { compare: matchesWhole, negated: true },
  NumericEquals: { compare: parsed(numberOf, equal), negated: false },
  NumericNotEquals: { compare: parsed(numberOf, equal), negated: true },
  NumericLessThan: { compare: parsed(numberOf, less), negated: false },
  NumericLessThanEquals: { compare: parsed(numberOf, atMost), negated: false },
  NumericGreaterThan: { compare: parsed(numberOf, (a, b) => a > b), negated: false },
  NumericGreaterThanEquals: { compare: parsed(numberOf, (a, b) => a >= b), negated: false },
  DateEquals: { compare: parsed(dateOf, equal), negated: false },
  DateNotEquals: { compare: parsed(dateOf, equal), negated: true },
  DateLessThan: { compare: parsed(dateOf, less), negated: false },
  DateLessThanEquals: { compare: parsed(dateOf, atMost), negated: false },
  DateGreaterThan: { compare: parsed(dateOf, (a, b) => a > b), negated: false },
  DateGreaterThanEquals: { compare: parsed(dateOf, (a, b) => a >= b), negated: false },
  Bool: { compare: parsed(boolOf, equal), negated: false },
  BinaryEquals: { compare: matchesWhole, negated: false },
  IpAddress: { compare: parsed(networkOf, within), negated: false },
  NotIpAddress: { compare: parsed(networkOf, within), negated: true },
  ArnEquals: { compare: arnLike, negated: false },
  ArnNotEquals: { compare: arnLike, negated: true },
  ArnLike: { compare: arnLike, negated: false },
  ArnNotLike: { compare: arnLike, negated: true },
};

const BY_LOWER_NAME: ReadonlyMap<string, string> = new Map(
  [...Object.keys(OPERATORS), "Null"].map((name) => [name.toLowerCase(), name]),
);

export const operatorCalled = (name: string): Operator | undefined => OPERATORS[name];

/** Operators whose values are patterns. */
export const LIKE: ReadonlySet<string> = new Set([
  "StringLike",
  "StringNotLike",
  "ArnEquals",
  "ArnNotEquals",
  "ArnLike",
  "ArnNotLike",
]);

export interface OperatorName {
  readonly base: string;
  readonly set: "ForAllValues" | "ForAnyValue" | undefined;
  readonly ifExists: boolean;
}

/**
 * Splits an operator as it is written; undefined where AWS has none of that name.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function parseOperator(written: string): OperatorName | undefined {
  const [, prefix, name = ""] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+)$/i.exec(written) ?? [];
  const ifExists = /IfExists$/i.test(name);
  const base = BY_LOWER_NAME.get((ifExists ? name.slice(0, -"IfExists".length) : name).toLowerCase());
  if (base === undefined || (base === "Null" && ifExists)) return undefined;
  const set = prefix === undefined ? undefined : /^forall/i.test(prefix) ? "ForAllValues" : "ForAnyValue";
  return { base, set, ifExists };
}
