import { lazy } from "../../src/collections/lazy";
import type { Proof } from "../../src/proof";
import type { World } from "../../src/terraform";
import type { Refusal } from "../loader";
import { mutationsOf } from "../mutations/matrix";
import type { Mutation } from "../mutations/mutation";
import { isInMatrix, type Stacks } from "../mutations/world";
import { Intruders } from "./attempts/intruders";
import { namesIn } from "./attempts/names";
import { checkWorld, type Loaded } from "./check-world";
import { Environment } from "./environment";
import { dropRole, makeMissingRole } from "./iam-roles";
import { ensureNamed, rolesOfOthers } from "./pod/existing";
import { clustersOf } from "./pod/reference";
import { type Figures, Tally } from "./report";
import { type Base, customerKeysIn, exampleBases, GOING_ON, goingOnBase, randomBases } from "./worlds/base";
import { type Proved, Prover } from "./worlds/proved";
import { touchedBy } from "./worlds/touched";

/** What is to be run, the same for every process. */
export interface Settings {
  readonly seed: number;
  /** How many random configurations. */
  readonly count: number;
  /** Name of the only example to run, or of none. */
  readonly only?: string;
  readonly verbose: boolean;
}

/** One of several processes that share the work. */
export interface Share {
  readonly part: number;
  readonly parts: number;
}

/** What is changed of an example, and where. */
export interface Change {
  readonly kind: string;
  readonly at: string;
  /** Changes its own copy of the stacks. */
  apply(stacks: Stacks): void;
}

/** Runs one process's share of all worlds in an emulator of its own. */
export async function runPart(settings: Settings, share: Share): Promise<Figures> {
  const environment = await Environment.open();
  const prover = new Prover();
  const close = () => {
    prover.close();
    return environment.close();
  };
  const end = () => void close().finally(() => process.exit(1));
  for (const signal of ENDS) process.once(signal, end);
  try {
    const tally = new Tally();
    const run = new Run(environment, prover, tally, settings);
    for (const base of [...exampleBases(), goingOnBase()])
      if ([undefined, base.name].includes(settings.only)) await run.example(base, shareOf(mutationsFor(base), share));
    for (const [index, make] of randomBases(settings.seed, settings.count).entries())
      if (index % share.parts === share.part) await run.configuration(make());
    tally.add("requests", environment.requests);
    return tally.figures;
  } finally {
    for (const signal of ENDS) process.off(signal, end);
    await close();
  }
}

/** Also when the process that started this one is gone. */
const ENDS = ["SIGINT", "SIGTERM", "disconnect"] as const;

/** ARNs of the roles that a configuration makes. */
const meantRoles = ({ chains }: Base["model"]): readonly string[] =>
  chains.flatMap(({ primaryRoleArn, targetRoleArn }) =>
    [primaryRoleArn, targetRoleArn].filter((arn) => arn !== undefined),
  );

/** Of examples outside the matrix each process tries them as they are, and `statements` breaks them. */
const mutationsFor = (base: Base): readonly Mutation[] =>
  isInMatrix(base.name) || base.name === GOING_ON ? mutationsOf(base) : [];

const shareOf = <T>(all: readonly T[], { part, parts }: Share): readonly T[] =>
  all.filter((_, index) => index % parts === part);

type Unloaded = Omit<Loaded, "refusals" | "environment" | "tally" | "next" | "turn" | "names" | "attempts">;

/** Compares one world after another, in one emulator. */
export class Run {
  private turn = 0;

  private readonly next = <T>(all: readonly T[]): readonly T[] => {
    this.turn += 1;
    return all.slice(this.turn % all.length).slice(0, 1);
  };

  constructor(
    private readonly environment: Environment,
    private readonly prover: Prover,
    private readonly tally: Tally,
    private readonly settings: Pick<Settings, "verbose">,
    /** How many attempts of each kind are made for a chain: of an example as it is, and of every other world. */
    private readonly attempts: Loaded["attempts"] = { most: 150, few: 8 },
  ) {}

  /** An unmutated configuration. */
  async configuration(base: Base): Promise<void> {
    await this.asItIs(base, this.next);
  }

