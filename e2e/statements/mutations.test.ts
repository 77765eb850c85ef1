import assert from "node:assert/strict";
import { test } from "node:test";
import { statementMutations } from "./mutations";

const document = (...Statement: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement });
const ROLE = "arn:aws:iam::111111111111:role/app";
const KEY_OWNER = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "kms:*" };

/** What is left of one document after each of its mutations. */
function mutated(type: string, attribute: string, ...statements: object[]): readonly string[] {
  const stacks = { stack: { resource: { [type]: { one: { [attribute]: document(...statements) } } } } };
  return statementMutations({ stacks }).map(({ kind, at, apply }) => {
    const copy = structuredClone(stacks);
    apply(copy);
    const { Statement } = JSON.parse(copy.stack.resource[type]?.one[attribute] ?? "");
    return `${kind} ${at.split(": ")[1] ?? ""} ${JSON.stringify(Statement)}`;
  });
}

test("a statement is removed, and then one of its values is narrower or wider", () => {
  const trust = { Effect: "Allow", Principal: { AWS: ROLE }, Action: ["sts:AssumeRole", "sts:TagSession"] };
  const tagged = { ...trust, Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": "app" } } };
  assert.deepEqual(mutated("aws_iam_role", "assume_role_policy", trust, tagged), [
    `removed  ${JSON.stringify([tagged])}`,
    `narrowed an action less ${JSON.stringify([{ ...trust, Action: ["sts:AssumeRole"] }, tagged])}`,
    `removed  ${JSON.stringify([trust])}`,
    `widened its whole account ${JSON.stringify([trust, { ...tagged, Principal: { AWS: "arn:aws:iam::111111111111:root" } }])}`,
  ]);
});

test("the only statement of a document is turned round, as a document of none is not valid", () => {
  const only = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:111111111111:jobs" };
  const [removed] = mutated("aws_iam_policy", "policy", only);
  assert.equal(removed, `removed  ${JSON.stringify([{ ...only, Effect: "Deny" }])}`);
});

test("documents are found wherever a resource has them", () => {
  const only = { Effect: "Allow", Principal: { AWS: ROLE }, Action: "sqs:SendMessage", Resource: "*" };
  for (const type of ["aws_sqs_queue_policy", "aws_secretsmanager_secret_policy", "aws_eks_pod_identity_association"])
    assert.equal(mutated(type, "policy", only).length, 2);
});

test("what gives a key to its own account stays", () => {
  const [only, ...others] = mutated("aws_kms_key", "policy", { ...KEY_OWNER, Resource: "*" });
  assert.match(only ?? "", /^widened everybody/);
  assert.deepEqual(others, []);
});
