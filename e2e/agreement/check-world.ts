import type { Chain } from "../../src/model";
import type { ChainResult } from "../../src/proof";
import type { World } from "../../src/terraform";
import { foundAt, isCalled } from "../calls";
import type { Organisation } from "../emulator/types";
import type { Refusal } from "../loader";
import { ORGANISATION } from "../mutations/world";
import type { PodReference } from "../pods";
import { type AttemptContext, accountOfArn, type Guarded } from "./attempts/context";
import type { Intruders } from "./attempts/intruders";
import type { Names } from "./attempts/names";
import { MEMBER_ACCOUNT } from "./attempts/ways";
import { checkAttempts } from "./check-attempts";
import { checkIntruders } from "./check-intruders";
import { checkPod } from "./check-pod";
import type { Where } from "./disagreement";
import type { Environment } from "./environment";
import { prefixesIn } from "./objects";
import { s3TargetOf } from "./pod/grants";
import { arnInWorld, resourceAt } from "./pod/named";
import { ownChains, podOfChain } from "./pod/reference";
import { rolesOf } from "./pod/roles";
import { runPod } from "./pod/run";
import { waysIn } from "./pod/sessions";
import type { Tally } from "./report";
import type { Base } from "./worlds/base";
import type { Proved } from "./worlds/proved";

/** A loaded world, and how much of it is tried. */
export interface Loaded extends Proved {
  readonly base: Base;
  readonly refusals: readonly Refusal[];
  readonly environment: Environment;
  readonly intruders: Intruders;
  readonly tally: Tally;
  readonly mutation: string;
  /** Whether a mutation concerns a chain. */
  touches(id: string, own: Chain | undefined): boolean;
  /** What its documents name, read once they are loaded. */
  readonly names: () => Names;
  /** How many attempts of each kind are made for a chain: of an example as it is, and of every other world. */
  readonly attempts: { readonly most: number; readonly few: number };
  /** The next number in rotation. */
  turn(): number;
  /** Selects one item of a list, in rotation. */
  readonly next: Pick;
  /** Selects among items of one kind: the next in rotation; all of them for an unmutated example. */
  readonly pickOne: Pick;
}

/**
 * Runs the chains of a loaded world and their intruders. Of chains that a mutation concerns, everything is tried, with one
 * item of each kind in turn; of the others one chain, and one item of each kind.
 */
export async function checkWorld(loaded: Loaded): Promise<void> {
  const { base, proof, environment, world } = loaded;
  const own = ownChains(base);
  await prepare(environment, world, base);
  await find(environment, world, base);
  environment.emulator.organisation = organisationOf(world);
  // where two regions share a cluster name, the proof distinguishes them and the expectations do not
  const isNamedLonger = ({ id }: ChainResult) => proof.chains.some((other) => other.id.endsWith(`:${id}`));
  const chains = proof.chains.filter((chain) => !isNamedLonger(chain));
  const touched = chains.filter((chain) => loaded.touches(chain.id, own(chain)));
  for (const chain of touched) await checkChain(loaded, chain, own(chain), (all) => all);
  const others = chains.filter((chain) => !touched.includes(chain));
  for (const chain of loaded.next(others)) await checkChain(loaded, chain, own(chain), loaded.next);
}

type Pick = <T>(all: readonly T[]) => readonly T[];

/** @param pick selects the expectations, grants and intruder classes that are tried */
async function checkChain(loaded: Loaded, chain: ChainResult, own: Chain | undefined, pick: Pick): Promise<void> {
  const { base, refusals, environment, intruders, tally, mutation, world } = loaded;
  const where: Where = { world: base.name, mutation, chain: chain.id };
  const pod = podOfChain(base.model, chain, own);
  if (!pod) return tally.add("pod: its cluster is not known");
  const { mechanism, hops } = chain;
  const unseen =
    mechanism === "irsa" && chain.account === null && !own
      ? hops.find(({ id }) => id === "target-trust")?.resource
      : undefined;
  const run = await runPod({ environment, world, refusals, pod, mechanism, own, unseen });
  await checkPod({ environment, tally, where, world, chain, pick, pickOne: loaded.pickOne }, run);
  const roles = rolesOf(world, pod, own) ?? (unseen && { final: unseen, sessionTags: false });
  if (!roles) return;
  const issuer = issuerOf(loaded, pod);
  const buckets = bucketsOf(loaded, chain);
  const one = loaded.pickOne;
  const tokens = tokensOfChains(loaded);
  const context: AttemptContext = {
    environment,
    intruders,
    world,
    chain,
    pod,
    roles,
    seconds: [...new Set(waysIn(chain).flat())],
    buckets,
    names: loaded.names(),
    guarded: guardedBy(loaded, buckets),
    isChain: (name, url) => tokens.has(`https://${url} ${name}`),
    pick: one,
    ...(issuer ? { issuer } : {}),
  };
  await checkIntruders(tally, where, context, pick(chain.intruders));
  const { most, few } = loaded.attempts;
  await checkAttempts(tally, where, context, mutation === "" && base.isExample ? most : few, loaded.turn());
}

