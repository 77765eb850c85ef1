import { parse } from "@cdktf/hcl2json";
import fc from "fast-check";
import { quickHcl } from "../../src/terraform/source/quick-hcl";

/** What hcl2json makes of a text, as text: the order of names counts too. Undefined where Terraform refuses it. */
const theirs = (text: string): Promise<string | undefined> =>
  parse("main.tf", text).then(JSON.stringify, () => undefined);

const ours = (text: string): string | undefined => JSON.stringify(quickHcl(text));

const READ: readonly string[] = [
  "",
  "# nothing\n// at\n/* all\n */",
  'resource "a" "b" {\n}\nresource "a" "c" {}\nresource "b" "c" { d = 1 }\nresource a b {\n  d {\n  }\n}\nresource "a" "e" {\n}',
  "locals {\n  a = 1\n}\nlocals {\n  b = 2 # two\n  c = 3 /* three */ // 3\n}\n",
  "b {\n  z = 1\n  a {\n    x = 1\n  }\n  a {\n    x = 2\n  }\n  é = 2\n  B = 3\n  _ = 4\n}",
  "b {\n  a = 1\n  a {\n  }\n}",
  "a = 1.50\nb = -7\nc = 1e3\nd = - 7.5\ne = !true\nf = -x\ng = (1)\nh = null\ni = true\nj = -(1)",
  'a = "x"\nb = "$${x} %%{y} \\n \\" \\u00e9 $ % {"\nc = "${x}"\nd = "a ${ x.y } b ${f( 1, 2 )}"\ne = ""\nf = "${"g"}"',
  'a = "${c ? "d" : e}"\nb = "x${c ? d : ""}"\nc = "x${!c && d ? "e-${f}" : g ? null : 1}y"',
  'a = "x${1}${true}${null}${"y"}${[1]}${-1}"',
  "a = [\n  1, # one\n  b,\n  [c, (d)],\n]\ne = []",
  'a = {\n  z = 1, b : 2\n  "c d" = 3\n  (e) = 4\n  f.g = 5\n  "h-${i}" = 6\n  1 = 7\n  null = 8\n  z = 9\n}\nj = {}',
  "a = b.c[0].d[*].e\nf = b.*.c\ng = b [ c ].d\nh = f(\n  a,\n  b...\n)\ni = a\n",
  "a = b == c && !d || e > 1 ? f : g + 2 * -3\nh = (\n  a\n  + b\n)\ni = (a).b\nj = (a) + b",
  "a = [for k, v in b : v if k != c]\nd = { for k in b : k => c... }\n",
  "a = <<E\n  x ${b} $${c}\n\n  y\nE\nd = <<-E\n    x ${b}\n   \n      y\n\n    E\ne = f(<<-E\n    z\n\n    E\n)\ng = 1",
  "a = jsonencode({\n  B = [{ C = var.d, E = null }] # and so on\n})",
  "a = provider::b::c(d)",
  'a = <<E\n${b ~}\n   c\n\n   ${~ d ~} \n\n  $${e}\nE\nf = "${b ~} \\n  c \\n ${~ d}"\n',
  "a = [\n  b[*]\n  .c,\n]\n",
  'a = "e\\u0301"',
  "a = b ? c : <<E\nd\nE\n",
];

test.each(READ)("%j is read as hcl2json reads it", async (text) => {
  expect(ours(text)).toBe(await theirs(text));
  expect(ours(text)).toBeDefined();
});

test.each([
  ["a text that Terraform refuses", "a = = 1"],
  ["a text over two lines", 'a = "b\nc"'],
  ["two arguments of one name", "a = 1\na = 2"],
  ["two arguments on a line", "b { a = 1, c = 2 }"],
  ["a block behind an argument", "a = 1 b {}"],
  ["blocks with and without labels", 'a "b" {\n}\na {\n}'],
  ["a function without arguments in its name's scope", "a = b::c"],
  ["a list with groups", "a = [for b in c : b...]"],
  ["a key and its value on two lines", "a = f({\n  b\n  = 1\n})"],
  ["two indexes with points", "a = b.0.1"],
  ["a key that is one interpolation", 'a = { "${b}" = 1 }'],
  ["a carriage return", "a = 1\rb = 2"],
  ["a directive", 'a = "%{ if b }c%{ endif }"'],
  ["a condition in parentheses within a text", 'a = "x${(b) ? c : d}"'],
  ["indentation within an expression", "a = <<-E\n    ${f(\n  b)}\n    E\n"],
  ["a name of JavaScript's", "a = { __proto__ = 1 }"],
  ["a name that is not composed", 'a = "e\u0301"'],
  ["a key that is the word for", "a = { for = 1 }"],
  ["a splat in one of attributes", "a = b.*.c.*"],
  ["a marker in a heredoc without indentation", "a = <<-E\n    ${b ~}\n   c\n  E\n"],
  ["a splat that goes on in the next line", "a = b[*]\n.c\n"],
  ["half of a character", 'a = "\\ud800"'],
  ["a heredoc that ends with the file", "a = <<E\nb\nE"],
  ["brackets over brackets", `a = ${"[".repeat(500)}${"]".repeat(500)}`],
])("%s is left to hcl2json", (_, text) => {
  expect(quickHcl(text)).toBeUndefined();
});

const BITS = [
  ...[
    '"',
    "${",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "\n",
    " ",
    "=",
    ".",
    "*",
    "?",
    ":",
    ",",
    "...",
    "-",
    "!",
    "%{",
    "~",
    "#",
  ],
  ...[
    "/*",
    "*/",
    "$",
    "\\",
    "<<E\n",
    "<<-E\n",
    "E\n",
    "for",
    "if",
    "in",
    "null",
    "1.5",
    "a",
    "::",
    "[*]",
    "\t",
    "é",
    "==",
    "%%{",
  ],
];

/** Valid texts with bits put in, put over others, or taken out. */
const changed = fc
  .tuple(
    fc.constantFrom(...READ),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...BITS), fc.constantFrom(0, 0, 1, 2)), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((so, [where, bit, over]) => {
      const at = where % (so.length + 1);
      return so.slice(0, at) + (over === 2 ? "" : bit) + so.slice(at + (over === 0 ? 0 : bit.length));
    }, text),
  );

test("whatever text is read at all is read as hcl2json reads it", async () => {
  await fc.assert(
    fc.asyncProperty(changed, async (text) => {
      const read = ours(text);
      if (read !== undefined) expect([text, read]).toEqual([text, await theirs(text)]);
    }),
    { numRuns: 400 },
  );
});
