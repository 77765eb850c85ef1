import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { configuration } from "../support/arbitrary";
import { type Data, keysIn, withKeys } from "../support/renamed";
import { type Json, readText, SHIPPED, type Synthesized, synth } from "../support/synth";

/** Root modules by name: stacks, and those of what owners are asked for. */
const rootsOf = ({ stacks, documents }: Synthesized): Readonly<Record<string, Json>> => ({
  ...stacks,
  ...Object.fromEntries(Object.entries(documents).filter(([path]) => path.endsWith("main.tf.json"))),
});

const addressesIn = ({ resource }: Json): readonly string[] =>
  Object.entries<Json>(resource ?? {}).flatMap(([type, of]) => Object.keys(of).map((address) => `${type}.${address}`));

/** Where Terraform has each resource of a state after the moves of a root module. */
function moved(addresses: readonly string[], { moved: blocks = [] }: Json): readonly string[] {
  const ways = new Map<string, string>(blocks.map(({ from, to }: Json) => [from, to]));
  const at = (address: string): string => {
    const to = ways.get(address);
    return to === undefined ? address : at(to);
  };
  return addresses.map(at);
}

/** What was applied under the old keys is, after the moves, exactly what the new configuration holds, in each state. */
function expectMoved(before: Synthesized, after: Synthesized): void {
  const [old, now] = [rootsOf(before), rootsOf(after)];
  expect(Object.keys(now).sort()).toEqual(Object.keys(old).sort());
  for (const [name, root] of Object.entries(now)) {
    expect([...moved(addressesIn(old[name]), root)].sort()).toEqual([...addressesIn(root)].sort());
    const ends = (root.moved ?? []).map(({ to }: Json) => to);
    expect(new Set(ends).size).toBe(ends.length);
  }
}

const withNewKeys = (config: Data, keys: readonly string[]): Data =>
  withKeys(config, new Map(keys.map((key, index) => [key, `renamed-${index}`])));

const examples = join(__dirname, "..", "..", "examples");
const EXAMPLES = readdirSync(examples).filter(
  (name) => existsSync(join(examples, name, "eks-cross-account.yaml")) && !existsSync(join(examples, name, "modules")),
);

test.each(EXAMPLES)("all keys of examples/%s may be renamed at once, and nothing is replaced for it", (name) => {
  const text = readText(`examples/${name}/eks-cross-account.yaml`).replace("layout: modules\n", "");
  const config = parse(text, { merge: true });
  expectMoved(synth(text), synth(stringify(withNewKeys(config, keysIn(config)), { aliasDuplicateObjects: false })));
});

test("some keys of any configuration may be renamed, and nothing is replaced for it", () => {
  fc.assert(
    fc.property(configuration, fc.infiniteStream(fc.boolean()), (config, chosen) => {
      const keys = keysIn(config as unknown as Data).filter(() => chosen.next().value);
      fc.pre(keys.length > 0);
      expectMoved(synth(stringify(config)), synth(stringify(withNewKeys(config as unknown as Data, keys))));
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 5), seed: Date.now() },
  );
});

const KEYED = SHIPPED.replace(/\n {4}addressPrefix: "".*/g, "");

test("a stack moves only what it holds, and a stack that holds nothing of the entry has no moves", () => {
  const { stacks } = synth(
    KEYED.replace("  data:\n", "  lake:\n    renamedFrom: data\n").replace("read: data", "read: lake"),
  );
  expect(stacks["account-b"].moved).toEqual([
    { from: "random_pet.data_bucket_suffix", to: "random_pet.lake_bucket_suffix" },
    { from: "aws_s3_bucket.data_data_bucket", to: "aws_s3_bucket.lake_data_bucket" },
  ]);
  expect(stacks["account-a-primary"].moved).toBeUndefined();
  expect(stacks["account-a-rest"].moved).toBeUndefined();
});

test("an entry without prefix has its addresses under any key", () => {
  const { stacks } = synth(SHIPPED.replace("  my-app:\n", "  shop:\n    renamedFrom: my-app\n"));
  expect(stacks).toEqual(synth(SHIPPED.replace("  my-app:\n", "  shop:\n")).stacks);
});
