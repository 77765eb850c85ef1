import assert from "node:assert/strict";
import { test } from "node:test";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Subject } from "../..";
import { A, B, useEmulator } from "../support/emulator";

const environment = useEmulator();
const GITHUB = `arn:aws:iam::${B}:oidc-provider/token.actions.githubusercontent.com`;
const SAML = `arn:aws:iam::${B}:saml-provider/corporate`;

const outsider = (
  account: string,
  rest: string,
  permissions: "all" | "none" = "all",
): Subject & { kind: "outsider" } => ({
  kind: "outsider",
  account,
  arn: `arn:aws:iam::${account}:${rest}`,
  ...(rest.startsWith("role/") ? { sessionName: "session" } : {}),
  permissions,
});

/** Makes a role with the trust `statement`, and asks who may assume it. */
async function asked(
  name: string,
  statement: object,
  subject: Subject,
  action = "sts:AssumeRole",
  context: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const { emulator } = environment;
  const iam = environment.client(IAMClient, emulator.administrator(B));
  const Statement = [{ Effect: "Allow", Action: action, ...statement }];
  const document = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam
    .send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }))
    .catch((error: Error) => assert.match(error.name, /EntityAlreadyExists/));
  const resource = `arn:aws:iam::${B}:role/${name}`;
  return (await emulator.ask(subject, { action, resource, resourceAccount: B, context })).allowed;
}

test("a user that has no keys is asked about by its ARN", async () => {
  const trust = {
    Principal: { AWS: `arn:aws:iam::${A}:root` },
    Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/joe" } },
  };
  assert.equal(await asked("users", trust, outsider(A, "user/joe")), true);
  assert.equal(await asked("users", trust, outsider(A, "user/jane")), false);
  assert.equal(await asked("users", trust, outsider(A, "user/joe", "none")), false);
});

test("the tags of a role that is not made are its principal tags", async () => {
  const trust = { Principal: { AWS: "*" }, Condition: { StringEquals: { "aws:PrincipalTag/team": "payments" } } };
  const role = outsider(A, "role/any");
  assert.equal(await asked("tagged", trust, { ...role, tags: new Map([["team", "payments"]]) }), true);
  assert.equal(await asked("tagged", trust, role), false);
});

test("a service asks for a source, or for none", async () => {
  const trust = {
    Principal: { Service: "lambda.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": A } },
  };
  const service = { kind: "service", name: "lambda.amazonaws.com" } as const;
  assert.equal(await asked("services", trust, { ...service, sourceAccount: A }), true);
  assert.equal(await asked("services", trust, { ...service, sourceAccount: B }), false);
  assert.equal(await asked("services", trust, service), false);
});

test("tokens of GitHub and assertions are asked about with their claims", async () => {
  const url = "token.actions.githubusercontent.com";
  const token = { kind: "federated", provider: GITHUB, issuer: url, token: "repo" } as const;
  const trust = { Principal: { Federated: GITHUB }, Condition: { StringLike: { [`${url}:sub`]: "repo:example/*" } } };
  const web = "sts:AssumeRoleWithWebIdentity";
  assert.equal(await asked("github", trust, token, web, { [`${url}:sub`]: "repo:example/app" }), true);
  assert.equal(await asked("github", trust, token, web, { [`${url}:sub`]: "repo:another/app" }), false);
  const assertion = { kind: "federated", provider: SAML, token: "joe" } as const;
  assert.equal(await asked("saml", { Principal: { Federated: SAML } }, assertion, "sts:AssumeRoleWithSAML"), true);
});

test("callers of an organisation's accounts have its id", async () => {
  const trust = { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-example" } } };
  assert.equal(await asked("members", trust, outsider(A, "role/any")), false);
  environment.emulator.organisation = { id: "o-example", accounts: new Set([A]) };
  assert.equal(await asked("members", trust, outsider(A, "role/any")), true);
  assert.equal(await asked("members", trust, outsider("999999999999", "role/any")), false);
  environment.emulator.organisation = undefined;
});
