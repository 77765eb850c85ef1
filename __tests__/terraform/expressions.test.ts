import { hasUnknown, readable } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { at, evaluated, PROVIDER, read } from "./worlds";

const LOCALS = {
  locals: { map: { b: 2, a: 1 }, list: ["b", "a", "c"], objects: [{ n: "x" }, { n: "y" }], nothing: null },
};

// what Terraform 1.11's console gives
test.each([
  ['${"plain"}', "plain"],
  ["a-${1}-${true}-${1.50}", "a-1-true-1.5"],
  ["$${aws:username}/%%{x}", "${aws:username}/%{x}"],
  ['a ${~ "b" ~} c', "abc"],
  // a marker reaches to the next line break, unless a quoted text escapes it
  ['${"b" ~} \n   y\n\n   ${~ "c" ~}\n\n   z', "b   y\n\nc\n   z"],
  ["a:\n%{ for x in [1, 2] ~}\n  - ${x}\n%{ endfor ~}\nb: 1", "a:\n  - 1\n  - 2\nb: 1"],
  ['${"${"b" ~} \\n  y \\n ${~ "c"}"}', "byc"],
  // as hcl2json writes what ends in a heredoc
  ["${true ? <<E\n${1}\n  E\n : null}", "1\n"],
  ["${false ? 1 : <<-E\n    a\n      b\n  E}", "a\n  b\n"],
  ['${"x\\n\\u00e9\\"\\\\"}', 'x\né"\\'],
  ['${format("%s-%d-%v-%q", "a", 3, true, "q")}', 'a-3-true-"q"'],
  ['${format("%05d|%5s|%-5s|%.2f|%x|%%", 42, "ab", "cd", 3.14159, 255)}', "00042|   ab|cd   |3.14|ff|%"],
  ['${format("%[2]s %[1]s", "a", "b")}', "b a"],
  ['${join(",", ["a", "b"], ["c"])}', "a,b,c"],
  ['${concat(["a"], ["b", 1])}', ["a", "b", 1]],
  ['${replace("https://x/y", "https://", "")}', "x/y"],
  ['${replace("abc123", "/(\\\\w)(\\\\d)/", "$2$1")}', "ab1c32"],
  ['${replace("a.b", ".", "$1")}', "a$1b"],
  ['${trimprefix("helloworld", "hello")}', "world"],
  ['${trimprefix("helloworld", "x")}', "helloworld"],
  ['${lower("ABC-É")}', "abc-é"],
  ['${toset(["b", "a", "b"])}', ["a", "b"]],
  ['${tolist(toset(["b", "a"]))}', ["a", "b"]],
  ["${merge({a=1}, null, {b=2, a=3})}", { a: 3, b: 2 }],
  ["${one([])}", null],
  ['${one(["a"])}', "a"],
  ['${element(["a","b","c"], 4)}', "b"],
  ['${base64decode("aGVsbG8=")}', "hello"],
  ['${try(local.map.zz, "d")}', "d"],
  ["${can(local.map.zz)}", false],
  ['${coalesce("", null, "x")}', "x"],
  ['${length("héllo")}', 5],
  ['${lookup(local.map, "zz", "d")}', "d"],
  ['${flatten([["a"], [["b"], "c"]])}', ["a", "b", "c"]],
  ['${compact(["a", "", "b"])}', ["a", "b"]],
  ['${distinct(["a", "b", "a"])}', ["a", "b"]],
  ["${keys(local.map)}", ["a", "b"]],
  ["${values(local.map)}", [1, 2]],
  ['${contains(local.list, "c")}', true],
  ["${tostring(1)}", "1"],
  ['${jsonencode({b = "<a&b>", a = [1, true, null, 1.5]})}', '{"a":[1,true,null,1.5],"b":"\\u003ca\\u0026b\\u003e"}'],
  ['${[for s in local.list : "${s}!" if s != "a"]}', ["b!", "c!"]],
  ["${{for i, s in local.list : s => i}}", { a: 1, b: 0, c: 2 }],
  ["${{for o in local.objects : o.n => true...}}", { x: [true], y: [true] }],
  ["${local.objects[*].n}", ["x", "y"]],
  ["${local.objects.*.n}", ["x", "y"]],
  ["${local.nothing[*]}", []],
  ["${1 + 2 * 3 - -1}", 8],
  ["${!true || false && true}", false],
  ["${1 < 2 && 3 >= 3 && 1 != 2}", true],
  ['${1 == "1"}', false],
  ['${length(local.list) > 0 ? local.list[0] : "none"}', "b"],
  ["${local.list.0}", "b"],
  ['${{ "a b" = 1, (local.list[1]) = 2, c : 3 }}', { "a b": 1, a: 2, c: 3 }],
  ["${[1, # one\n 2, /* two */ 3,]}", [1, 2, 3]],
  ["${{\n a = 1\n\n # then\n b = [\n 2\n ]\n}}", { a: 1, b: [2] }],
  ["${<<-EOT\n    a\n      b ${local.list[0]}\n  EOT\n}", "a\n  b b\n"],
  ["${<<-EOT\n    a\n\n      b\n  EOT\n}", "a\n\n  b\n"],
  // what Terraform's console prints: a marker leaves no indentation before it
  [
    '${trimspace(<<-EOT\n    a\n    %{~ for x in ["b", "c"] ~}\n    ${x}\n    %{~ endfor ~}\n    d\n  EOT\n)}',
    "a\n    b\n    c\n    d",
  ],
  ['${upper(<<-EOT\n    one\n      two ${~ "T" }\n    three\n  EOT\n)}', "ONE\n  TWOT\nTHREE\n"],
  ['${[for k in ["x"] : { "${k}" = 1, k = 2 }]}', [{ x: 1, k: 2 }]],
])("%s is what Terraform makes of it", async (expression, expected) => {
  expect(await evaluated(expression, LOCALS)).toEqual(expected);
});

