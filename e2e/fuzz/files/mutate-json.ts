import type { Random } from "../../oracle/random";

/** A position in a document: the object or list that holds it, and its key there. */
interface Spot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Every position in `value`, outermost first. */
function spotsOf(value: unknown): Spot[] {
  const [found, open]: [Spot[], unknown[]] = [[], [value]];
  for (let holder = open.shift(); open.length > 0 || holder !== undefined; holder = open.shift()) {
    if (typeof holder !== "object" || holder === null) continue;
    for (const key of Object.keys(holder)) {
      found.push({ holder: holder as Record<string, unknown>, key });
      const inside = (holder as Record<string, unknown>)[key];
      if (typeof inside === "object" && inside !== null) open.push(inside);
    }
  }
  return found;
}

/** Values that a reader may not expect. */
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  9007199254740992,
  "",
  " ",
  "null",
  "[]",
  "{}",
  "*",
  "\u0000",
  "\ud800",
  "\u2028",
  "é",
  "${",
  "${}",
  "}",
  "%{",
  "%{ if true }",
  "$${aws:x}",
  "${aws:username}",
  "${var.none}",
  "${local.none}",
  "${self.arn}",
  "${null}",
  "${1/0}",
  "${-1}",
  "${each.key}",
  "${each.value.a.b}",
  "${count.index}",
  "${path.module}",
  "${[]}",
  "${{}}",
  "${merge()}",
  "${one([])}",
  "${element([], 0)}",
  '${format("%d%s%%%q%5.2f", "x")}',
  '${join(",", null)}',
  "${jsonencode(null)}",
  '${base64decode("%")}',
  '${replace("a", "/(/", "b")}',
  "${tolist(null)}",
  "${toset([null])}",
  "${concat(1)}",
  '${"${"${1}"}"}',
  "${data.aws_caller_identity.x.account_id}",
  "${aws_iam_role.*.arn}",
  "__proto__",
  "constructor",
  "toString",
  "arn:",
  "arn:aws:iam::",
  "arn:aws:iam::111111111111:role/",
  "arn:aws:s3:::*",
  "arn:::::::",
  "11111111111",
  '{"Statement":[]}',
  '{"Statement":null}',
  '{"Statement":{}}',
  '{"Version":"2012-10-17","Statement":[null]}',
  '{"Statement":[{"Effect":"Allow"}]}',
  [],
  {},
  [[]],
  [null],
  [{}],
  [[], {}, null, 1, ""],
  { "": null },
  { a: { b: [] } },
];

/** A document `depth` deep. */
function deep(depth: number, list: boolean): unknown {
  let value: unknown = "x";
  for (let index = 0; index < depth; index += 1) value = list ? [value] : { a: value };
  return value;
}

/** Every kind of change at one position. Values are copied, so that no document becomes a circle. */
const CHANGES: readonly ((spot: Spot, all: readonly Spot[], random: Random) => void)[] = [
  ({ holder, key }, _, random) => set(holder, key, structuredClone(random.pick(ODD))),
  ({ holder, key }, _, random) => set(holder, key, structuredClone(random.pick(ODD))),
  ({ holder, key }, all, random) => {
    const other = random.pick(all);
    set(holder, key, structuredClone(other.holder[other.key]));
  },
  ({ holder, key }) => (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]),
  ({ holder, key }) => set(holder, key, [holder[key]]),
  ({ holder, key }) => set(holder, key, { [key]: holder[key] }),
  ({ holder, key }) => set(holder, key, JSON.stringify(holder[key])),
  ({ holder, key }) => set(holder, key, inner(holder[key])),
  ({ holder, key }, _, random) =>
    set(
      holder,
      random.pick([
        "",
        "__proto__",
        "constructor",
        "toString",
        `${key}2`,
        "count",
        "for_each",
        "provider",
        "dynamic",
        "lifecycle",
      ]),
      structuredClone(holder[key]),
    ),
  ({ holder }, _, random) =>
    set(
      holder,
      random.pick(["count", "for_each", "provider", "dynamic", "source", "depends_on"]),
      structuredClone(random.pick(ODD)),
    ),
  ({ holder, key }, _, random) => set(holder, key, deep(random.pick([50, 1000, 20000]), random.chance(0.5))),
  ({ holder, key }, _, random) => {
    if (typeof holder[key] === "string") set(holder, key, character(holder[key], random));
  },
  ({ holder, key }, _, random) => {
    if (typeof holder[key] === "string") set(holder, key, inDocument(holder[key], random));
  },
];

function set(holder: Record<string, unknown>, key: string, value: unknown): void {
  if (Array.isArray(holder) && !/^\d+$/.test(key)) holder.push(value);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

const inner = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? Object.values(value)[0] : { value };

/** `text` with one character taken, doubled or replaced. */
export function character(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const put = random.pick([
    "",
    "*",
    "?",
    "${",
    "}",
    '"',
    "\\",
    "0",
    "a",
    ":",
    "/",
    ".",
    "[",
    "]",
    "(",
    "\n",
    "%{",
    "é",
    "\u0000",
  ]);
  return text.slice(0, at) + put + text.slice(at + random.below(2));
}

/** `text`, with a change inside where it is JSON. */
function inDocument(text: string, random: Random): string {
  try {
    const value: unknown = JSON.parse(text);
    const spots = spotsOf(value);
    if (spots.length === 0) return text;
    random.pick(CHANGES.slice(0, 10))(random.pick(spots), spots, random);
    return JSON.stringify(value);
  } catch {
    return character(text, random);
  }
}

/** `text` with `times` positions of its JSON changed; `undefined` where it is not JSON. */
export function mutateJson(text: string, times: number, random: Random): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (let index = 0; index < times; index += 1) {
    const spots = spotsOf(value);
    if (spots.length === 0) break;
    try {
      random.pick(CHANGES)(random.pick(spots), spots, random);
    } catch (error) {
      // a value too deep to be copied stays where it is
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return written(value);
}

/** JSON of `value`; one that is too deep for JSON.stringify is left out by the caller. */
function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, undefined, 1);
  } catch {
    return undefined;
  }
}
