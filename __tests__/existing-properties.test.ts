import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { type ConfigInput, readConfig } from "../src/config";
import { claimsOf } from "../src/library/claims";
import { buildModel } from "../src/model";
import { prove } from "../src/proof";
import { readWorld } from "../src/terraform";
import { synthesize } from "../stacks";
import { configuration } from "./support/arbitrary";
import { zoneId } from "./support/arbitrary-resources";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 5), seed: Date.now() };

type Resource = ConfigInput["resources"][string];

const PARTITIONS: readonly (readonly [string, string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
];

/** The same configuration where others keep every shared primary role, every target role, and accounts without clusters. */
function handedOver({ accounts, clusters, resources, primaryRoles = {}, workloads }: ConfigInput): ConfigInput {
  const roleIn = (account: string, name: string): string => {
    const { id, region } = accounts[account] ?? { id: "", region: "" };
    const [, partition] = PARTITIONS.find(([start]) => region.startsWith(start)) ?? ["", "aws"];
    return `arn:${partition}:iam::${id}:role/theirs/${name}`;
  };
  const homes = new Set(Object.values(clusters).map(({ account }) => account));
  const map = <T, U>(entries: Readonly<Record<string, T>>, change: (entry: T, key: string) => U) =>
    Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, change(entry, key)]));
  return {
    accounts: map(accounts, (account, key) =>
      homes.has(key) ? account : { id: account.id, region: account.region, managed: false },
    ),
    // one role may trust the providers of several clusters, which EKS's hosts show to be such
    clusters: map(clusters, (cluster, key) => ({
      ...cluster,
      issuer: `https://oidc.eks.eu-west-1.amazonaws.com/id/${key.toUpperCase()}`,
    })),
    resources: map(resources, (resource, key) =>
      unencrypted(homes.has(resource.account) ? named(resource, key) : existing(resource, key)),
    ),
    primaryRoles: map(primaryRoles, ({ account = "", name = "" }, key) =>
      key.length % 2 === 0 ? { arn: roleIn(account, name) } : { account, name, create: false },
    ),
    workloads: map(workloads, ({ target, ...workload }) => {
      const { account = "", role = "", grants = [] } = target ?? {};
      return target ? { ...workload, target: { arn: roleIn(account, role), grants } } : workload;
    }),
  };
}

/** A resource whose name is known before apply: what owners are asked for can name no other. */
const named = ({ handover: _, ...resource }: Resource, key: string): Resource => {
  if (resource.zone) return { ...resource, zone: { name: resource.zone.name, id: zoneId(key) } };
  return resource.bucket?.prefix === undefined ? resource : { ...resource, bucket: { name: `bucket-${key}x` } };
};

/** A customer key's own policy always decides, and only the stack of a role that is made looks it up. */
const unencrypted = (resource: Resource): Resource =>
  Object.fromEntries(
    Object.entries(resource).map(([key, value]) => {
      if (typeof value !== "object" || !("kmsKey" in value)) return [key, value];
      const { kmsKey: _, ...rest } = value;
      return [key, rest];
    }),
  ) as Resource;

/** A resource that its owner has made; parameters always are. */
function existing(resource: Resource, key: string): Resource {
  const { account, arn, bucket, table, queue, topic, secret, zone } = resource;
  if (arn) return { account, arn };
  if (bucket) return { account, bucket: { name: bucket.name ?? `bucket-${key}x`, create: false } };
  if (table) return { account, table: { name: table.name, create: false } };
  if (queue) return { account, queue: { ...queue, create: false } };
  if (topic) return { account, topic: { ...topic, create: false } };
  if (secret) return { account, secret: { ...secret, create: false } };
  return zone ? { account, zone: { name: zone.name, id: zoneId(key) } } : { account, parameter: resource.parameter };
}

test("what others keep is proved on what they are asked for, whatever the configuration", async () => {
  await fc.assert(
    fc.asyncProperty(configuration, async (config) => {
      // a key's own policy always decides, and only the stack of a role that is made looks it up
      fc.pre(!Object.values(config.resources).some(({ key }) => key));
      const { config: read, problems } = readConfig(stringify(handedOver(config)), "config.yaml");
      expect(problems.filter(({ level }) => level === "error")).toEqual([]);
      if (!read) return;
      const built = buildModel(read);
      // the trust of one role for all clusters and namespaces
      fc.pre(!built.problems.some(({ rule }) => rule === "trust-limit"));
      expect(built.problems.filter(({ rule }) => !/^(trust-size|stack-mutual)$/.test(rule))).toEqual([]);
      const outdir = mkdtempSync(join(tmpdir(), "existing-"));
      try {
        synthesize(built.model, { outdir, statePath: (stack) => `../../../state/${stack}.tfstate` });
        const { chains } = prove(await readWorld([outdir], {}), claimsOf(built.model));
        const theirs = new Set(
          built.model.chains
            .filter(({ targetRoleArn }) => targetRoleArn?.includes(":role/theirs/"))
            .map((chain) => `${chain.id} ${chain.mechanism}`),
        );
        for (const { id, verdict, hops, intruders, assumptions, mechanism } of chains) {
          const open = assumptions.filter(({ accepted }) => !accepted).map(({ id }) => id);
          // a service account of others, and what only administrators of associations could do, as without owners
          const others = [
            "resource-not-read",
            "document-requested",
            "service-account-not-seen",
            "association-admins",
            "quota-raised",
          ];
          expect(open.filter((id) => !others.includes(id))).toEqual([]);
          expect([verdict, hops.filter((hop) => hop.verdict !== "allowed")]).toEqual([
            open.length > 0 ? "conditional" : "proved",
            [],
          ]);
          expect(intruders.filter((one) => one.verdict !== "denied" && one.assumption === undefined)).toEqual([]);
          if (theirs.has(`${id} ${mechanism}`)) expect(open).toContain("document-requested");
        }
      } finally {
        rmSync(outdir, { recursive: true });
      }
    }),
    RUNS,
  );
}, 120_000);