  private async asItIs(base: Base, pickOne: Loaded["pickOne"]): Promise<{ plain: Proved; intruders: Intruders }> {
    const plain = await this.prover.proved(base.stacks, base.claims);
    if (typeof plain === "string") throw new Error(`${base.name}: ${plain}`);
    const intruders = await this.begin(base);
    await this.check({ base, ...plain, mutation: "", intruders, touches: () => true, pickOne }, plain.world);
    return { plain, intruders };
  }

  /**
   * An unmutated example, then its mutations, each replacing the previous one.
   * @param seen is told what is proved of each
   */
  async example<C extends Change>(
    base: Base,
    changes: readonly C[],
    seen?: (change: C, proof: Proof) => void,
  ): Promise<void> {
    const { plain, intruders } = await this.asItIs(base, (all) => all);
    for (const change of changes) {
      const { kind, at, apply } = change;
      const stacks = structuredClone(base.stacks);
      apply(stacks);
      const known = await this.prover.proved(stacks, base.claims);
      if (typeof known === "string") {
        this.tally.add(`world: no Terraform: ${kind}`);
        continue;
      }
      seen?.(change, known.proof);
      const touches = touchedBy(base.stacks, stacks, [plain.proof, known.proof]);
      await this.check(
        { base, ...known, mutation: `${kind}: ${at}`, intruders, touches, pickOne: this.next },
        plain.world,
      );
    }
  }

  private async begin({ model, text }: Base): Promise<Intruders> {
    await this.environment.clear(model, customerKeysIn(text));
    return new Intruders(this.environment);
  }

  private async load({ base, world }: Unloaded, plain: World): Promise<readonly Refusal[]> {
    const order = orderOf(base);
    const refusals = await this.environment.load(world, order);
    // a bucket policy of the world before may have shut its account out
    if (!refusals.some(({ code }) => code === "AccessDenied")) return refusals;
    await this.environment.load(plain, order);
    return this.environment.load(world, order);
  }

  private async check(world: Unloaded, plain: World): Promise<void> {
    const { base, mutation } = world;
    const others: string[] = [];
    try {
      this.environment.cleanUp();
      await ensureNamed(this.environment, world.world, clustersOf(base.model));
      for (const arn of rolesOfOthers(world.world, meantRoles(base.model)))
        if (await makeMissingRole(this.environment, arn)) others.push(arn);
      await this.checkLoaded(world, await this.load(world, plain));
    } catch (error) {
      throw new Error(`${base.name}: ${mutation || "as it is"}\n${base.text}`, { cause: error });
    } finally {
      for (const arn of others) await dropRole(this.environment, arn);
    }
  }

  private async checkLoaded(world: Unloaded, refusals: readonly Refusal[]): Promise<void> {
    const { base, mutation } = world;
    const { environment, tally } = this;
    if (this.settings.verbose) {
      console.log(`${base.name}: ${mutation || "as it is"}`);
      for (const { stack, address, code, message } of refusals)
        console.log(`  refused ${stack}/${address}: ${code}: ${message}`);
    }
    // Random names of two buckets may meet, here as at AWS.
    if (mutation === "" && refusals.some(({ code }) => code === "BucketAlreadyExists"))
      return tally.add("names that are taken");
    if (mutation === "" && refusals.length > 0) throw new Error(`it is refused: ${JSON.stringify(refusals)}`);
    tally.add(`world: ${mutation === "" ? "as it is" : "mutation"}`);
    await checkWorld({
      ...world,
      refusals,
      environment,
      tally,
      attempts: this.attempts,
      next: this.next,
      turn: () => ++this.turn,
      names: lazy(() => namesIn(world.world, environment)),
    });
  }
}

/** Stacks in the order of applying; what owners are asked for comes before what needs it, under its name in the folder. */
function orderOf({ model: { stacks, documents }, stacks: content }: Base): readonly string[] {
  const asked = documents.flatMap(({ name, dependsOn }) => [...dependsOn, name.replace("/", "-")]);
  return [...new Set([...asked, ...stacks.map(({ name }) => name)])].filter((name) => name in content);
}
