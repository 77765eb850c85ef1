import { type Body, list, number, refuse, text, whole } from "./arguments";

const onNumber =
  (body: (value: number) => number): Body =>
  ([value]) =>
    body(number(value));

/** Functions of numbers. @see https://developer.hashicorp.com/terraform/language/functions#numeric-functions */
export const NUMBERS: Readonly<Record<string, Body>> = {
  abs: onNumber(Math.abs),
  ceil: onNumber(Math.ceil),
  floor: onNumber(Math.floor),
  log: ([value, base]) => finite(Math.log(number(value)) / Math.log(number(base))),
  max: (args) => (args.length === 0 ? refuse("max is given nothing") : Math.max(...args.map(number))),
  min: (args) => (args.length === 0 ? refuse("min is given nothing") : Math.min(...args.map(number))),
  parseint: ([value, base]) => parseint(text(value), whole(base)),
  pow: ([value, power]) => finite(number(value) ** number(power)),
  signum: ([value]) => Math.sign(whole(value)),
  sum: ([values]) => {
    const items = list(values);
    return items.length === 0 ? refuse("sum is given nothing") : items.map(number).reduce((a, b) => a + b);
  },
};

const finite = (value: number): number => (Number.isFinite(value) ? value : refuse("a result is not a finite number"));

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** @see https://developer.hashicorp.com/terraform/language/functions/parseint */
function parseint(value: string, base: number): number {
  if (base < 2 || base > 62) refuse(`parseint is given the base ${base}, which is not between 2 and 62`);
  const [, sign = "", digits = ""] = /^([+-]?)(\w+)$/.exec(value) ?? [];
  // up to 36, both cases are one digit
  const read = [...(base <= 36 ? digits.toLowerCase() : digits)].map((one) => DIGITS.indexOf(one));
  if (read.length === 0 || read.some((digit) => digit < 0 || digit >= base))
    refuse(`parseint finds no number of base ${base} in ${JSON.stringify(value)}`, value);
  const result = read.reduce((sum, digit) => sum * base + digit, 0);
  return sign === "-" ? -result : result;
}