describe("a value that is not known", () => {
  const VARIABLE = { variable: { any: {}, text: { type: "string" } } };

  test("is one symbol in texts, wherever it is used", async () => {
    const first = await evaluated('arn:${var.any}:${format("%s", var.any)}', VARIABLE);
    expect(readable(String(first))).toBe("arn:<s/var.any>:<s/var.any>");
  });

  test.each([
    ["a condition", '${var.text == "x" ? "a" : "b"}', '${var.text == "x" ? "a" : "c"}'],
    ["a comparison", '${var.text == "x"}', "${var.text}"],
    ["a negation", "${!var.flag}", "${var.flag}"],
    ["an index", '${["a", "b"][var.index]}', '${["c", "d"][var.index]}'],
    ["a list made of one", '${join("", [for one in var.list : one])}', '${join("", var.list)}'],
  ])("is another than what %s makes of it", async (_, one, other) => {
    const variable = { ...VARIABLE.variable, index: {}, flag: { type: "bool" }, list: { type: "list(string)" } };
    const values = [await evaluated(`x-${one}`, { variable }), await evaluated(`x-${other}`, { variable })];
    expect(values[0]).not.toEqual(values[1]);
  });

  test.each([
    '${format("%.5s", "a-${var.text}")}',
    '${format("%-90s", "a-${var.text}")}',
    '${format("%q", "a-${var.text}")}',
  ])("is in no text of which %s cuts, fills up or quotes a part", async (expression) => {
    expect(await evaluated(expression, VARIABLE)).toBeInstanceOf(UnknownValue);
  });

  test("is a symbol in jsonencode where it is certainly a text", async () => {
    const text = String(await evaluated("${jsonencode({ a = var.text })}", VARIABLE));
    expect(hasUnknown(text)).toBe(true);
    expect(JSON.parse(text)).toHaveProperty("a");
  });

  test("makes jsonencode unknown where it may be a list", async () => {
    expect(await evaluated("${jsonencode({ a = var.any })}", VARIABLE)).toBeInstanceOf(UnknownValue);
  });

  test("makes a text of JSON unknown where it stands for no text", async () => {
    expect(await evaluated('{"a": ${var.any}}', VARIABLE)).toBeInstanceOf(UnknownValue);
  });

  test("says which option gives it", async () => {
    expect(await evaluated("${var.any}", VARIABLE)).toMatchObject({
      reason: expect.stringContaining("variable any"),
      advice: { text: expect.stringContaining("--var s.any="), options: [{ name: "--var", of: "s.any" }] },
    });
  });

  test.each([
    ["random", '${bcrypt("x")}', "the function bcrypt is not evaluated: its salt is random"],
    ["a provider's", '${provider::aws::arn_parse("x")}', "the function provider::aws::arn_parse is not evaluated"],
    ["of a file that is not there", '${file("x.json")}', expect.stringMatching(/^there is no file .*s\/x\.json$/)],
  ])("is what a function gives that is %s, with the reason", async (_, expression, reason) => {
    expect(await evaluated(expression)).toMatchObject({ reason });
  });

  test.each([
    ["a YAML document that holds itself", '${yamldecode("&a [*a]")}'],
    ["a regular expression that would take years", `\${regex("(a+)+$", "${"a".repeat(50)}b")}`],
    ["more elements than are read", "${setproduct(range(999), range(999))}"],
  ])("is what %s gives", async (_, expression) => {
    expect(await evaluated(expression)).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ["tests it", "a%{ if var.any == 1 }b%{ endif }"],
    ["goes over it", "a%{ for x in var.any }${x}%{ endfor }"],
  ])("makes a text unknown in which a directive %s", async (_, text) => {
    expect(await evaluated(text, VARIABLE)).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ["lower", "${lower(var.text) == var.text}"],
    ["coalesce", '${coalesce(var.text, "b") == var.text}'],
    ["jsonencode", "${jsonencode(var.any) == var.any}"],
    ["templatefile", '${templatefile("a.tftpl", { x = var.text }) == templatefile("a.tftpl", { x = var.any })}'],
    ["join", '${join("", [for x in [1] : var.any[x]]) == join("", [for x in [2] : var.any[x]])}'],
  ])("is not what the function %s makes of it", async (_, expression) => {
    const files = { "s/a.tftpl": "<${x}>" };
    const world = await read({
      ...files,
      "s/main.tf.json": { provider: PROVIDER, ...VARIABLE, resource: { aws_test: { it: { value: expression } } } },
    });
    expect(at(world, "aws_test.it").get("value")).toBeInstanceOf(UnknownValue);
  });

  test("is what join makes of it alone, with the reason", async () => {
    expect(await evaluated('${join("", [var.text])}', VARIABLE)).toMatchObject({
      reason: expect.stringContaining("text"),
    });
    expect(await evaluated('${join("", [var.text], ["a"])}', VARIABLE)).toEqual(expect.any(String));
  });

  test("does not matter to a condition that is decided without it", async () => {
    expect(await evaluated('${false ? var.any : "b"}', VARIABLE)).toBe("b");
    expect(await evaluated("${var.any == 1 && false}", VARIABLE)).toBe(false);
  });

  test("is not equal to a known value for certain", async () => {
    expect(await evaluated('${var.text == "a"}', VARIABLE)).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ["it begins in another way", '${"arn:${var.text}" == "x"}', false],
    ["it is longer than nothing", '${"arn:${var.text}" != ""}', true],
    ["it ends in another way", '${"${var.text}/a" == "x/b"}', false],
    ["both have another beginning", '${"a${var.text}" == "b${var.text}"}', false],
    ["it is too long", '${"aa${var.text}aa" == "aaa"}', false],
    ["it ends in one and the same, and not behind the same", '${"a${var.text}" == "ab${var.text}"}', false],
  ])("in a text is not equal to another where %s", async (_, expression, expected) => {
    expect(await evaluated(expression, VARIABLE)).toBe(expected);
  });

  test.each([
    ["it may be nothing", '${"${var.text}" == ""}'],
    ["it may be just long enough", '${"aa${var.text}a" == "aaa"}'],
    ["both may begin in one way", '${"a${var.text}" == "ab${var.any}"}'],
    ["it may end in any way", '${"a${var.text}" == "ab"}'],
  ])("in a text may be equal to another where %s", async (_, expression) => {
    expect(await evaluated(expression, VARIABLE)).toBeInstanceOf(UnknownValue);
  });

  test("equals itself, and no other unknown value for certain", async () => {
    expect(await evaluated("${var.any == var.any}", VARIABLE)).toBe(true);
    expect(await evaluated("${var.any == var.text}", VARIABLE)).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ["a member that is not there", "${local.none.a.b}", "no-value"],
    ["a division by zero", "${1 / 0}", "no-value"],
    ["a function that is not evaluated", "${uuid()}", "not-read"],
    ["a file that is not there", '${file("x")}', "no-value"],
    ["a variable without a value", "${var.any}", "not-read"],
    ["a part of a text that apply makes", '${length("x-${var.text}")}', "after-apply"],
  ])("has a kind: %s", async (_, expression, kind) => {
    const locals = { locals: { none: {} }, ...VARIABLE };
    expect(await evaluated(expression, locals)).toMatchObject({ kind });
  });

  test.each([
    ["a map has no such element", '${try({}.a, "b")}', "b"],
    ["a list has no such element", '${try([][0], "b")}', "b"],
    ["a text has no elements", '${try("a".b, "b")}', "b"],
    ["lookup finds nothing", '${try(lookup({}, "a"), "b")}', "b"],
    ["an inner try finds nothing", '${try(try({}.a), "b")}', "b"],
    ["there is no value, which can says", "${can({}.a)}", false],
  ])("try and can go on where %s", async (_, expression, expected) => {
    expect(await evaluated(expression, VARIABLE)).toBe(expected);
  });

  test.each([
    ["a function is not evaluated", '${try(uuid(), "b")}'],
    ["a local is refused, which try does not catch", '${try(local.refused, "b")}'],
    ["an argument is unknown", '${try(lower(var.text), "b")}'],
    ["a number of elements is unknown", "${can(length(var.any))}"],
    ["a key is not fully known", '${try({ a = 1 }["${var.text}a"], "b")}'],
    ["a map has a key that is not fully known", '${try({ "${var.text}x" = 1 }["x"], "b")}'],
    ["a text may turn out to be a number", '${can(1 + "${var.any}")}'],
  ])("try and can stay unknown where %s", async (_, expression) => {
    expect(await evaluated(expression, { locals: { refused: "${{}.a}" }, ...VARIABLE })).toBeInstanceOf(UnknownValue);
  });
});

test.each(["${", "${a b}", "${1 +}", '${"a}', "${aws:username}", "a ${[} b", "${f(}", "%{ if", "${a.}"])(
  "fails for %s, with the location",
  async (text) => {
    await expect(evaluated(text)).rejects.toMatchObject({
      message: expect.stringContaining("found"),
      location: { line: expect.any(Number), file: expect.stringContaining("main.tf.json") },
    });
  },
);

test("fails for an unescaped policy variable with the way to write it", async () => {
  await expect(evaluated("arn:aws:s3:::b/${aws:PrincipalTag/x}/*")).rejects.toThrow("$${aws:");
});
