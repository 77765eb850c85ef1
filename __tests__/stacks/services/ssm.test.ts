import { faultsOf, missedBy, proofOfConfig } from "../../support/configured";
import { KEY, ofService } from "../../support/of-service";
import { document, type Json, synth } from "../../support/synth";
import { proofOf } from "../../support/world";

const READ = "[{ read: data }]";
const PREFIX = "arn:aws:ssm:us-east-1:222222222222:parameter";
const statementsOf = (text: string) =>
  document(synth(text).stacks["account-b"].resource.aws_iam_policy.ssm_read_policy.policy).Statement;

test("a path is what is under it, and is asked for with and without its last slash", () => {
  expect(statementsOf(ofService("parameter: { path: /my-app/ }", READ))).toEqual([
    { Effect: "Allow", Action: ["ssm:GetParametersByPath"], Resource: [`${PREFIX}/my-app`] },
    {
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
      Resource: [`${PREFIX}/my-app/*`],
    },
  ]);
  expect(statementsOf(ofService("parameter: { path: /my-app }", READ))).toEqual(
    statementsOf(ofService("parameter: { path: /my-app/ }", READ)),
  );
});

test.each([
  ["db", "db"],
  ["/my-app/db", "my-app/db"],
])("the parameter %s is granted by its name, and its key through Systems Manager alone", (name, inArn) => {
  expect(statementsOf(ofService(`parameter: { name: ${name}, kmsKey: "${KEY}" }`, READ))).toEqual([
    {
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
      Resource: [`${PREFIX}/${inArn}`],
    },
    {
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [KEY],
      Condition: { StringEquals: { "kms:ViaService": "ssm.us-east-1.amazonaws.com" } },
    },
  ]);
});

test("parameters are not made, and their proof rests on them", async () => {
  for (const [map, subject] of [
    ["{ path: /my-app/ }", `${PREFIX}/my-app/*`],
    ["{ name: db }", `${PREFIX}/db`],
  ]) {
    const text = ofService(`parameter: ${map}`, READ);
    expect(synth(text).stacks["account-b"].resource.aws_ssm_parameter).toBeUndefined();
    const proof = await proofOfConfig(text);
    const { verdict, chains } = proof;
    // no policy of their own could deny it
    expect(JSON.stringify(proof)).not.toContain("resource-policy-not-seen");
    expect([verdict, chains.flatMap((one) => (one.assumptions ?? []).map((assumed) => assumed.subject))]).toEqual([
      "conditional",
      expect.arrayContaining([subject]),
    ]);
  }
});

const POD = "my-eks-cluster/my-app-namespace/my-app-sa";
type Line = readonly [verb: "can" | "cannot", action: string];
const expected = (lines: readonly Line[]) =>
  lines.map(([verb, action], at) => ({
    line: at + 1,
    pod: POD,
    verb,
    action,
    on: "account-b/aws_ssm_parameter.p",
  }));

/** What the default proves beside a parameter of the role's account, with its key. */
async function proofBeside(parameter: Json, ...lines: readonly Line[]) {
  const { stacks } = synth(ofService("parameter: { path: /my-app/ }", READ));
  const { resource, ...rest } = stacks["account-b"];
  const world = {
    ...resource,
    aws_ssm_parameter: { p: { name: "/my-app/db", value: "x", ...parameter } },
    aws_kms_key: { k: {} },
  };
  const proof = await proofOf(
    { ...stacks, "account-b": { ...rest, resource: world } },
    { expectations: expected(lines) },
  );
  return [faultsOf(proof), missedBy(proof)];
}

const SECURE = { type: "SecureString", key_id: "${aws_kms_key.k.arn}" };

test("a parameter that the world shows is decided by its name, and one that is encrypted by its key too", async () => {
  const [can, cannot] = [["can", "ssm:GetParameter"] as const, ["cannot", "ssm:GetParameter"] as const];
  expect(await proofBeside({ type: "String" }, can)).toEqual([[], []]);
  expect(await proofBeside({ type: "SecureString" }, can)).toEqual([[], []]);
  expect(await proofBeside({ type: "String", name: "/other/db" }, can)).toEqual([[], ["can ssm:GetParameter: failed"]]);
  // without WithDecryption a request needs no key: the key keeps nobody from it
  expect(await proofBeside(SECURE, can, cannot)).toEqual([
    ["grant ssm:GetParameter denied", "grant ssm:GetParameters denied", "grant ssm:GetParametersByPath denied"],
    ["can ssm:GetParameter: failed", "cannot ssm:GetParameter: failed"],
  ]);
  // an advanced parameter can be shared, and its key is asked for something else
  expect(await proofBeside({ ...SECURE, tier: "Advanced" }, cannot)).toEqual([[], ["cannot ssm:GetParameter: failed"]]);
});

test("each of the two statements is missed, and more than to read is refuted", async () => {
  const text = ofService("parameter: { path: /my-app/ }", READ);
  for (const [from, to, missed] of [
    [`${PREFIX}/my-app"`, `${PREFIX}/none"`, ["can ssm:GetParametersByPath: failed"]],
    [
      `${PREFIX}/my-app/*`,
      `${PREFIX}/none/*`,
      ["can ssm:GetParameter: failed", "can ssm:GetParameters: failed", "can ssm:GetParametersByPath: failed"],
    ],
    ['"ssm:GetParameter",', '"ssm:GetParameter","ssm:PutParameter",', ["cannot ssm:PutParameter: failed"]],
  ] as const) {
    const broken = await proofOfConfig(text, ["account-b", from, to]);
    expect([broken.verdict, missedBy(broken)]).toEqual(["refuted", missed]);
  }
});
