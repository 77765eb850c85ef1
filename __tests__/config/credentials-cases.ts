import { changed } from "../support/synth";
import type { Case } from "./cases";

const ROLE = "arn:aws:iam::111111111111:role/terraform";
const accountA = (fields: string): string =>
  changed(['"111111111111", region: us-east-1 }', `"111111111111", region: us-east-1, ${fields} }`]);
const kubernetes = (entry: string, fields?: string): string =>
  changed(
    ["{ account: account-a }", `{ account: account-a, ${entry} }`],
    ...(fields
      ? ([['"111111111111", region: us-east-1 }', `"111111111111", region: us-east-1, ${fields} }`]] as const)
      : []),
  );
const withExternalId = `assumeRole: { arn: "${ROLE}", externalId: acme }`;

/** How Terraform gets into accounts and clusters. */
export const CREDENTIALS_CASES: readonly Case[] = [
  {
    rule: "external-id",
    fact: "STS takes an ExternalId of two characters at least",
    text: accountA(`assumeRole: { arn: "${ROLE}", externalId: ‸a }`),
    found: '"a"',
  },
  {
    rule: "external-id",
    fact: "an ExternalId has no spaces",
    text: accountA(`assumeRole: { arn: "${ROLE}", externalId: ‸acme 42 }`),
  },
  {
    rule: "external-id",
    fact: "digits without quotes are a number, which may have lost zeros",
    text: accountA(`assumeRole: { arn: "${ROLE}", externalId: ‸0042 }`),
    found: "0042",
  },
  {
    rule: "session-name",
    fact: "the name of a session has no slash",
    text: accountA(`assumeRole: { arn: "${ROLE}", sessionName: ‸ci/platform }`),
  },
  {
    rule: "missing-key",
    fact: "an ExternalId belongs to a role",
    text: accountA("assumeRole: ‸{ externalId: acme }"),
    found: "no arn",
    expected: "an IAM role ARN",
  },
  {
    rule: "unknown-key",
    fact: "a key of assumeRole as Terraform spells it is shown the one of this file",
    text: accountA(`assumeRole: { arn: "${ROLE}", ‸externalID: acme }`),
    fix: 'Did you mean "externalId"?',
  },
  {
    rule: "role-arn",
    fact: "the long form has a whole ARN, too",
    text: accountA("assumeRole: { arn: ‸terraform }"),
    found: '"terraform"',
  },
  {
    rule: "assume-role-account",
    fact: "the role of the long form is one of its account, too",
    text: accountA("assumeRole: { arn: ‸arn:aws:iam::333333333333:role/terraform }"),
    expected: "a role of account 111111111111",
  },
  {
    rule: "token-external-id",
    fact: "the AWS CLI cannot assume a role that asks for an ExternalId",
    text: kubernetes("kubernetes: { token: ‸cli }", withExternalId),
    found: "accounts.account-a.assumeRole.externalId",
  },
  {
    rule: "missing-key",
    fact: "a context is one of a kubeconfig",
    text: kubernetes("‸kubernetes: { context: main }"),
    expected: "kubeconfig beside context",
  },
  {
    rule: "missing-key",
    fact: "an empty map says nothing about the way to a cluster",
    text: kubernetes("‸kubernetes: {}"),
    expected: "kubeconfig, token, profile or objects",
  },
  {
    rule: "exactly-one",
    fact: "a kubeconfig needs no token",
    text: kubernetes("‸kubernetes: { kubeconfig: ~/.kube/config, token: provider }"),
    found: "kubeconfig and token",
  },
  {
    rule: "exactly-one",
    fact: "a kubeconfig names its own profile",
    text: kubernetes("‸kubernetes: { kubeconfig: ~/.kube/config, profile: admin }"),
    found: "kubeconfig and profile",
  },
  {
    rule: "exactly-one",
    fact: "the aws provider's token takes no other profile",
    text: kubernetes("kubernetes: { token: provider, ‸profile: admin }"),
    found: "profile and token: provider",
  },
];

export const CREDENTIALS_VALID: readonly (readonly [string, string])[] = [
  ["a role to assume in its long form", accountA(`assumeRole: { arn: "${ROLE}" }`)],
  [
    "a role with an ExternalId and a session's name",
    accountA(`profile: base, assumeRole: { arn: "${ROLE}", externalId: "a/b:c@d=e", sessionName: ci }`),
  ],
  [
    "the CLI's token for a session with a name",
    kubernetes("kubernetes: { token: cli }", `assumeRole: { arn: "${ROLE}", sessionName: ci }`),
  ],
  [
    "the CLI's token by a profile that has the ExternalId",
    kubernetes("kubernetes: { token: cli, profile: admin }", withExternalId),
  ],
  ["the provider's token, where no AWS CLI is", kubernetes("kubernetes: { token: provider }")],
];
