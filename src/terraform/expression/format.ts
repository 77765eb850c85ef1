import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { refused, textOrUnknown, toText, type Value } from "../value";
import { jsonencode } from "./jsonencode";

const VERB = /%(?<flags>[-+ 0#]*)(?<width>\d+)?(?:\.(?<precision>\d+))?(?:\[(?<index>\d+)\])?(?<verb>[a-zA-Z%])/g;

/**
 * What Terraform's `format` gives. Verbs other than v, s, q, d, t, x, X, o, b, e, f and g make it unknown.
 * @see https://developer.hashicorp.com/terraform/language/functions/format
 */
export function format([form = null, ...args]: readonly Value[], scope: string): Value {
  if (form instanceof UnknownValue) return form;
  const pattern = toText(form);
  if (pattern === undefined || hasUnknown(pattern)) return refused("the first argument of format is not known", form);
  let next = 0;
  let failed: UnknownValue | undefined;
  const text = pattern.replaceAll(VERB, (...match) => {
    const { flags = "", width, precision, index, verb } = match.at(-1) as Record<string, string | undefined>;
    if (verb === "%") return "%";
    const at = index === undefined ? next : Number(index) - 1;
    next = at + 1;
    const value = args[at];
    const written =
      value === undefined || flags.includes("#")
        ? undefined
        : write(value, verb ?? "", precision, flags, `${scope}/${pattern}[${at}]`);
    if (written === undefined)
      failed ??= new UnknownValue("not-read", `format cannot write %${verb} of its argument ${at + 1}`);
    return padded(written ?? "", flags, width);
  });
  return failed ?? text;
}

function write(
  value: Value,
  verb: string,
  precision: string | undefined,
  flags: string,
  name: string,
): string | undefined {
  if (value instanceof UnknownValue) return verb === "s" || verb === "v" ? textOrUnknown(value, name) : undefined;
  if (verb === "v" || verb === "s") return toText(value) ?? (verb === "v" ? json(value) : undefined);
  if (verb === "q") return toText(value) === undefined ? undefined : JSON.stringify(toText(value));
  if (verb === "t") return value === true || value === false ? String(value) : undefined;
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)
        ? Number(value)
        : undefined;
  return number === undefined ? undefined : sign(numeral(number, verb, precision), flags);
}

function json(value: Value): string | undefined {
  const text = jsonencode(value);
  return text instanceof UnknownValue ? undefined : text;
}

const sign = (numeral: string | undefined, flags: string): string | undefined =>
  numeral === undefined || numeral.startsWith("-")
    ? numeral
    : flags.includes("+")
      ? `+${numeral}`
      : flags.includes(" ")
        ? ` ${numeral}`
        : numeral;

function numeral(number: number, verb: string, precision: string | undefined): string | undefined {
  const digits = Math.min(precision === undefined ? 6 : Number(precision), 100);
  switch (verb) {
    case "d":
      return Number.isInteger(number) ? String(number) : undefined;
    case "x":
      return number.toString(16);
    case "X":
      return number.toString(16).toUpperCase();
    case "o":
      return number.toString(8);
    case "b":
      return number.toString(2);
    case "f":
      return number.toFixed(digits);
    case "e":
      return number.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
    case "g":
      return String(number);
    default:
      return undefined;
  }
}

function padded(text: string, flags: string, width: string | undefined): string {
  if (width === undefined) return text;
  const wide = Math.min(Number(width), 10_000);
  if (flags.includes("-")) return text.padEnd(wide);
  if (!flags.includes("0")) return text.padStart(wide);
  const [, minus = "", digits = text] = /^([-+ ]?)(.*)$/s.exec(text) ?? [];
  return minus + digits.padStart(wide - minus.length, "0");
}
