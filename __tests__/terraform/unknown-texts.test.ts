import { readable } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { evaluated } from "./worlds";

const VARIABLES = { variable: { text: { type: "string" }, other: { type: "string" } } };

/** Keys of which either may come first, or both be one; and such of which one is certainly not the other. */
const EITHER = '"a-${var.text}" = "x", "a-${var.other}" = "y"';
const APART = '"a-${var.text}-x" = "x", "a-${var.other}-y" = "y"';
const TEXTS = '"a-${var.text}-x", "a-${var.other}-y"';

describe("texts that are not fully known", () => {
  test.each([
    `\${keys({ ${APART} })[0]}`,
    `\${values({ ${APART} })[0]}`,
    `\${element(values({ ${APART} }), 0)}`,
    `\${[for k, v in { ${APART} } : v][0]}`,
    `\${[for v in toset([${TEXTS}]) : v][0]}`,
    `\${tolist(toset([${TEXTS}]))[0]}`,
    `\${toset([${TEXTS}])[*][0]}`,
    `\${concat(tolist(toset([${TEXTS}])), ["c"])[0]}`,
    `\${reverse(toset([${TEXTS}]))[0]}`,
    `\${sort([${TEXTS}])[0]}`,
    `\${join(",", toset([${TEXTS}]))}`,
    `\${format("%s%s", toset([${TEXTS}])...)}`,
    `\${formatlist("%s-%s", toset([${TEXTS}]), ["1", "2"])[0]}`,
    `\${flatten([toset([${TEXTS}])])[0]}`,
    `\${chunklist(toset([${TEXTS}]), 1)[0]}`,
    `\${{ for v in toset([${TEXTS}]) : "k" => v... }["k"][0]}`,
    '${tolist(toset([{ a = "1" }, { a = "2" }]))[0]}',
  ])("leave the order open in which Terraform goes over them: %s", async (expression) => {
    expect(await evaluated(expression, VARIABLES)).toBeInstanceOf(UnknownValue);
  });

  test.each([
    `\${length({ ${EITHER} })}`,
    `\${length([for v in { ${EITHER} } : v if v == "x"])}`,
    `\${length({ for v in { ${EITHER} } : v => v })}`,
    '${length(toset(["a-${var.text}", "a-${var.other}"]))}',
    '${length(distinct(["a-${var.text}", "a-${var.other}"]))}',
    '${try(one(toset(["a-${var.text}", "a-${var.other}"])), "good")}',
    '${try({ for v in toset(["a-${var.text}", "a-${var.other}"]) : "k" => v }, {})}',
    `\${jsonencode({ ${EITHER} })}`,
    '${length(compact(["${var.text}${var.other}"]))}',
    '${length(compact([join("", [var.text, var.other])]))}',
    '${coalesce("${var.text}${var.other}", "good") == "good"}',
    '${"${var.text}${var.other}" != ""}',
  ])("leave open how many there are: %s", async (expression) => {
    expect(await evaluated(expression, VARIABLES)).toBeInstanceOf(UnknownValue);
  });

  /** Either one element or two. */
  const DISTINCT = 'distinct(["a", "${var.text}a"])';

  test.each<[string, unknown]>([
    [`length(${DISTINCT}) > 0`, true],
    [`length(${DISTINCT}) == 3`, false],
    [`contains(${DISTINCT}, "a")`, true],
    [`length(coalescelist(${DISTINCT}, ["b"])) > 0 ? "some" : "none"`, "some"],
    ["local.list == null", false],
    ["length(local.list) > 0", true],
  ])("do not matter where a repeated element does not: %s", async (expression, value) => {
    const locals = { list: `\${${DISTINCT}}` };
    expect(await evaluated(`\${${expression}}`, { ...VARIABLES, locals })).toBe(value);
  });

  test.each([
    `length(${DISTINCT})`,
    `length(${DISTINCT}) > 1`,
    `${DISTINCT}[1]`,
    `join(",", ${DISTINCT})`,
    `slice(concat(${DISTINCT}, ["b", "c"]), 1, 2)`,
    `[for one in ${DISTINCT} : "x"]`,
    `{ (length(${DISTINCT})) = "x" }`,
    `length(${DISTINCT}) + 1`,
    "local.list[1]",
    "local.list[*]",
    'distinct(["a", "${var.text}a", "${var.other}a"])',
  ])("leave open what a repeated element decides: %s", async (expression) => {
    const locals = { list: `\${${DISTINCT}}` };
    expect(await evaluated(`\${${expression}}`, { ...VARIABLES, locals })).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ["an attribute", '${{ "g${var.text}" = "x", good = "y" }.good}'],
    ["an index", '${{ "g${var.text}" = "x", good = "y" }["good"]}'],
    ["lookup", '${lookup({ "g${var.text}" = "x", good = "y" }, "good", "z")}'],
    ["lookup by such a key", '${lookup({ "a${var.text}" = "x", "a${var.other}" = "y" }, "a${var.text}", "z")}'],
    ["merge", '${merge({ good = "y" }, { "g${var.text}" = "x" }).good}'],
    ["a comparison", '${{ "g${var.text}" = "x" } == { good = "x" }}'],
  ])("leave open what a map has at a key that one may be: %s", async (_, expression) => {
    expect(await evaluated(expression, VARIABLES)).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ["jsondecode", '${try(jsondecode("{\\"a\\":\\"${var.text}\\"}").b, "good")}'],
    ["yamldecode", '${try(yamldecode("a: ${var.text}").b, "good")}'],
    ["csvdecode", '${try(csvdecode("a\\n${var.text}")[1].a, "good")}'],
    ["base64decode", '${try(base64decode("YQ${var.text}"), "good")}'],
    ["split", '${try(split(",", "a${var.text}")[1], "good")}'],
    ["regex", '${try(regex("^b", "${var.text}"), "good")}'],
    ["replace", '${replace("${var.text}/x", "https://", "")  == "${var.text}/x"}'],
    ["indent", '${indent(2, "${var.text}/x") == "${var.text}/x"}'],
    ["tonumber", '${try(tonumber("${var.text}/"), "good")}'],
    ["strcontains", '${strcontains("a${var.text}", "b") ? "x" : "good"}'],
    ["startswith", '${startswith("${var.text}a", "b") ? "x" : "good"}'],
    ["contains", '${contains(["${var.text}a"], "ba") ? "x" : "good"}'],
    ["can", '${can(regex("^b", "${var.text}a")) ? "x" : "good"}'],
    ["the condition of a for", '${length([for x in ["a"] : x if "${var.text}${var.other}"])}'],
  ])("may hold anything that %s looks for", async (_, expression) => {
    const value = await evaluated(expression, VARIABLES);
    expect(value).not.toBe("good");
    expect(value).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ['${[for k, v in { "${var.text}-b" = 2, "${var.text}-a" = 1 } : v]}', [1, 2]],
    ['${[for v in { "b-${var.text}" = 2, "a-${var.text}" = 1 } : v]}', [1, 2]],
    ['${values({ "a${var.text}-" = 2, "a${var.text}" = 1 })}', [1, 2]],
    [`\${length({ ${APART} })}`, 2],
    [`\${{ for v in { ${APART} } : v => v }}`, { x: "x", y: "y" }],
    [`\${length(toset([${TEXTS}]))}`, 2],
    ['${length(compact(["${var.text}-", ""]))}', 1],
    ['${{ "a-${var.text}" = "x", good = "y" }.good}', "y"],
    ['${{ "g${var.text}" = "y", good = "y" }.good}', "y"],
    ['${try({ a = 1 }["x-${var.text}"], "b")}', "b"],
    ['${"a-${var.text}" == "b-${var.other}"}', false],
    ['${"abc" == "${var.text}-${var.other}-x-"}', false],
    ['${lookup({ a = null }, "a", "b")}', null],
    ['${try(toset(["a"])[0], "b")}', "b"],
    ['${setproduct(toset(["a"]), ["b"]) == toset([["a", "b"]])}', true],
    ["${tolist(toset([10, 9]))}", [9, 10]],
    ['${toset([{ a = "1" }, { a = "2" }]) == toset([{ a = "2" }, { a = "1" }])}', true],
  ])("are told apart as far as they are known: %s", async (expression, expected) => {
    expect(await evaluated(expression, VARIABLES)).toEqual(expected);
  });

  test("have one name where one function is given them twice", async () => {
    const call = 'replace("${var.text}", "https://", "")';
    expect(await evaluated(`\${{ "x-\${${call}}" = 1 }["x-\${${call}}"]}`, VARIABLES)).toBe(1);
    expect(readable(String(await evaluated(`x-\${${call}}`, VARIABLES)))).toContain("replace(");
  });
});
