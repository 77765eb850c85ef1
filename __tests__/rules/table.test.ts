import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ASSUMPTIONS, INTRUDERS } from "../../src/proof/proof";
import { type FindingId, type HopCode, TABLE } from "../../src/rules";
import { readText } from "../support/synth";

const SECTIONS = Object.values(TABLE);
const ENTRIES = SECTIONS.flatMap(({ rules }) => rules);
const idsOf = ({ rules }: (typeof SECTIONS)[number]) => rules.map(({ id }) => id);

const proofSources = (readdirSync("src/proof", { recursive: true }) as string[])
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readText(join("src/proof", path)))
  .join("\n");

test("ids are unique in the whole table and kebab-case", () => {
  const ids = SECTIONS.flatMap(idsOf);
  expect([...new Set(ids)]).toEqual(ids);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

test.each(ENTRIES)("$id: expected is a phrase, fix a sentence, page an https address", ({ expected, fix, page }) => {
  expect(expected).toMatch(/^(?!.*[.!?]$)\S.*\S$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
  if (page !== undefined) expect(new URL(page).protocol).toBe("https:");
});

test("every finding and hop code of the table is one that src/proof gives", () => {
  const texts = new Set(proofSources.match(/"[a-z-]+"/g));
  expect([...idsOf(TABLE.findings), ...idsOf(TABLE.hopCodes)].filter((id) => !texts.has(`"${id}"`))).toEqual([]);
});

test("every code that src/proof gives is in the table", () => {
  const written = [...proofSources.matchAll(/\bcode: ([^,\n]+)/g)].flatMap(([, value = ""]) =>
    [...value.matchAll(/"([^"]+)"/g)].map(([, id = ""]) => id),
  );
  expect(written.length).toBeGreaterThan(40);
  const known = new Set<string>([...idsOf(TABLE.findings), ...idsOf(TABLE.hopCodes)]);
  expect(written.filter((id) => !known.has(id))).toEqual([]);
});

test("every class of intruders has an entry, in the contract's order", () => {
  expect(idsOf(TABLE.intruders)).toEqual(INTRUDERS.map((id) => `intruder-${id}`));
});

test("every assumption has an entry, in the contract's order", () => {
  expect(idsOf(TABLE.assumptions)).toEqual(ASSUMPTIONS.map((id) => `assumption-${id}`));
});

test("a code that is not in the table does not compile", () => {
  const accepted: [string extends HopCode ? true : false, string extends FindingId ? true : false] = [false, false];
  expect(accepted).toEqual([false, false]);
});

test("no advice opens what a document keeps closed", () => {
  const opening = /remove (the|a|its) (condition|deny)|without (a|the) condition key|_policy to false/i;
  expect(ENTRIES.map(({ id, fix }) => `${id}: ${fix}`).filter((one) => opening.test(one))).toEqual([]);
});
