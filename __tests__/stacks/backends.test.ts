import { proofOfConfig } from "../support/configured";
import { changed, type Json, SHIPPED, synth } from "../support/synth";
import { at, read } from "../terraform/worlds";

const withBackend = (backend: string): string => `defaults: { backend: ${backend} }\n${SHIPPED}`;
const stacksOf = (backend: string): Readonly<Record<string, Json>> => synth(withBackend(backend)).stacks;
const terraformOf = (backend: string) =>
  Object.fromEntries(Object.entries(stacksOf(backend)).map(([name, { terraform }]) => [name, terraform]));
const stateRead = (backend: string): Json => stacksOf(backend)["account-a-rest"].data.terraform_remote_state;

const S3 = "{ s3: { bucket: acme-terraform, region: eu-central-1 } }";

describe("s3", () => {
  test("each stack has a key of its own, and a lock file, which needs Terraform 1.10", () => {
    for (const [name, { backend, required_version }] of Object.entries(terraformOf(S3))) {
      const key = `eks-cross-account/${name}.tfstate`;
      expect(backend).toEqual({ s3: { bucket: "acme-terraform", key, region: "eu-central-1", use_lockfile: true } });
      expect(required_version).toBe(">= 1.10");
    }
  });

  test("without a lock file an older Terraform will do", () => {
    const { "account-b": b } = terraformOf(S3.replace("region", "useLockfile: false, region"));
    expect([b.backend.s3.use_lockfile, b.required_version]).toEqual([undefined, ">= 1.2"]);
  });

  test("placeholders stand for what they are of each stack", () => {
    const { "account-b": b } = terraformOf(
      '{ s3: { bucket: "tf-{accountId}", region: "{region}", key: "{account}/{stack}", profile: "{account}-state" } }',
    );
    expect(b.backend.s3).toEqual({
      bucket: "tf-222222222222",
      region: "us-east-1",
      key: "account-b/account-b",
      profile: "account-b-state",
      use_lockfile: true,
    });
  });

  test("encryption is asked for only with a key: the bucket's own would be replaced", () => {
    const { "account-b": b } = terraformOf(
      S3.replace("region", 'kmsKey: "arn:aws:kms:eu-central-1:333333333333:alias/tf", region'),
    );
    expect(b.backend.s3).toMatchObject({ encrypt: true, kms_key_id: "arn:aws:kms:eu-central-1:333333333333:alias/tf" });
    expect(terraformOf(S3)["account-b"].backend.s3.encrypt).toBeUndefined();
  });

  test("another stack reads the same object, with the role that the state names", () => {
    const role = "arn:aws:iam::333333333333:role/state";
    const { "account-b": read } = stateRead(S3.replace("region", `assumeRole: "${role}", region`));
    expect(read.backend).toBe("s3");
    expect(read.config).toEqual({
      bucket: "acme-terraform",
      key: "eks-cross-account/account-b.tfstate",
      region: "eu-central-1",
      assume_role: { role_arn: role },
    });
    expect(read.lifecycle.postcondition[0].error_message).toContain("apply account-b first");
    expect(read.lifecycle.precondition).toBeUndefined();
  });

  test("a state that names no credentials is read with those that the reader has for its own", () => {
    const { stacks } = synth(
      changed(
        [`id: "111111111111"`, `backend: ${S3.replace("region", "profile: a-state, region")}, id: "111111111111"`],
        [`id: "222222222222"`, `backend: ${S3}, id: "222222222222"`],
      ),
    );
    expect(stacks["account-a-rest"].data.terraform_remote_state["account-b"].config.profile).toBe("a-state");
    expect(stacks["account-b"].terraform.backend.s3.profile).toBeUndefined();
  });

  test("further settings are passed through, for the backend and for reading it, and are no templates", () => {
    const backend = S3.replace(
      "region",
      'settings: { use_path_style: true, endpoints: { s3: "http://x/${y}" } }, region',
    );
    const settings = { use_path_style: true, endpoints: { s3: "http://x/$${y}" } };
    expect(terraformOf(backend)["account-b"].backend.s3).toMatchObject(settings);
    expect(stateRead(backend)["account-b"].config).toMatchObject(settings);
  });
});

test("cloud: a workspace for each stack, read as the remote backend", () => {
  const backend =
    '{ cloud: { organization: acme, hostname: tfe.acme.example, workspace: "pods-{stack}", project: Pods } }';
  const { backend: none, cloud, required_version } = terraformOf(backend)["account-b"];
  // projects came with 1.6
  expect([none, required_version]).toEqual([undefined, ">= 1.6"]);
  expect(cloud).toEqual({
    organization: "acme",
    hostname: "tfe.acme.example",
    workspaces: { name: "pods-account-b", project: "Pods" },
  });
  const { backend: kind, config } = stateRead(backend)["account-b"];
  expect([kind, config]).toEqual([
    "remote",
    { organization: "acme", hostname: "tfe.acme.example", workspaces: { name: "pods-account-b" } },
  ]);
});

test.each([
  [
    "other",
    "{ other: { type: gcs, settings: { bucket: acme, prefix: 'pods/{stack}' } } }",
    { backend: { gcs: { bucket: "acme", prefix: "pods/account-a-rest" } } },
  ],
  ["none", "none", {}],
])("%s: nothing reads its states, and a variable hands over by itself", (_, backend, expected) => {
  const { terraform, variable, data } = stacksOf(backend)["account-a-rest"];
  const { required_providers: _providers, required_version, ...settings } = terraform;
  expect([settings, required_version]).toEqual([expected, ">= 1.2"]);
  expect(data.terraform_remote_state).toBeUndefined();
  expect(variable.data_bucket_name.description).toBe(
    "Name of the bucket: the output data_bucket_name of stack account-b.",
  );
});

test("one account's states may be elsewhere, and are read there", () => {
  const { stacks } = synth(changed([`id: "222222222222"`, `backend: ${S3}, id: "222222222222"`]));
  expect(stacks["account-a-rest"].terraform.backend).toEqual({
    local: { path: "../../../state/account-a-rest.tfstate" },
  });
  expect(stacks["account-a-rest"].data.terraform_remote_state["account-b"].backend).toBe("s3");
});

test.each([
  ["local", "local"],
  ["s3", S3],
  ["cloud", "{ cloud: { organization: acme } }"],
  ["other", "{ other: { type: pg, settings: { conn_str: postgres://x, schema_name: '{stack}' } } }"],
  ["none", "none"],
])("with backend %s each chain is proved", async (_, backend) => {
  expect((await proofOfConfig(withBackend(backend))).verdict).toBe("proved");
});

test.each([
  ["local", "local"],
  ["s3", S3],
  ["cloud", "{ cloud: { organization: acme, project: Pods } }"],
])("what the state in %s hands over is the output of the stack that is read with it", async (_, backend) => {
  const made = stacksOf(backend);
  const world = await read(Object.fromEntries(Object.entries(made).map(([name, root]) => [`${name}/x.tf.json`, root])));
  const command = at(world, "kubernetes_pod_v1.s3_access_test").get("spec", 0, "container", 0, "command", 2);
  expect(command).toContain(at(world, "aws_s3_bucket.data_bucket").get("bucket"));
});
