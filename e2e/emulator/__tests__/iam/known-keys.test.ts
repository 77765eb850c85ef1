import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { A, errorOf, TestAws } from "../support/aws";
import { makeRole, trusts } from "../support/roles";

let aws: TestAws;
before(async () => {
  aws = await TestAws.start();
});
after(() => aws.stop());

const ROOT = { AWS: `arn:aws:iam::${A}:root` };
const TABLE = `arn:aws:dynamodb:us-east-1:${A}:table/t`;
let made = 0;
/** What a role with one statement under `Condition` gets for `action`. */
async function ask(Action: string, Condition: object, action: string, resource: string): Promise<string> {
  made += 1;
  const role = await makeRole(
    aws,
    A,
    `r-${made}`,
    [trusts(ROOT)],
    [{ Effect: "Allow", Action, Resource: "*", Condition }],
  );
  const keys = await aws.assume(aws.administrator(A), role);
  let answer = "";
  const error = await errorOf(async () => {
    answer = await aws.may(keys, action, resource, A);
  });
  return error === "no error" ? answer : error;
}

test("a policy that tests a service's own key that the emulator never sets is refused by the key's name", async () => {
  const mine = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["mine"] } };
  const unknown = "NotImplemented: The condition key dynamodb:LeadingKeys in a policy is not known here.";
  assert.equal(await ask("dynamodb:*", mine, "dynamodb:GetItem", TABLE), unknown);
  const tag = { StringEqualsIfExists: { "s3:ExistingObjectTag/team": "payments" } };
  assert.match(await ask("*", tag, "s3:GetObject", "arn:aws:s3:::any/a"), /^NotImplemented: .*s3:ExistingObjectTag/);
});

test("a key of another service, one that is tested for other actions, and an unknown global key are absent", async () => {
  const mine = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["mine"] } };
  assert.equal(await ask("*", mine, "s3:GetObject", "arn:aws:s3:::any/a"), "yes");
  assert.match(await ask("dynamodb:PutItem", mine, "dynamodb:GetItem", TABLE), /^AccessDeniedException/);
  const organization = { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } };
  assert.equal(await ask("*", organization, "s3:GetObject", "arn:aws:s3:::any/a"), "yes");
});

test("keys that the emulator sets may be tested where they are absent", async () => {
  const prefix = { StringLikeIfExists: { "s3:prefix": "a/*" } };
  assert.equal(await ask("s3:*", prefix, "s3:GetObject", "arn:aws:s3:::any/a"), "yes");
  const direct = { Null: { "kms:ViaService": "true" } };
  const key = `arn:aws:kms:us-east-1:${A}:key/11111111-1111-1111-1111-111111111111`;
  assert.equal(await ask("kms:*", direct, "kms:Decrypt", key), "yes");
});
