import fc from "fast-check";
import { stringify } from "yaml";
import type { ConfigInput } from "../src/config";
import { configuration } from "./support/arbitrary";
import { type Json, type Synthesized, synth } from "./support/synth";

/** Over years entries come, go and change places in the file. More configurations with PROPERTY_RUNS=1000. */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 4), seed: Date.now() };

const made = (config: object): Synthesized => synth(stringify(config, { aliasDuplicateObjects: false }));

/** Every block of every stack by stack, kind, type and address. */
function blocksOf({ stacks }: Synthesized): ReadonlyMap<string, Json> {
  const labelled = (kind: string, blocks: Json): [string, Json][] => {
    if (kind === "terraform") return [[kind, blocks]];
    if (kind === "moved") return blocks.map((one: Json): [string, Json] => [`${kind} ${one.to}`, one]);
    return Object.entries<Json>(blocks).flatMap(([type, of]): [string, Json][] => {
      if (kind === "provider")
        return of.map((one: Json): [string, Json] => [`${kind} ${type} ${one.alias ?? ""}`, one]);
      if (!["resource", "data", "ephemeral"].includes(kind)) return [[`${kind} ${type}`, of]];
      return Object.entries<Json>(of).map(([address, one]): [string, Json] => [`${kind} ${type}.${address}`, one]);
    });
  };
  return new Map(
    Object.entries(stacks).flatMap(([stack, root]) =>
      Object.entries<Json>(root).flatMap(([kind, blocks]) =>
        labelled(kind, blocks).map(([id, block]): [string, Json] => [`${stack}: ${id}`, block]),
      ),
    ),
  );
}

/** The documents that several entries share: policies of resources, and trusts of shared primary roles. */
const isShared = (id: string, { primaryRoles = {} }: ConfigInput): boolean =>
  /: resource aws_(?!iam_)\w+_policy\./.test(id) ||
  Object.keys(primaryRoles).some((key) => id.endsWith(`: resource aws_iam_role.${key}_primary_role`));

/** A block with its document taken out, and the document's statements. */
function divided({ policy, assume_role_policy: trust = policy, ...rest }: Json): { rest: Json; statements: string[] } {
  return { rest, statements: JSON.parse(trust).Statement.map((one: Json) => JSON.stringify(one)) };
}

/** Settings of Terraform, in which an entry may need a provider, or a newer one, as a session policy does. */
function expectSettingsKept(
  { required_providers: before, ...block }: Json,
  { required_providers: after, ...found }: Json,
): void {
  expect(found).toEqual(block);
  for (const [name, { version, ...from }] of Object.entries<Json>(before)) {
    expect(after[name]).toMatchObject(from);
    expect(after[name].version.startsWith(version)).toBe(true);
  }
}

/** Each block of `before` is in `after` with the same bytes; a document that entries share may have more statements there. */
function expectKept(before: Synthesized, after: Synthesized, config: ConfigInput): void {
  const now = blocksOf(after);
  for (const [id, block] of blocksOf(before)) {
    const found = now.get(id);
    if (found !== undefined && id.endsWith(": terraform")) expectSettingsKept(block, found);
    else if (found === undefined || !isShared(id, config))
      expect([id, JSON.stringify(found)]).toEqual([id, JSON.stringify(block)]);
    else {
      expect(divided(found).rest).toEqual(divided(block).rest);
      expect(divided(found).statements).toEqual(expect.arrayContaining(divided(block).statements));
    }
  }
}

test("a workload that comes or goes changes neither an address nor a byte of what is not its own", () => {
  fc.assert(
    fc.property(configuration, fc.nat(), (config, chosen) => {
      const keys = Object.keys(config.workloads);
      fc.pre(keys.length > 1);
      const { [keys[chosen % keys.length] ?? ""]: _, ...workloads } = config.workloads;
      expectKept(made({ ...config, workloads }), made(config), config);
    }),
    RUNS,
  );
});

