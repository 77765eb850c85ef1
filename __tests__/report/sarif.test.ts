import { createHash } from "node:crypto";
import Ajv from "ajv";
import formats from "ajv-formats";
import { answerOf, UNEXPLAINED } from "../../src/proof/answer";
import { asSarif } from "../../src/report/sarif";
import { readText } from "../support/synth";
import { chain, conditional, everything, PRIVATE_USE, proof } from "./proofs";

// the schema of SARIF 2.1.0 as OASIS published it and as that package ships it; of draft 4, but for
// `id` all of it means the same in draft 7
const {
  id: _,
  $schema: __,
  ...schema
} = JSON.parse(readText("node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
const ajv = formats(new Ajv({ allErrors: true, strict: false, unicodeRegExp: false }));
const validate = ajv.compile(schema);

const log = (answer = everything, options = {}) =>
  JSON.parse(asSarif(answerOf(answer), { version: "1.2.3", ...options }));

test.each([
  ["nothing", proof([])],
  ["a proved chain", proof([chain()])],
  ["a conditional chain", proof([conditional])],
  ["everything", everything],
])("the log about %s is valid SARIF 2.1.0", (_, answer) => {
  validate(log(answer, { expectationsFile: "expect.yaml" }));
  expect(validate.errors).toBeNull();
});

test("a value that is wrong in two places and set in one has that place once, in a valid log", () => {
  const location = { file: "b/main.tf", pointer: "", line: 6 };
  const origin = { name: "local.team", location, value: "nz", reference: "var.ns", way: [], isArgument: true };
  const fault = { wrong: ["nz"], under: [], origin };
  const faults = ["a namespace", "a service account"].map((message) => ({ ...fault, message }));
  const explainer = { derivation: () => ({ asked: [], faults }), grant: () => undefined, owner: UNEXPLAINED.owner };
  const found = JSON.parse(asSarif(answerOf(everything, explainer), { version: "1.2.3" }));
  expect(found.runs[0].results[0].relatedLocations).toHaveLength(1);
  validate(found);
  expect(validate.errors).toBeNull();
});

test("a log with a field that SARIF does not have is not valid", () => {
  const spoiled = log();
  spoiled.runs[0].results[0].verdict = "denied";
  expect(validate(spoiled)).toBe(false);
});

test("what refutes is an error, what leaves it open a warning; what holds or is accepted is no result", () => {
  const results = log(everything, { expectationsFile: "expect.yaml" }).runs[0].results as Result[];
  expect(results.map(({ level, ruleId }) => [level, ruleId])).toEqual([
    ["error", "action-mismatch"],
    ["warning", "policy-not-known"],
    ["error", "intruder-other-service-account"],
    ["warning", "intruder-other-cluster"],
    ["note", "assumption-association-admins"],
    ["error", "expectation-failed"],
    ["warning", "expectation-unknown"],
    ["warning", "no-such-pod"],
    ["warning", "trust-quota"],
  ]);
  expect(log(proof([chain()])).runs[0].results).toEqual([]);
});

interface Result {
  readonly level: string;
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly message: { readonly text: string };
  readonly locations?: readonly { readonly physicalLocation: object }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

test("a result shows the place, relative and as a URI, with message and fix; an intruder the trust that lets it in", () => {
  const [run] = log(everything, { expectationsFile: "expect.yaml" }).runs;
  const results = run.results as Result[];
  const placeOf = (index: number) => results[index]?.locations?.[0]?.physicalLocation;
  const trust = { artifactLocation: { uri: "cdktf.out/stacks/account-b/cdk.tf.json" }, region: { startLine: 42 } };
  expect(placeOf(0)).toEqual(trust);
  expect(placeOf(2)).toEqual({ ...trust, region: { startLine: 50 } });
  expect(placeOf(3)).toEqual(trust);
  expect(placeOf(5)).toEqual({ artifactLocation: { uri: "expect.yaml" }, region: { startLine: 3 } });
  expect(placeOf(8)).toMatchObject({ artifactLocation: { uri: "stacks/with%20space/main.tf" } });
  expect(results[0]?.message.text).toContain("not sts:TagSession");
  expect(results[0]?.message.text).toContain("Add to the trust policy");
  for (const { ruleId, ruleIndex } of results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  expect(run.tool.driver.rules.find(({ id }: { id: string }) => id === "trust-quota").helpUri).toContain("iam-quotas");
});

test("an intruder's further statements are related locations", () => {
  const { relatedLocations } = log().runs[0].results[2];
  expect(relatedLocations.map((one: Related) => [one.physicalLocation.region.startLine, one.message.text])).toEqual([
    [
      50,
      "tokens of https://oidc.example.com by the policy of arn:aws:s3:::data-<account-b/random_pet.suffix.id>: s3:GetObject, s3:PutObject",
    ],
    [60, "pods.eks.amazonaws.com by the trust policy of aws_iam_role.target_role: any action"],
  ]);
});

interface Related {
  readonly physicalLocation: { readonly region: { readonly startLine: number } };
  readonly message: { readonly text: string };
}

test("an assumption is a note that names how to accept it; an accepted one, and the intruders that one carries, are no result", () => {
  const { results } = log(proof([conditional])).runs[0];
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({ ruleId: "assumption-association-admins", level: "note" });
  expect(results[0].message.text).toContain("proved if no principal that may create associations");
  expect(results[0].message.text).toContain("--assume association-admins@111111111111");
});

test("each rule of the log says what was expected and what to do, whatever the verdict at this result", () => {
  const { rules } = log(everything, { expectationsFile: "expect.yaml" }).runs[0].tool.driver;
  expect(rules.filter(({ help }: { help: { text: string } }) => !help.text.endsWith("."))).toEqual([]);
  expect(rules[0]).toEqual({
    id: "action-mismatch",
    shortDescription: { text: "Expected: the request's action among those that the nearest Allow statement lists" },
    help: { text: "Add the action to the statement, or add the statement that is shown." },
    helpUri: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    defaultConfiguration: { level: "error" },
  });
});

test("fingerprints tell results apart, and stay when the file moves or its lines do", () => {
  const prints = (answer = everything) =>
    (log(answer).runs[0].results as Result[]).map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
  expect(new Set(prints()).size).toBe(prints().length);
  const moved = JSON.parse(JSON.stringify(everything).replaceAll("cdk.tf.json", "moved.json").replaceAll("42", "43"));
  expect(prints(moved)).toEqual(prints());
});

test("the second fingerprint stays when a chain's id changes beside its key; the first is what it was before there were keys", () => {
  const prints = (version: string, answer = everything) =>
    (log(answer).runs[0].results as Result[]).map(
      ({ partialFingerprints }) => partialFingerprints[`identity/${version}`],
    );
  const pod = "my-eks-cluster/my-app-namespace/my-app-sa";
  const renamed = JSON.parse(JSON.stringify(everything).replaceAll(`"${pod}"`, `"111111111111:us-east-1:${pod}"`));
  expect(prints("v2", renamed)).toEqual(prints("v2"));
  expect(prints("v1", renamed)).not.toEqual(prints("v1"));
  const text = JSON.stringify(["intruder-other-cluster", pod, "pod-identity", "111111111111", "other-cluster"]);
  expect(prints("v1")).toContain(`${createHash("sha256").update(text).digest("hex")}:1`);
});

test("a result names its chain by id and key", () => {
  const [result] = log().runs[0].results;
  expect(result.properties).toEqual({
    chain: "my-eks-cluster/my-app-namespace/my-app-sa",
    key: "pod-identity/111111111111/us-east-1/my-eks-cluster/my-app-namespace/my-app-sa",
    hop: "target-trust",
  });
});

test("a part that only apply can know is written in angle brackets", () => {
  expect(asSarif(answerOf(everything), { version: "1.2.3" })).not.toMatch(PRIVATE_USE);
});
