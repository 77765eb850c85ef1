import type { Random } from "../../oracle/random";
import { character } from "./mutate-json";

/** Pieces of HCL and JSON that mean something where they do not belong. */
const PIECES = [
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  '"',
  "${",
  "%{",
  "<<EOT\n",
  "EOT\n",
  "\\",
  "/*",
  "*/",
  "#",
  "=",
  ",",
  "null",
  "for_each = null\n",
  'count = "x"\n',
  "count = -1\n",
  "count = 1e9\n",
  "count = 0\n",
  'for_each = toset(["a", "b"])\n',
  "each.value",
  "count.index",
  "[*]",
  "...",
  "?",
  "!",
  "jsonencode(",
  "var.none",
  "local.none",
  "\ufeff",
  "\u0000",
  "\ud83d\ude00",
  'dynamic "statement" {}\n',
  "locals { a = local.b\n b = local.a }\n",
  'module "m" { source = "./" }\n',
  'module "m" { source = "../.." }\n',
  'provider "aws" { alias = "x" }\n',
] as const;

const CHANGES: readonly ((text: string, random: Random) => string)[] = [
  character,
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => text.slice(random.below(text.length)),
  (text, random) => {
    const [from, to] = [random.below(text.length), random.below(200)];
    return text.slice(0, from) + text.slice(from + to);
  },
  (text, random) => {
    const [from, length, at] = [random.below(text.length), random.below(400), random.below(text.length)];
    return text.slice(0, at) + text.slice(from, from + length) + text.slice(at);
  },
  (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + random.pick(PIECES) + text.slice(at);
  },
  (text, random) => lines(text, random, (line) => [line, line]),
  (text, random) => lines(text, random, () => []),
  (text, random) => lines(text, random, (line) => [line, random.pick(PIECES)]),
  (text, random) => lines(text, random, (line) => [line.replace(/=.*/, `= ${random.pick(PIECES)}`)]),
  (text, random) =>
    lines(text, random, (line) => [
      line.replace(
        /=.*/,
        `= ${random.pick(["null", "1", "[]", "{}", "[1, null]", "true", '""', "self.x", "[for x in [1]: x]", "{ for k, v in {}: k => v }", "1 / 0", '-"a"', '"%{ for x in y }%{ endfor }"'])}`,
      ),
    ]),
  (text, random) => {
    const at = random.below(text.length);
    return (
      text.slice(0, at) +
      random.pick(["[", '{"a":', "(", '${"', "{ a = "]).repeat(random.pick([50, 2000, 30000])) +
      text.slice(at)
    );
  },
];

function lines(text: string, random: Random, change: (line: string) => readonly string[]): string {
  const all = text.split("\n");
  const at = random.below(all.length);
  return all.flatMap((line, index) => (index === at ? change(line) : [line])).join("\n");
}

/** `text` with `times` changes, regardless of its meaning. */
export function mutateText(text: string, times: number, random: Random): string {
  let made = text;
  for (let index = 0; index < times; index += 1) made = random.pick(CHANGES)(made, random);
  return made;
}

/** `text` as bytes, some of them flipped: mostly no UTF-8 any more. */
export function mutateBytes(text: string, times: number, random: Random): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  for (let index = 0; index < times && bytes.length > 0; index += 1) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return bytes;
}