/** An entry of every section, and a resource of every kind, beside what is there. */
function withMore(config: ConfigInput): ConfigInput {
  const [region = ""] = Object.values(config.accounts).map((account) => account.region);
  const account = "zz-account";
  const named = { name: "zz-more" };
  return {
    ...config,
    accounts: { [account]: { id: "999999999999", region }, ...config.accounts },
    clusters: { "zz-cluster": { account }, ...config.clusters },
    resources: {
      "zz-bucket": { account, bucket: { prefix: "zz-more", kmsKey: "zz-key" } },
      "zz-table": { account, table: { ...named, partitionKey: { name: "id" } } },
      "zz-queue": { account, queue: named },
      "zz-topic": { account, topic: named },
      "zz-secret": { account, secret: named },
      "zz-parameter": { account, parameter: { path: "/zz/" } },
      "zz-key": { account, key: { alias: "zz-more" } },
      "zz-zone": { account, zone: { name: "zz.example" } },
      "zz-arn": {
        account,
        arn: `arn:${region.startsWith("cn") ? "aws-cn" : region.startsWith("us-gov") ? "aws-us-gov" : "aws"}:sns:${region}:999999999999:zz`,
      },
      ...config.resources,
    },
    primaryRoles: { "zz-role": { account, name: "zz-role" }, ...config.primaryRoles },
    policies: {
      "zz-policy": {
        name: "ZzPolicy",
        document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      },
      ...config.policies,
    },
    workloads: {
      "zz-workload": {
        cluster: "zz-cluster",
        namespace: "zz",
        serviceAccount: "zz",
        primaryRole: "zz-primary",
        grants: [{ read: "zz-bucket" }, { send: "zz-queue" }],
      },
      ...config.workloads,
    },
  };
}

test("nor does anything else that comes or goes, whatever its section and its service", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      expectKept(made(config), made(withMore(config)), config);
    }),
    RUNS,
  );
});

/** The maps of a configuration, each in another order. */
const reordered = (config: ConfigInput, random: () => number): object =>
  Object.fromEntries(
    Object.entries(config).map(([section, entries]) => [
      section,
      section === "defaults" ? entries : Object.fromEntries(shuffled(Object.entries(entries), random)),
    ]),
  );

const shuffled = <T>(list: readonly T[], random: () => number): readonly T[] =>
  list
    .map((one): [number, T] => [random(), one])
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);

test("nor does another order of the file, but for the order of statements in documents that entries share", () => {
  fc.assert(
    fc.property(configuration, fc.infiniteStream(fc.nat()), (config, numbers) => {
      const [before, after] = [made(config), made(reordered(config, () => numbers.next().value))];
      expectKept(before, after, config);
      expectKept(after, before, config);
    }),
    RUNS,
  );
});

test("of a folder the files' order, their names and what is in which of them change no byte at all", () => {
  fc.assert(
    fc.property(configuration, fc.infiniteStream(fc.nat(3)), (config, numbers) => {
      const files: Record<string, Record<string, Record<string, unknown>>> = {};
      for (const [section, entries] of shuffled(Object.entries(config), () => numbers.next().value))
        for (const [key, entry] of shuffled(Object.entries(entries ?? {}), () => numbers.next().value)) {
          const name = `${numbers.next().value}.yaml`;
          files[name] = { ...files[name], [section]: { ...files[name]?.[section], [key]: entry } };
        }
      const texts = Object.entries(files).map(([name, part]) => [
        name,
        stringify(part, { aliasDuplicateObjects: false }),
      ]);
      const whole = synth({ "all.yaml": stringify(config, { aliasDuplicateObjects: false }) });
      const divided = synth(Object.fromEntries(texts));
      expect(JSON.stringify([divided.stacks, divided.dependencies])).toBe(
        JSON.stringify([whole.stacks, whole.dependencies]),
      );
    }),
    RUNS,
  );
});
