import type { ChainResult, ExpectationResult, Hop } from "../../src/proof";
import type { World } from "../../src/terraform";
import { hopsAgree, hopsText } from "./compare";
import type { Where } from "./disagreement";
import type { Environment } from "./environment";
import { actionsLike, isTestable, Pod, s3TargetOf } from "./pod/grants";
import { arnInWorld } from "./pod/named";
import type { PodRun } from "./pod/run";
import type { Tried } from "./pod/s3";
import type { Tally } from "./report";
import { symbolic } from "./symbolic";

/** What one chain is checked with. */
export interface Checked {
  readonly environment: Environment;
  readonly tally: Tally;
  readonly where: Where;
  readonly world: World;
  readonly chain: ChainResult;
  /** Which expectations and grants are tried. */
  pick<T>(all: readonly T[]): readonly T[];
  /** Selects among equivalent prefixes of a bucket. */
  pickOne<T>(all: readonly T[]): readonly T[];
}

/** Compares with prove how the pod gets its credentials, then what it can do with them. */
export async function checkPod(checked: Checked, run: PodRun): Promise<void> {
  const { tally, where, chain, environment } = checked;
  const kind = hopsAgree(chain.hops, run.stop);
  if (kind === undefined) {
    tally.disagree({
      ...where,
      about: "getting credentials",
      proveSays: hopsText(chain.hops),
      runSays: run.stop ? `stopped at ${run.stop.hop}: ${run.stop.says}` : "got credentials",
    });
    return;
  }
  tally.add(`pod: ${kind}`);
  const pod = run.keys && new Pod(environment.clients.s3(run.keys));
  await Promise.all([
    ...checked.pick(chain.expectations).map((one) => checkExpectation(checked, pod, one)),
    ...(pod && chain.hops.every(({ id, verdict }) => id === "grant" || verdict === "allowed")
      ? checked.pick(chain.hops.filter(({ id }) => id === "grant")).map((hop) => checkGrant(checked, pod, hop))
      : []),
  ]);
}

/** `can` is met where everything is allowed, `cannot` where nothing is. */
async function checkExpectation(checked: Checked, pod: Pod | undefined, one: ExpectationResult): Promise<void> {
  const { tally, where, environment, world } = checked;
  const action = one.can ?? one.cannot ?? "";
  const arn = arnInWorld(world, one.on);
  const s3Target = arn === undefined ? undefined : s3TargetOf(environment.resolve(arn));
  if (!s3Target || actionsLike(action, s3Target).length === 0)
    return tally.add(`expectation: no request for ${action}`);
  // where it is met it is met everywhere alike
  const tried = pod ? await pod.on(action, s3Target, one.verdict === "met" ? checked.pickOne : undefined) : [];
  const met = one.can === undefined ? tried.every(({ allowed }) => !allowed) : pod !== undefined && all(tried);
  if (one.verdict === "unknown") return tally.add(`expectation: undecided by prove, ${met ? "met" : "failed"}`);
  if ((one.verdict === "met") === met) return tally.add(`expectation: ${one.verdict}`);
  tally.disagree({
    ...where,
    about: `${one.can === undefined ? "cannot" : "can"} ${action} on ${one.on}`,
    proveSays: `${one.verdict}${one.message ? `: ${one.message}` : ""}`,
    runSays: pod ? said(tried) : "no credentials",
  });
}

/** Every action and resource that a hop stands for is allowed, or none. */
async function checkGrant({ tally, where, environment, pickOne }: Checked, pod: Pod, hop: Hop): Promise<void> {
  if (!isTestable(hop)) return tally.add("grant: nothing to ask");
  if (hop.verdict === "unknown") return tally.add("grant: undecided by prove");
  const s3Target = s3TargetOf(environment.resolve(symbolic(hop.resource ?? "")));
  const actions = s3Target ? actionsLike(hop.action ?? "", s3Target) : [];
  if (!s3Target || actions.length === 0) return tally.add("grant: nothing to ask");
  const tried = (await Promise.all(actions.map((action) => pod.on(action, s3Target, pickOne)))).flat();
  // the bucket does not exist, so that no policy decides
  if (tried.some(({ says }) => says?.startsWith("NoSuchBucket")))
    return tally.add("grant: on a bucket that does not exist");
  const agrees = hop.verdict === "allowed" ? all(tried) : tried.every(({ allowed }) => !allowed);
  if (agrees) return tally.add(`grant: ${hop.verdict}`);
  tally.disagree({
    ...where,
    about: `grant ${hop.action} on ${hop.resource}`,
    proveSays: `${hop.verdict}${hop.message ? `: ${hop.message}` : ""}`,
    runSays: said(tried),
  });
}

const all = (tried: readonly Tried[]): boolean => tried.every(({ allowed }) => allowed);

const said = (tried: readonly Tried[]): string =>
  [...new Set(tried.map(({ allowed, says }) => says ?? (allowed ? "allowed" : "denied")))].join("; ");
