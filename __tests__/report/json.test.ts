import Ajv2020 from "ajv/dist/2020";
import { answerOf } from "../../src/proof/answer";
import { ASSUMPTIONS, HOPS, INTRUDERS } from "../../src/proof/proof";
import { asJson } from "../../src/report";
import { readText } from "../support/synth";
import { chain, conditional, everything, PRIVATE_USE, proof } from "./proofs";

const schema = JSON.parse(readText("docs/proof.schema.json"));
// readers ignore fields that they do not know, so the schema allows them; this version writes no others
const strict = JSON.parse(JSON.stringify(schema), (_, value) =>
  value && typeof value === "object" && value.type === "object" && value.properties
    ? { ...value, additionalProperties: false }
    : value,
);
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
const validate = ajv.compile(strict);
const published = new Ajv2020({ strictRequired: false, strictTypes: false }).compile(schema);

test.each([
  ["nothing", proof([])],
  ["one proved chain", proof([chain()])],
  ["a conditional chain", proof([conditional])],
  ["everything", everything],
])("the answer about %s fits docs/proof.schema.json, with and without --verbose", (_, answer) => {
  for (const verbose of [false, true]) {
    validate(JSON.parse(asJson(answerOf(answer), { verbose })));
    expect(validate.errors).toBeNull();
  }
});

test.each([
  ["a hop that is denied without a message", (answer: Answer) => delete answer.chains[0].hops[1].message],
  ["an intruder that gets in without a witness", (answer: Answer) => delete answer.chains[0].intruders[0].witness],
  ["an expectation that says can and cannot", (answer: Answer) => Object.assign(answer.expectations[0], { can: "x" })],
  ["a line 0", (answer: Answer) => Object.assign(answer.chains[0].hops[1].location, { line: 0 })],
])("docs/proof.schema.json refuses %s", (_, spoil) => {
  const answer = JSON.parse(asJson(answerOf(everything)));
  spoil(answer);
  expect(validate(answer)).toBe(false);
});

test("docs/proof.schema.json documents every field, and allows those of later versions", () => {
  const answer = JSON.parse(asJson(answerOf(everything)));
  Object.assign(answer.chains[0], { note: "" });
  expect([validate(answer), published(answer)]).toEqual([false, true]);
});

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON that a test spoils
type Answer = any;

test("docs/proof.schema.json names all hops, intruders and assumptions", () => {
  expect(schema.$defs.assumptionId.enum).toEqual(ASSUMPTIONS);
  expect(schema.$defs.hopId.enum).toEqual(HOPS);
  expect(schema.$defs.intruder.properties.id.enum).toEqual(INTRUDERS);
});

test("fields come in the contract's order, however the value was made, and what does not apply is left out", () => {
  const reversed = JSON.parse(JSON.stringify(everything), (_, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  );
  const answer = JSON.parse(asJson(answerOf(reversed)));
  expect(Object.keys(answer)).toEqual(["version", "verdict", "chains", "expectations", "findings"]);
  const [first, second] = answer.chains;
  expect(Object.keys(first)).toEqual(
    "id key account region mechanism verdict access others hops expectations intruders shared assumptions".split(" "),
  );
  expect(Object.keys(first.intruders[0])).toEqual("id verdict accepted witness through".split(" "));
  expect(Object.keys(first.intruders[0].through[0])).toEqual(
    "verdict document who actions statement location witness".split(" "),
  );
  expect(Object.keys(first.shared[0])).toEqual("who document statement actions location".split(" "));
  expect(Object.keys(first.assumptions[0])).toEqual("id subject for message accepted location".split(" "));
  expect(Object.keys(first.hops[1])).toEqual(
    "id verdict action resource code message awsError fix location".split(" "),
  );
  expect(Object.keys(answer.findings[1])).toEqual("code level chain key hop message fix location".split(" "));
  expect(Object.keys(first.hops[1].location)).toEqual(["file", "pointer", "line"]);
  expect(first.hops[0]).toEqual({ id: "association", verdict: "allowed" });
  expect([second.account, second.region]).toEqual([null, null]);
});

test("a part that only apply can know is written in angle brackets, and the deciding statement with --verbose only", () => {
  const text = asJson(answerOf(everything), { verbose: true });
  expect(text).not.toMatch(PRIVATE_USE);
  expect(text).toContain("arn:aws:s3:::data-<account-b/random_pet.suffix.id>/*");
  const grant = JSON.parse(text).chains[1].hops[2];
  expect(grant.statement.effect).toBe("Allow");
  expect(JSON.parse(asJson(answerOf(everything))).chains[1].hops[2]).not.toHaveProperty("statement");
});
