import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { besideEmulator, type Surroundings, variablesOf } from "./stack-file";

const AT: Surroundings = {
  endpoint: "http://127.0.0.1:1",
  proxy: "http://127.0.0.1:2",
  administrator: (account) => ({ accessKeyId: `key-of-${account}`, secretAccessKey: "secret" }),
  apiServer: (arn) => `http://127.0.0.1:3/clusters/${arn}`,
  statePath: (stack) => `../../states/${stack}.tfstate`,
};

const golden = (example: string, stack: string): string =>
  readFileSync(`../examples/${example}/golden/${stack}/cdk.tf.json`, "utf8");

/** What the tests look at. */
interface Moved {
  readonly provider: {
    readonly aws: readonly [{ readonly endpoints: readonly [object] }];
    readonly kubernetes: unknown;
  };
  readonly data: {
    readonly terraform_remote_state: Readonly<Record<string, { readonly config: object; readonly lifecycle: object }>>;
  };
  readonly terraform: { readonly backend: object; readonly required_providers: object };
  readonly resource: object;
  readonly output: object;
}

const moved = (example: string, stack: string): Moved => JSON.parse(besideEmulator(stack, golden(example, stack), AT));

test("an aws provider gets the keys of its account's administrator and the emulator's address, and keeps what else it says", () => {
  const [{ endpoints, ...provider }] = moved("fleet", "production").provider.aws;
  assert.deepEqual(provider, {
    allowed_account_ids: ["222222222222"],
    default_tags: [{ tags: { stage: "production", team: "data-platform" } }],
    region: "eu-central-1",
    access_key: "key-of-222222222222",
    secret_key: "secret",
    http_proxy: "http://127.0.0.1:2",
    s3_use_path_style: true,
    skip_metadata_api_check: "true",
    max_retries: 3,
  });
  assert.deepEqual(new Set(Object.values(endpoints[0])), new Set(["http://127.0.0.1:1", "http://s3-control.invalid"]));
});

test("a kubernetes provider speaks to the API server of the cluster that it takes its host from", () => {
  const arn = "arn:aws:eks:eu-central-1:111111111111:cluster/staging-eks";
  const provider = { alias: "staging-eks", host: `http://127.0.0.1:3/clusters/${arn}`, token: "of-the-suite" };
  assert.deepEqual(moved("fleet", "staging-rest").provider.kubernetes, [provider]);
});

test("a kubernetes provider with a kubeconfig speaks to the cluster of its name", () => {
  const host = (region: string, name: string) =>
    `http://127.0.0.1:3/clusters/arn:aws:eks:${region}:222222222222:cluster/${name}`;
  assert.deepEqual(moved("fleet", "production-rest").provider.kubernetes, [
    { alias: "production-eks", host: host("eu-west-1", "Production_EKS"), token: "of-the-suite" },
    { alias: "edge", host: host("eu-central-1", "edge"), token: "of-the-suite" },
  ]);
});

test("states are in one folder, for those who write them and for those who read them", () => {
  const { terraform, data } = moved("article-pod-identity", "account-a-rest");
  assert.deepEqual(terraform.backend, { local: { path: "../../states/account-a-rest.tfstate" } });
  const { config, lifecycle } = data.terraform_remote_state["account-b"] ?? {};
  assert.deepEqual(config, { path: "../../states/account-b.tfstate" });
  const checks = JSON.stringify(lifecycle).replaceAll('\\"', "'");
  assert.ok(checks.includes("fileexists('${path.module}/../../states/account-b.tfstate')"), checks);
});

test("resources, outputs and other data stay as they were synthesized", () => {
  const [before, after] = [JSON.parse(golden("article-irsa", "account-b")), moved("article-irsa", "account-b")];
  assert.deepEqual([after.resource, after.output, after.data], [before.resource, before.output, before.data]);
  assert.deepEqual(after.terraform.required_providers, before.terraform.required_providers);
});

test("a stack lists the variables that it must be given", () => {
  assert.deepEqual(variablesOf(golden("fleet", "staging-rest")), ["events_data_bucket_name"]);
  assert.deepEqual(variablesOf(golden("article-irsa", "account-b")), []);
});
