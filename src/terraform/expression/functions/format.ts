import { hasUnknown } from "../../../unknown/unknown-text";
import { UnknownValue } from "../../../unknown/unknown-value";
import { isList, textOrUnknown, toText, type Value } from "../../value";
import { numberOf } from "../operators";
import { type Body, type Call, Failure, known, list, notRead, open, refuse, text } from "./arguments";
import { jsonencode } from "./jsonencode";

const VERB = /%(?<flags>[-+ 0#]*)(?<width>\d+)?(?:\.(?<precision>\d+))?(?:\[(?<index>\d+)\])?(?<verb>[a-zA-Z%]|$)/g;

/** @see https://developer.hashicorp.com/terraform/language/functions/format */
export const FORMATS: Readonly<Record<string, Body>> = {
  format: (args, call) => format(args, call),
  formatlist: (args, call) => formatlist(args, call),
};

function formatlist([form, ...args]: readonly Value[], call: Call): Value {
  const values = args.map((arg) => (arg instanceof UnknownValue ? arg : known(arg)));
  const unknown = values.find((one): one is UnknownValue => one instanceof UnknownValue && !one.isText);
  // it may be a list
  if (unknown) throw new Failure(unknown);
  const lists = values.map((one) => (isList(one) ? list(one) : one));
  const lengths = new Set(lists.filter(isList).map(({ length }) => length));
  const [length = 1, other] = lengths;
  if (other !== undefined) refuse("formatlist is given lists of different lengths");
  return Array.from({ length }, (_, row) =>
    format([form ?? null, ...lists.map((one) => (isList(one) ? (one[row] ?? null) : one))], {
      ...call,
      nameOf: (index) => (isList(lists[index - 1] ?? null) ? `${call.nameOf(index)}[${row}]` : call.nameOf(index)),
    }),
  );
}

function format([form, ...args]: readonly Value[], { nameOf }: Call): string {
  const pattern = text(form);
  if (hasUnknown(pattern)) open("a string");
  let next = 0;
  let most = 0;
  let numbered = false;
  const result = pattern.replaceAll(VERB, (...match) => {
    const { flags = "", width, precision, index, verb = "" } = match.at(-1) as Record<string, string | undefined>;
    if (verb === "%") return "%";
    const at = index === undefined ? next : Number(index) - 1;
    numbered ||= index !== undefined;
    next = at + 1;
    most = Math.max(most, next);
    const value = args[at];
    if (value === undefined) return refuse("format is given fewer values than its verbs take");
    return padded(write(value, verb, precision, flags, nameOf(at + 1)), flags, width);
  });
  if (most < args.length && !numbered) refuse("format is given more values than its verbs take");
  return result;
}

function write(value: Value, verb: string, precision: string | undefined, flags: string, name: string): string {
  const cut = (written: string): string =>
    precision === undefined ? written : [...inFull(written)].slice(0, Number(precision)).join("");
  if (value instanceof UnknownValue) {
    const written = verb === "s" || verb === "v" ? textOrUnknown(value, name) : undefined;
    if (written === undefined || precision !== undefined)
      throw new Failure(value.as({ isText: true, origin: undefined }));
    return written;
  }
  if (value === null) return verb === "v" ? "null" : notRead(`format is given null for %${verb}`, true);
  if (verb === "v" && (flags.includes("#") || toText(value) === undefined)) return json(value);
  if (verb === "v") return toText(value) ?? "";
  if (verb === "s") return cut(toText(value) ?? refuse("format is given a list or map for %s"));
  if (verb === "q") return JSON.stringify(inFull(cut(toText(value) ?? refuse("format is given a list or map for %q"))));
  if (verb === "t")
    return value === true || value === "true"
      ? "true"
      : value === false || value === "false"
        ? "false"
        : refuse("format is given no bool for %t", value);
  if (!"dxXobeEfFgG".includes(verb) || verb === "") return refuse(`format knows no %${verb}`);
  const number = numberOf(value) ?? refuse(`format is given what is not a number for %${verb}`, value);
  return sign(numeral(number, verb, precision, flags), flags);
}

/** What is cut, filled up or quoted is known to its last character. */
function inFull(text: string): string {
  if (hasUnknown(text))
    throw new Failure(
      new UnknownValue("after-apply", "format is given a string that is not fully known", { isText: true }),
    );
  return text;
}

function json(value: Value): string {
  const written = jsonencode(value);
  if (written instanceof UnknownValue) throw new Failure(written);
  return written;
}

const sign = (numeral: string, flags: string): string =>
  numeral.startsWith("-")
    ? numeral
    : flags.includes("+")
      ? `+${numeral}`
      : flags.includes(" ")
        ? ` ${numeral}`
        : numeral;

function numeral(number: number, verb: string, precision: string | undefined, flags: string): string {
  const digits = Math.min(precision === undefined ? 6 : Number(precision), 100);
  const prefix = (text: string) => (flags.includes("#") ? text : "");
  const based = (base: number, before: string) => {
    if (!Number.isSafeInteger(number)) return refuse(`format is given no whole number for %${verb}`);
    return `${number < 0 ? "-" : ""}${prefix(before)}${Math.abs(number).toString(base)}`;
  };
  switch (verb) {
    case "d":
      return based(10, "");
    case "x":
      return based(16, "0x");
    case "X":
      return based(16, "0x").toUpperCase();
    case "o":
      return based(8, "0");
    case "b":
      return based(2, "0b");
    case "f":
    case "F":
      return number.toFixed(digits);
    case "e":
      return exponential(number.toExponential(digits));
    case "E":
      return exponential(number.toExponential(digits)).toUpperCase();
    default: {
      if (precision !== undefined) return notRead(`format does not write %.${precision}${verb}`, true);
      const exponent = Number(number.toExponential().split("e")[1]);
      const written = exponent < -4 || exponent >= 6 ? exponential(number.toExponential()) : (toText(number) ?? "");
      return verb === "G" ? written.toUpperCase() : written;
    }
  }
}

/** With at least two digits of exponent, as Go has it. */
const exponential = (text: string): string => text.replace(/e([+-])(\d)$/, "e$10$2");

function padded(text: string, flags: string, width: string | undefined): string {
  if (width === undefined) return text;
  const wide = Math.min(Number(width), 10_000);
  inFull(text);
  if (flags.includes("-")) return text.padEnd(wide);
  if (!flags.includes("0")) return text.padStart(wide);
  const [, minus = "", digits = text] = /^([-+ ]?)(.*)$/s.exec(text) ?? [];
  return minus + digits.padStart(wide - minus.length, "0");
}
