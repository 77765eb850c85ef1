import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { A, B, ISSUER, keysOf, TestAws } from "../support/aws";
import { makeProvider, makeRole, mayAssume, trusts } from "../support/roles";

const HOST = ISSUER.replace("https://", "");
const API = { namespace: "payments", serviceAccount: "api", audience: "sts.amazonaws.com" };

let aws: TestAws;
let role: string;
before(async () => {
  aws = await TestAws.start();
  await makeProvider(aws, B, ISSUER);
  role = await makeRole(aws, B, "irsa", [trust(B)]);
});
after(() => aws.stop());

const trust = (account: string) => ({
  Effect: "Allow",
  Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${HOST}` },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { [`${HOST}:sub`]: "system:serviceaccount:payments:api", [`${HOST}:aud`]: "sts.amazonaws.com" },
  },
});
const ask = (token: string, arn = role) => ({ RoleArn: arn, RoleSessionName: "pod", WebIdentityToken: token });
const refusal = async (token: string, arn = role) =>
  aws.refusal(undefined, "sts:AssumeRoleWithWebIdentity", ask(token, arn));
const NOT_AUTHORIZED = "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";

test("a service account that the trust names gets credentials", async () => {
  aws.takeDecisions();
  const answer = await aws.ask(
    undefined,
    "sts:AssumeRoleWithWebIdentity",
    ask(await aws.enforcement.issuer(ISSUER).token(API)),
  );
  assert.equal(answer.SubjectFromWebIdentityToken, "system:serviceaccount:payments:api");
  assert.deepEqual(answer.Audience, "sts.amazonaws.com");
  assert.equal(aws.enforcement.decisions[0]?.caller, "system:serviceaccount:payments:api");
  assert.deepEqual(aws.takeDecisions(), ["sts:AssumeRoleWithWebIdentity irsa yes"]);
});

test("another service account, and a role that does not exist, are refused alike", async () => {
  const other = await aws.enforcement.issuer(ISSUER).token({ ...API, namespace: "payment" });
  assert.equal(await refusal(other), NOT_AUTHORIZED);
  const token = await aws.enforcement.issuer(ISSUER).token(API);
  assert.equal(await refusal(token, `arn:aws:iam::${B}:role/nobody`), NOT_AUTHORIZED);
});

test("a trust in the provider of another account is saved and refused when it is used", async () => {
  const across = await makeRole(aws, B, "across", [trust(A)]);
  assert.equal(await refusal(await aws.enforcement.issuer(ISSUER).token(API), across), NOT_AUTHORIZED);
});

test("keys of conditions are the same in any case, the provider's ARN is not", async () => {
  const shouting = JSON.stringify(trust(B)).replaceAll(`${HOST}:sub`, `${HOST.toUpperCase()}:SUB`);
  const loud = await makeRole(aws, B, "loud", [JSON.parse(shouting)]);
  await aws.ask(undefined, "sts:AssumeRoleWithWebIdentity", ask(await aws.enforcement.issuer(ISSUER).token(API), loud));
  const lowered = JSON.stringify(trust(B)).replace("/id/ABC", "/id/abc");
  const other = await makeRole(aws, B, "lowered", [JSON.parse(lowered)]);
  assert.equal(await refusal(await aws.enforcement.issuer(ISSUER).token(API), other), NOT_AUTHORIZED);
});

test("without a provider in the role's account there is nothing to ask", async () => {
  const alone = await makeRole(aws, A, "alone", [trust(A)]);
  assert.equal(
    await refusal(await aws.enforcement.issuer(ISSUER).token(API), alone),
    `InvalidIdentityToken: No OpenIDConnect provider found in your account for ${ISSUER}`,
  );
});

test("a token for another audience is refused", async () => {
  const token = await aws.enforcement.issuer(ISSUER).token({ ...API, audience: "pods.eks.amazonaws.com" });
  assert.equal(await refusal(token), "InvalidIdentityToken: Incorrect token audience");
});

test("an expired token is refused", async () => {
  const token = await aws.enforcement.issuer(ISSUER).token({ ...API, lifetime: -60 });
  assert.match(await refusal(token), /^ExpiredTokenException: Token expired/);
});

test("a token that the issuer did not sign, or no token, is refused", async () => {
  assert.match(
    await refusal(await aws.enforcement.issuer(ISSUER).forged(API)),
    /^InvalidIdentityToken: .*could not be validated/,
  );
  assert.match(await refusal("nonsense"), /^InvalidIdentityToken: The ID Token provided is not a valid JWT/);
});

test("the provider stays with the session", async () => {
  const by = { StringEquals: { "aws:FederatedProvider": `arn:aws:iam::${B}:oidc-provider/${HOST}` } };
  const next = await makeRole(aws, A, "next", [trusts({ AWS: B }, by)]);
  const first = await makeRole(aws, B, "handing-on", [trust(B)], [mayAssume(next)]);
  const token = await aws.enforcement.issuer(ISSUER).token(API);
  const keys = keysOf(await aws.ask(undefined, "sts:AssumeRoleWithWebIdentity", ask(token, first)));
  await aws.assume(keys, next);
});

test("with a delay a provider is seen after so long", async () => {
  const url = `${ISSUER}LATE`;
  const late = JSON.stringify(trust(B)).replaceAll(HOST, `${HOST}LATE`);
  const arn = await makeRole(aws, B, "late", [JSON.parse(late)]);
  const token = await aws.enforcement.issuer(url).token(API);
  aws.enforcement.propagationDelay = 500;
  try {
    await makeProvider(aws, B, url);
    assert.match(await refusal(token, arn), /^InvalidIdentityToken: No OpenIDConnect provider found/);
    await wait(550);
    await aws.ask(undefined, "sts:AssumeRoleWithWebIdentity", ask(token, arn));
  } finally {
    aws.enforcement.propagationDelay = 0;
  }
});

test("a token whose issuer cannot be reached is refused", async () => {
  const url = `${ISSUER}D`;
  await makeProvider(aws, B, url);
  const token = await aws.enforcement.issuer(url).token(API);
  aws.enforcement.reset();
  assert.match(await refusal(token), /^InvalidIdentityToken: Couldn't retrieve verification key/);
});