/** A text with real values in place of unknown ones; undefined where there is none. */
const realIn =
  (environment: Environment) =>
  (value: unknown): string | undefined => {
    try {
      return typeof value === "string" ? environment.resolve(value) : undefined;
    } catch {
      return undefined;
    }
  };

/** The buckets of `names` with their owners, and the keys that encrypt them. */
function guardedBy({ environment, world }: Loaded, names: readonly string[]): readonly Guarded[] {
  const real = realIn(environment);
  const resources = world.stacks.flatMap((stack) => stack.resources.filter(({ mode }) => mode === "managed"));
  const keyOf = (bucket: string) =>
    resources
      .filter(
        (one) =>
          one.type === "aws_s3_bucket_server_side_encryption_configuration" && real(one.get("bucket")) === bucket,
      )
      .map((one) => real(one.get("rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id")))
      .find((key) => key?.startsWith("arn:"));
  return resources.flatMap((one): readonly Guarded[] => {
    const bucket = one.type === "aws_s3_bucket" ? real(one.get("bucket")) : undefined;
    const arn = real(one.get("arn"));
    if (bucket === undefined || arn === undefined || !names.includes(bucket)) return [];
    const { account, region = "us-east-1" } = one;
    const key = keyOf(bucket);
    return [
      { arn, account, region, ...(key === undefined ? {} : { key }) },
      ...(key === undefined ? [] : [{ arn: key, account: key.split(":")[4] ?? account, region }]),
    ];
  });
}

/** The issuer of the pod's cluster in the configuration, with https://. */
function issuerOf({ base }: Loaded, { cluster }: PodReference): string | undefined {
  for (const stack of base.model.stacks)
    if (stack.layer === "rest")
      for (const { name, issuer, arn } of stack.clusters)
        if (issuer && name === cluster.name && arn.split(":")[4] === cluster.account) return `https://${issuer}`;
  return undefined;
}

/** `ISSUER NAMESPACE/SERVICE-ACCOUNT` of every chain's pod, whose token a trust may admit by right. */
function tokensOfChains(loaded: Loaded): ReadonlySet<string> {
  const { base, proof } = loaded;
  const own = ownChains(base);
  return new Set(
    proof.chains.flatMap((chain) => {
      const pod = podOfChain(base.model, chain, own(chain));
      return pod ? `${issuerOf(loaded, pod)} ${pod.namespace}/${pod.serviceAccount}` : [];
    }),
  );
}

/** That of every account of the world, and of one more. */
const organisationOf = ({ stacks }: World): Organisation => ({
  id: ORGANISATION,
  accounts: new Set([...stacks.flatMap(({ account }) => account ?? []), MEMBER_ACCOUNT]),
});

/** Names of the buckets that expectations about `chain` are on. */
function bucketsOf({ environment, world }: Loaded, { expectations }: ChainResult): readonly string[] {
  const arns = expectations.map(({ on }) => arnInWorld(world, on)).filter((arn) => arn !== undefined);
  return [
    ...new Set(arns.map((arn) => s3TargetOf(environment.resolve(arn))?.bucket).filter((name) => name !== undefined)),
  ];
}

/** Looks at what there is of other services than S3, each once. */
async function find(environment: Environment, world: World, { model }: Base): Promise<void> {
  const { clients, found } = environment;
  const real = realIn(environment);
  const look = async (arn: string, account: string, region: string) => {
    if (!isCalled(arn) || found.has(arn)) return;
    const targets = await foundAt(clients.sessionOf(account), { arn, account, region, facts: {} });
    if (targets.length > 0) found.set(arn, targets);
  };
  for (const { resources } of world.stacks)
    for (const one of resources) {
      const arn = one.mode === "managed" && one.type !== "aws_kms_alias" ? real(one.get("arn")) : undefined;
      if (arn !== undefined) await look(arn, one.account, one.region ?? "us-east-1");
    }
  for (const { grants, targetRoleArn, primaryRoleArn, region } of model.chains)
    for (const { on, as } of grants) {
      const [, , , ofArn, account] = on.split(":");
      if (on.startsWith("arn:"))
        await look(on, account || accountOfArn(as ?? targetRoleArn ?? primaryRoleArn ?? ""), ofArn || region);
    }
}

/** Fills the buckets that the configuration grants. */
async function prepare(environment: Environment, world: World, { model }: Base): Promise<void> {
  const filled = new Set<string>();
  const prefixes = prefixesIn(world);
  for (const { grants, targetRoleArn, primaryRoleArn } of model.chains)
    for (const { on, as } of grants) {
      const arn = arnInWorld(world, on);
      const bucket = arn === undefined ? undefined : s3TargetOf(environment.resolve(arn))?.bucket;
      if (bucket === undefined || filled.has(bucket)) continue;
      filled.add(bucket);
      // a bucket of others is in the account of the role that is granted it
      const account =
        resourceAt(world, on).resource?.account ?? accountOfArn(as ?? targetRoleArn ?? primaryRoleArn ?? "");
      await environment.objects.put(account, bucket, prefixes);
    }
}
