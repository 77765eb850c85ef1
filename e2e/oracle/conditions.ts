import type { ConditionJson, OneOrMore } from "./pair";
import type { Random } from "./random";
import { type Key, nearMiss, type Type, widened } from "./values";

export type Context = Readonly<Record<string, string | readonly string[]>>;

/** A request's keys: most of `keys` missing, each of the others with a value. */
export function contextOf(random: Random, keys: readonly Key[]): Context {
  const entries = random.some(keys, 2, 7).map((key) => {
    const name = random.chance(0.1) ? key.name.toLowerCase() : key.name;
    return [name, key.several ? random.some(key.values, 1, 3) : random.pick(key.values)] as const;
  });
  return Object.fromEntries(entries);
}

const OPERATORS: Readonly<Record<Type, readonly string[]>> = {
  string: [
    "StringEquals",
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
  ],
  arn: ["ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals", "StringEquals", "StringLike"],
  bool: ["Bool", "Bool", "StringEquals"],
  number: [
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
  ],
  date: [
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
  ],
  ip: ["IpAddress", "NotIpAddress"],
};

/** One to three tests of keys, most of which the request has, with values that pass or nearly pass. */
export function conditionOf(random: Random, keys: readonly Key[], context: Context): ConditionJson {
  const condition: Record<string, Record<string, OneOrMore>> = {};
  const lower = Object.fromEntries(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]));
  const present = keys.filter(({ name }) => name.toLowerCase() in lower);
  for (let left = 1 + random.below(2); left > 0; left -= 1) {
    const key = random.pick(random.chance(0.75) && present.length > 0 ? present : keys);
    const has = [lower[key.name.toLowerCase()] ?? random.pick(key.values)].flat() as string[];
    const operator = operatorFor(random, key);
    const values = Array.from({ length: random.chance(0.25) ? 2 : 1 }, () =>
      valueFor(random, operator, key, random.pick(has), keys),
    );
    const name = random.chance(0.05) ? key.name.toUpperCase() : key.name;
    condition[operator] = { ...condition[operator], [name]: values.length === 1 ? (values[0] as string) : values };
  }
  return condition;
}

function operatorFor(random: Random, key: Key): string {
  if (random.chance(0.07)) return "Null";
  const base = random.pick(OPERATORS[key.type]);
  const set = key.several
    ? random.chance(0.95)
      ? random.pick(["ForAllValues:", "ForAnyValue:"])
      : ""
    : random.chance(0.04)
      ? "ForAllValues:"
      : "";
  return `${set}${base}${random.chance(0.12) ? "IfExists" : ""}`;
}

function valueFor(random: Random, operator: string, key: Key, has: string, keys: readonly Key[]): string {
  if (operator === "Null") return random.pick(["true", "false"]);
  if (key.type === "bool") return random.pick(["true", "false", has]);
  if (key.type === "number") return random.pick([has, String(Number(has) + 1), String(Number(has) - 1)]);
  if (key.type === "date")
    return random.chance(0.5)
      ? has
      : random.pick(["2026-01-01T00:00:00Z", "2026-01-01", "1767225600", "2027-01-01T00:00:00+01:00"]);
  if (key.type === "ip")
    return random.pick([
      has,
      "203.0.113.0/24",
      "10.0.0.0/24",
      "10.0.0.0/8",
      "0.0.0.0/0",
      "2001:db8::/32",
      "2001:db8::1",
      has.replace(/\d+$/, "8"),
    ]);
  if (operator.includes("Arn") && random.chance(0.03)) return "*";
  if (random.chance(0.08))
    return operator.includes("Arn") ? inLastField(has, variable(random, keys, "x")) : variable(random, keys, has);
  if (random.chance(0.02)) return has.replace(/.$/, random.pick(["${*}", "${?}", "${$}"]));
  const wanted = random.chance(0.35) ? nearMiss(random, has) : has;
  return /Like|Arn/.test(operator) && random.chance(0.6) ? widened(random, wanted, random.chance(0.1)) : wanted;
}

/** In an ARN a variable stands in the last field only. */
const inLastField = (arn: string, text: string): string => `${arn.split(":").slice(0, 5).join(":")}:${text}`;

/** A variable, most of them in AWS's form with or without a default, beside other text. */
export function variable(random: Random, keys: readonly Key[], has: string): string {
  const single = keys.filter(({ several, type }) => !several && type === "string");
  const name = random.chance(0.05) ? "aws:TagKeys" : random.pick(single).name;
  const written = random.chance(0.3) ? `\${${name}, '${has}'}` : `\${${name}}`;
  return random.pick([written, written, `${written}x`, `${has.slice(0, 2)}${written}`]);
}
