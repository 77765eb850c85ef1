import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { type Data, keysIn, withKeys } from "../../../__tests__/support/renamed";
import { synthesized } from "../../loader/synthesize";
import { TerraformFolder, withoutTerraform, writeProviderFree } from "../provider-free";

const skip = withoutTerraform();

/** Every kind of entry, with names that are not made of keys. */
const CONFIGURATION = `
accounts:
  apps: { id: "111111111111", region: eu-central-1 }
  stores: { id: "222222222222", region: eu-central-1 }
clusters:
  shop: { account: apps, name: Shop_EKS, nameSuffix: -shop, issuer: oidc.example.com/id/shop, podIdentityAgent: install }
resources:
  events: { account: stores, bucket: { prefix: acme-events, kmsKey: lock } }
  lock: { account: stores, key: { alias: acme-events } }
  jobs: { account: stores, queue: { name: job-queue } }
policies:
  limits:
    name: Limits
    document: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }
primaryRoles:
  batch: { account: apps, name: batch-primary }
workloads:
  nightly:
    cluster: shop
    namespace: night
    serviceAccount: app
    primaryRole: batch
    target: { account: stores, role: nightly-reader, grants: [{ read: events }, { send: jobs }] }
  reports:
    clusters: { shop: {} }
    namespaces: [eu, us]
    serviceAccount: app
    primaryRole: reports-primary
    primarySettings: { managedPolicies: [limits] }
    target: { account: stores, role: reports-reader, grants: [{ read: events }] }
    deployment: { name: reports-app, image: registry.example.com/reports:1.0.0, service: true }
  tokens:
    cluster: shop
    namespace: token
    serviceAccount: app
    mechanism: irsa
    target: { account: stores, role: tokens-reader, grants: [{ receive: jobs }] }
`;

const STACKS = "cdktf.out/renamed/stacks";

/** Puts the stacks of a configuration where Terraform runs them; their states stay. @returns their names in order */
async function write(folder: TerraformFolder, config: Data): Promise<readonly string[]> {
  const made = await synthesized(stringify(config, { aliasDuplicateObjects: false }));
  try {
    for (const stack of made.order) {
      rmSync(join(folder.path, STACKS, stack), { recursive: true, force: true });
      await writeProviderFree(join(made.folder, stack), join(folder.path, STACKS, stack));
    }
    return made.order;
  } finally {
    made.dispose();
  }
}

/** What a stand-in shows for a data source is no resource. */
const isResource = ({ address }: { readonly address: string }): boolean => !address.includes("terraform_data.data-");

test("what was applied under old keys is only moved under new ones, and a plan after that does nothing", {
  skip,
}, async () => {
  const folder = new TerraformFolder();
  const config: Data = parse(CONFIGURATION);
  const keys = keysIn(config);
  const renamed = withKeys(config, new Map(keys.map((key) => [key, `new-${key}`])));
  try {
    const stacks = await write(folder, config);
    for (const stack of stacks) {
      folder.must("init", [], join(STACKS, stack));
      folder.must("apply", ["-auto-approve"], join(STACKS, stack));
    }
    await write(folder, renamed);
    const moves = [];
    for (const stack of stacks) {
      const below = join(STACKS, stack);
      folder.must("init", [], below);
      const changes = folder.changes([], below).filter(isResource);
      assert.deepEqual(
        changes.filter(({ actions, from }) => from === undefined || actions.join() !== "no-op"),
        [],
        stack,
      );
      moves.push(...changes);
      folder.must("apply", ["-auto-approve"], below);
      assert.deepEqual(folder.changes([], below), [], stack);
    }
    assert.ok(moves.length > 30, `${moves.length} moves`);
    assert.ok(moves.every(({ address }) => address.includes("-new-")));
  } finally {
    folder.dispose();
  }
});

test("without renamedFrom the same is destroyed and made anew", { skip }, async () => {
  const folder = new TerraformFolder();
  const below = join(STACKS, "stores");
  try {
    const config: Data = parse(CONFIGURATION);
    for (const stack of await write(folder, config)) {
      folder.must("init", [], join(STACKS, stack));
      folder.must("apply", ["-auto-approve"], join(STACKS, stack));
    }
    await write(folder, parse(CONFIGURATION.replaceAll(/\bjobs\b/g, "tasks")));
    folder.must("init", [], below);
    const changes = folder.changes([], below).map(({ address, actions }) => `${actions} ${address}`);
    assert.ok(changes.includes("delete terraform_data.aws_sqs_queue-jobs_queue"), changes.join("\n"));
    assert.ok(changes.includes("create terraform_data.aws_sqs_queue-tasks_queue"), changes.join("\n"));
  } finally {
    folder.dispose();
  }
});
