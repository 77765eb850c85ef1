import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChainResult, prove } from "../../src/proof";
import { readWorld } from "../../src/terraform";
import { A, allow, BUCKET, deny, document, type Json, POD_TAGS, PRIMARY, principal, trust } from "../support/documents";
import { chainOf, hopIn, podWorld } from "../support/world";

type Actions = readonly string[];

interface PlannedChange {
  readonly actions?: Actions;
  readonly before?: Json;
}

/** A plan of a stack whose values are all literal: of each resource what is done to it, else it is created. */
function planOf(stack: Json, changes: Readonly<Record<string, PlannedChange>>, more: Json = {}): Json {
  const resources = Object.entries(stack.resource as Readonly<Record<string, Readonly<Record<string, Json>>>>).flatMap(
    ([type, named]) =>
      Object.entries(named).map(([name, values]) => ({
        address: `${type}.${name}`,
        mode: "managed",
        type,
        name,
        provider_config_key: "aws",
        values,
      })),
  );
  const [provider] = (stack.provider as { readonly aws: readonly Json[] }).aws;
  const constants = (values: Json = {}) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { constant_value: value }]));
  const gone = ({ actions = [] }: PlannedChange = {}) => actions.includes("forget") || actions.includes("leave out");
  const planned = resources.filter(({ address }) => !gone(changes[address]));
  return {
    format_version: "1.2",
    planned_values: { root_module: { resources: planned } },
    resource_changes: resources
      .filter(({ address }) => !changes[address]?.actions?.includes("leave out"))
      .map(({ values, ...one }) => ({
        ...one,
        change: {
          actions: changes[one.address]?.actions ?? ["create"],
          before: changes[one.address]?.before ?? values,
          after: gone(changes[one.address]) ? null : values,
        },
      })),
    configuration: {
      provider_config: { aws: { name: "aws", expressions: constants(provider) } },
      root_module: {
        resources: resources.map(({ values: { provisioners, ...values }, ...one }) => ({
          ...one,
          expressions: constants(values),
          ...(provisioners ? { provisioners } : {}),
        })),
      },
    },
    ...more,
  };
}

/** The chain of a world in which the stack of each name in `plans` is a plan. */
async function chainWith(
  stacks: Readonly<Record<string, Json>>,
  plans: Readonly<Record<string, Readonly<Record<string, PlannedChange>>>>,
  more: Json = {},
): Promise<ChainResult> {
  const directory = mkdtempSync(join(tmpdir(), "plans-"));
  try {
    const paths = Object.entries(stacks).map(([name, stack]) => {
      const changes = plans[name];
      const path = join(directory, changes ? `${name}.json` : name);
      if (!changes) mkdirSync(path);
      writeFileSync(
        changes ? path : join(path, "main.tf.json"),
        JSON.stringify(changes ? planOf(stack, changes, more) : stack),
      );
      return path;
    });
    return chainOf(await prove(await readWorld(paths, {}), {}));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const BY_ARN = trust({ AWS: PRIMARY }, { StringEquals: POD_TAGS });
const REPLACED = { "account-a": { "aws_iam_role.primary": { actions: ["delete", "create"] } } };
const trustSaved = (change: PlannedChange) => ({ ...REPLACED, "account-b": { "aws_iam_role.target": change } });

test("a plan that creates all is judged as the configuration is", async () => {
  const chain = await chainWith(podWorld(), { "account-a": {}, "account-b": {} });
  expect(chain.hops.map(({ verdict }) => verdict)).not.toContain("unknown");
});

describe("a trust that names a role which a plan replaces", () => {
  const world = podWorld({ targetTrust: BY_ARN });
  const trusting = async (...rest: [Parameters<typeof chainWith>[1]]) =>
    hopIn(await chainWith(world, ...rest), "target-trust");

  test("keeps the old role's id, unless it is saved anew", async () => {
    expect(await trusting(REPLACED)).toBe("unknown");
    expect(await trusting(trustSaved({ actions: ["no-op"] }))).toBe("unknown");
    expect(await trusting(trustSaved({ actions: ["create"] }))).toBe("allowed");
    expect(await trusting({ "account-a": {} })).toBe("allowed");
  });

  test("is not saved anew where apply leaves its text as it was", async () => {
    const updated = (assume_role_policy: string) => ({ actions: ["update"], before: { assume_role_policy } });
    const spaced = JSON.stringify(JSON.parse(document(BY_ARN)), null, 2);
    expect(await trusting(trustSaved(updated(spaced)))).toBe("unknown");
    expect(await trusting(trustSaved(updated(document(deny("sts:AssumeRole", "*")))))).toBe("allowed");
  });

  test("does not where it names the account and tells the role by its ARN in a condition", async () => {
    expect(hopIn(await chainWith(podWorld(), REPLACED), "target-trust")).toBe("allowed");
  });
});

test("a bucket policy that names a replaced role keeps the old role's id", async () => {
  const policy = document(principal(allow("s3:GetObject", `${BUCKET}/*`), { AWS: PRIMARY }));
  const world = podWorld({ b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } } });
  const message = (chain: ChainResult) => chain.hops.find(({ id, verdict }) => id === "grant" && verdict === "unknown");
  expect(message(await chainWith(world, REPLACED))?.message).toMatch(/which the plan replaces/);
  expect(message(await chainWith(world, { "account-a": {} }))).toBeUndefined();
});

