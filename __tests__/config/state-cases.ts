import { changed, SHIPPED } from "../support/synth";
import type { Case } from "./cases";

const defaults = (text: string): string => `defaults: ${text}\n${SHIPPED}`;
const backend = (text: string): string => defaults(`{ backend: ${text} }`);
const s3 = (more: string): string => backend(`{ s3: { bucket: acme-terraform, region: us-east-1, ${more} } }`);
const cloud = (more: string): string => backend(`{ cloud: { organization: acme, ${more} } }`);
const other = (settings: string): string => `{ other: { type: azurerm, settings: ${settings} } }`;

/** Where the states of stacks are. */
export const STATE_CASES: readonly Case[] = [
  { rule: "wrong-value", fact: "a word that is no backend", text: backend("‸locl"), expected: "did you mean" },
  {
    rule: "unknown-key",
    fact: "a kind of backend that has no map of its own is an other",
    text: backend("{ ‸s4: { bucket: acme-terraform } }"),
    fix: 'Did you mean "s3"?',
  },
  {
    rule: "exactly-one",
    fact: "a backend without a kind",
    text: backend("‸{}").replace("‸", "").replace("backend", "‸backend"),
    found: "an empty map",
    expected: "s3, cloud or other",
    fix: "the word `local` or `none`",
  },
  {
    rule: "wrong-value",
    fact: "a backend that is a map, as a word",
    text: backend("‸s3"),
    fix: "Write `backend: { s3: { bucket: …, region: … } }`.",
  },
  {
    rule: "wrong-value",
    fact: "a kind of backend as a word, which names the maps that there are",
    text: backend("‸azurerm"),
    fix: "{ other: { type: …, settings: … } }",
  },
  {
    rule: "unknown-key",
    fact: "a backend that is a word, as a map",
    text: backend("{ ‸local: {} }"),
    fix: "Write `backend: local` alone.",
  },
  {
    rule: "missing-key",
    fact: "the region of the bucket is the bucket's, not that of any account",
    text: backend("{ s3: ‸{ bucket: acme-terraform } }"),
    found: "no region",
  },
  {
    rule: "region",
    fact: "the region of a bucket is checked like others",
    text: backend("{ s3: { bucket: acme-terraform, region: ‸us-eats-1 } }"),
    fix: "us-east-1",
  },
  {
    rule: "state-bucket",
    fact: "a bucket with a capital",
    text: backend("{ s3: { bucket: ‸Acme, region: us-east-1 } }"),
  },
  {
    rule: "state-bucket",
    fact: "a bucket whose name is too long once its placeholders are filled in",
    text: backend(`{ s3: { bucket: ‸"${"a".repeat(50)}{accountId}-{region}", region: us-east-1 } }`),
    found: `${"a".repeat(50)}111111111111-us-east-1`,
  },
  { rule: "state-key", fact: "Terraform refuses a key that begins with a slash", text: s3('key: ‸"/a/{stack}"') },
  {
    rule: "state-placeholder",
    fact: "a placeholder that stands for nothing",
    text: s3('key: ‸"{stak}.tfstate"'),
    found: "{stak}",
    expected: "did you mean stack?",
  },
  {
    rule: "state-placeholder",
    fact: "a placeholder in a setting of any depth",
    text: backend(other("{ endpoints: { blob: ‸'https://{host}' }, key: '{stack}' }")),
    found: "{host}",
  },
  {
    rule: "state-kms-key",
    fact: "a key is named by its ARN, since another account's stacks use it, too",
    text: s3("kmsKey: ‸alias/terraform"),
  },
  { rule: "role-arn", fact: "a role for the states is an ARN", text: s3("assumeRole: ‸terraform") },
  { rule: "profile-name", fact: "a profile for the states has no spaces", text: s3("profile: ‸a b") },
  { rule: "state-workspace", fact: "a workspace has no slash", text: cloud('workspace: ‸"pods/{stack}"') },
  {
    rule: "state-workspace",
    fact: "a workspace that is too long once its placeholders are filled in",
    text: cloud(`workspace: ‸"${"p".repeat(80)}-{stack}"`),
    found: "characters",
  },
  { rule: "hostname", fact: "a host is no address", text: cloud("hostname: ‸https://terraform.example.com") },
  {
    rule: "state-setting",
    fact: "a setting that would give all stacks one state, whatever the key of its own says",
    text: s3("settings: { ‸key: pods.tfstate }"),
    found: "settings.key of backend s3",
    fix: "Write `key` of `s3` instead.",
  },
  {
    rule: "state-setting",
    fact: "another bucket than the one that other stacks read from",
    text: s3("settings: { ‸bucket: other }"),
    fix: "Write `bucket` of `s3` instead.",
  },
  {
    rule: "state-setting",
    fact: "a setting whose key has another name",
    text: s3("settings: { dynamodb_table: t, ‸kms_key_id: k }"),
    fix: "Write `kmsKey` of `s3` instead.",
  },
  {
    rule: "backend-type",
    fact: "the type of a backend is Terraform's word",
    text: backend("{ other: { type: ‸Azure RM } }"),
  },
  {
    rule: "state-taken",
    fact: "a key that is the same for all stacks",
    text: s3("key: pods.tfstate").replace("{ s3: {", "{ s3: ‸{"),
    found: "s3://acme-terraform/pods.tfstate for account-a-primary and account-b",
  },
  {
    rule: "state-taken",
    fact: "a workspace that two stacks of one account get",
    text: changed([
      '"111111111111", region: us-east-1',
      '"111111111111", region: us-east-1, backend: { cloud: ‸{ organization: acme, workspace: "{account}" } }',
    ]),
    found: "app.terraform.io/acme/account-a for account-a-primary and account-a-rest",
  },
  {
    rule: "state-undivided",
    fact: "settings of another backend that name no stack, unless -backend-config does",
    text: backend(other("{ container_name: terraform }")).replace("other: {", "other: ‸{"),
    found: "the same settings for account-a-primary and account-b",
  },
  {
    rule: "handover-unreadable",
    fact: "a hand-over by a state that no other stack can read",
    text: defaults("{ backend: none, handover: ‸remote-state }"),
    found: "backend none",
  },
  {
    rule: "handover-unreadable",
    fact: "the same, of one bucket and the backend of its account",
    text: changed(
      ['"222222222222", region: us-east-1', `"222222222222", region: us-east-1, backend: ${other("{}")}`],
      ["    addressPrefix", "    handover: ‸remote-state\n    addressPrefix"],
    ),
    found: "states of account account-b with backend other",
  },
  {
    rule: "no-effect",
    fact: "an account in which nothing is made has no states",
    text: changed(
      ['"222222222222", region: us-east-1', '"222222222222", region: us-east-1, managed: false, ‸backend: none'],
      ["{ prefix: my-cross-account-data-bucket }", "{ name: their-bucket, create: false }"],
    ),
    found: "backend of an account with managed: false",
  },
];

export const STATE_VALID: readonly (readonly [string, string])[] = [
  ["a setting that has no key of its own", s3("settings: { dynamodb_table: terraform, use_path_style: true }")],
  ["settings that come with -backend-config", backend("{ other: { type: s3 } }")],
  ["an expression of Terraform in a setting, which is no placeholder", backend(other("{ key: '{stack}-${x}' }"))],
];