describe("what a plan does not get to is not known:", () => {
  const policy = document(deny("s3:*", [BUCKET, `${BUCKET}/*`], { Principal: { AWS: `arn:aws:iam::${A}:root` } }));
  const world = podWorld({ b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } } });
  const planning = (address: string, actions: Actions, more: Json = {}) =>
    chainWith(world, { "account-b": { [address]: { actions } } }, more);

  test("a bucket's policy that it forgets", async () => {
    const chain = await planning("aws_s3_bucket_policy.p", ["forget"]);
    expect(hopIn(chain, "grant")).toBe("unknown");
    expect(chain.hops.find(({ id }) => id === "grant")?.message).toMatch(/the plan forgets it/);
  });

  test("a role that it forgets", async () => {
    expect(hopIn(await planning("aws_iam_role.target", ["forget"]), "target-trust")).toBe("unknown");
  });

  test("an inline policy that it forgets", async () => {
    expect(hopIn(await planning("aws_iam_role_policy.read", ["forget"]), "grant")).toBe("unknown");
  });

  test("a policy that it defers", async () => {
    const address = "aws_s3_bucket_policy.p";
    const resource_change = { address, mode: "managed", type: "aws_s3_bucket_policy", name: "p", change: {} };
    const deferred_changes = [{ reason: "absent_prereq", resource_change }];
    const chain = await planning(address, ["leave out"], { deferred_changes });
    expect(hopIn(chain, "grant")).toBe("unknown");
    expect(chain.hops.find(({ id }) => id === "grant")?.message).toMatch(/the plan defers it/);
  });

  test("a policy that a part of the configuration leaves out", async () => {
    const leaveOut = (more: Json) => planning("aws_s3_bucket_policy.p", ["leave out"], more);
    expect(hopIn(await leaveOut({ complete: false }), "grant")).toBe("unknown");
    expect(hopIn(await leaveOut({ complete: true }), "grant")).toBe("allowed");
  });
});

test("what a plan with -target leaves in the state is in force as the state has it", async () => {
  const policy = document(deny("s3:*", [BUCKET, `${BUCKET}/*`], { Principal: "*" }));
  const left = { mode: "managed", type: "aws_s3_bucket_policy", name: "p", address: "aws_s3_bucket_policy.p" };
  const resources = [{ ...left, values: { bucket: "data-bucket", policy } }];
  const prior_state = { values: { root_module: { resources } } };
  expect(hopIn(await chainWith(podWorld(), { "account-b": {} }, { prior_state }), "grant")).toBe("denied");
  const deleted = { ...left, change: { actions: ["delete"], before: {}, after: null } };
  const applied = { prior_state, resource_changes: [deleted] };
  expect(hopIn(await chainWith(podWorld(), { "account-b": {} }, applied), "grant")).toBe("allowed");
});

test("a replacement that is made first is refused where the old one still has its name", async () => {
  const replaced = (before: Json, actions = ["create", "delete"]) =>
    chainWith(podWorld(), { "account-b": { "aws_iam_role.target": { actions, before } } });
  const chain = await replaced({ name: "target" });
  const hop = chain.hops.find(({ id }) => id === "target-trust");
  expect(hop).toMatchObject({ verdict: "denied", awsError: expect.stringContaining("EntityAlreadyExists") });
  expect(hopIn(await replaced({ name: "old" }), "target-trust")).toBe("allowed");
  expect(hopIn(await replaced({ name: "target" }, ["delete", "create"]), "target-trust")).toBe("allowed");
});

test("a role that one plan forgets and another stack takes over is the other stack's", async () => {
  const stacks = podWorld();
  const target = (stacks["account-b"] as { resource: { aws_iam_role: Json } }).resource.aws_iam_role;
  const moved = { ...stacks, more: { ...stacks["account-b"], resource: { aws_iam_role: target } } };
  const chain = await chainWith(moved, { "account-b": { "aws_iam_role.target": { actions: ["forget"] } } });
  expect(hopIn(chain, "target-trust")).toBe("allowed");
});

test("a plan's provisioner is a second writer of what it names where it runs", async () => {
  const command = { constant_value: "aws iam put-role-policy --role-name target --policy-name x" };
  const provisioners = [{ type: "local-exec", expressions: { command } }];
  const world = podWorld({ b: { null_resource: { run: { provisioners } } } });
  const grantWhere = async (actions: Actions) =>
    hopIn(await chainWith(world, { "account-b": { "null_resource.run": { actions } } }), "grant");
  expect(await grantWhere(["create"])).toBe("unknown");
  expect(await grantWhere(["no-op"])).toBe("allowed");
});
