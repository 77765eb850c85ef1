import type { ChainResult, ExpectationResult, Hop } from "../../src/proof";
import type { World } from "../../src/terraform";
import type { Tried } from "../calls";
import { hopsAgree, hopsText } from "./compare";
import type { Where } from "./disagreement";
import type { Environment } from "./environment";
import {
  actionsLike,
  hasRequest,
  isTestable,
  type OtherTargets,
  type Pod,
  type S3Target,
  targetsOf,
} from "./pod/grants";
import { arnInWorld } from "./pod/named";
import type { PodRun } from "./pod/run";
import { Sessions, waysIn } from "./pod/sessions";
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
  const sessions = run.keys && new Sessions(environment, run.keys);
  await Promise.all([
    ...checked.pick(chain.expectations).map((one) => checkExpectation(checked, sessions, one)),
    ...(sessions && chain.hops.every(({ id, verdict }) => id === "grant" || verdict === "allowed")
      ? checked.pick(chain.hops.filter(({ id }) => id === "grant")).map((hop) => checkGrant(checked, sessions, hop))
      : []),
  ]);
}

/** `can` is met where everything is allowed, `cannot` where nothing is. */
async function checkExpectation(
  checked: Checked,
  sessions: Sessions | undefined,
  one: ExpectationResult,
): Promise<void> {
  const { tally, where, environment, world } = checked;
  const action = one.can ?? one.cannot ?? "";
  const arn = arnInWorld(world, one.on);
  const asked = arn === undefined ? undefined : targetsOf(environment.resolve(arn), environment.targets);
  if (!asked || actionsLike(action, asked).length === 0) {
    const why = hasRequest(action) ? "nothing there" : "no request";
    return tally.add(`expectation: ${why} for ${one.can === undefined ? "cannot" : "can"} ${action}`);
  }
  // where it is met it is met everywhere alike
  const pods = sessions ? await podsOf(checked, sessions, one.as) : [];
  const tried = await byAny(pods, action, asked, one.verdict === "met" ? checked.pickOne : undefined);
  const met = one.can === undefined ? tried.every(({ allowed }) => !allowed) : pods.length > 0 && all(tried);
  if (one.verdict === "unknown") return tally.add(`expectation: undecided by prove, ${met ? "met" : "failed"}`);
  if ((one.verdict === "met") === met) return tally.add(`expectation: ${one.verdict}`);
  if (
    one.verdict === "met" &&
    one.can !== undefined &&
    keyNotRead(checked.chain, environment.resolve(arn ?? ""), tried)
  )
    return tally.add("expectation: rests on a key that is not read");
  // the calls that are made here between roles carry nothing that a program may have to send
  if (one.verdict === "met" && one.can !== undefined && asksForMore(checked.chain))
    return tally.add("expectation: by a role that has to be sent something");
  tally.disagree({
    ...where,
    about: `${one.can === undefined ? "cannot" : "can"} ${action} on ${one.on}`,
    proveSays: `${one.verdict}${one.message ? `: ${one.message}` : ""}`,
    runSays: pods.length > 0 ? said(tried) : "no credentials",
  });
}

/** Whether what is refused is the key of a resource of others, of which an assumption says that it denies nothing. */
const keyNotRead = ({ assumptions }: ChainResult, arn: string, tried: readonly Tried[]): boolean =>
  assumptions.some(({ id, subject }) => id === "resource-not-read" && arn.startsWith(subject.replace(/\/?\*$/, ""))) &&
  tried.every(({ allowed, says }) => allowed || / perform: kms:/.test(says ?? ""));

const asksForMore = ({ assumptions }: ChainResult): boolean =>
  assumptions.some(({ id, subject }) => id === "request-carries" && /^(sts|aws):/.test(subject ?? ""));

/** The sessions that prove follows the pod to, or that of the role `as` alone, as far as AWS gives them. */
async function podsOf({ chain }: Checked, sessions: Sessions, as: string | undefined): Promise<readonly Pod[]> {
  const ways = [[], ...waysIn(chain)].filter((via) => as === undefined || via.at(-1) === as);
  const pods = await Promise.all(ways.map((via) => sessions.by(via)));
  return pods.filter((pod) => pod !== undefined);
}

/** What one of `pods` can, the pod can: each request is allowed where one of its sessions is. */
async function byAny(
  pods: readonly Pod[],
  action: string,
  asked: S3Target | OtherTargets,
  pick?: Checked["pickOne"],
): Promise<readonly Tried[]> {
  let picked: readonly unknown[] | undefined;
  // every pod is asked about the same
  const once =
    pick &&
    (<T>(all: readonly T[]) => {
      picked ??= pick(all);
      return picked as readonly T[];
    });
  const [first = [], ...others] = await Promise.all(pods.map((pod) => pod.on(action, asked, once)));
  return first.map((one, index) => others.map((tried) => tried[index]).find((other) => other?.allowed) ?? one);
}

/** Whether the pod assumes the role that a hop names, as prove says. */
async function checkCall({ tally, where }: Checked, sessions: Sessions, hop: Hop): Promise<void> {
  const { resource = "", via = [] } = hop;
  if (/[*?<]/.test(resource)) return tally.add("grant: nothing to ask");
  const allowed = await sessions.assumes(via, resource);
  if (allowed === (hop.verdict === "allowed")) return tally.add(`grant: role ${hop.verdict}`);
  tally.disagree({
    ...where,
    about: `grant ${hop.action} on ${resource}`,
    proveSays: `${hop.verdict}${hop.message ? `: ${hop.message}` : ""}`,
    runSays: allowed ? "assumed" : "refused",
  });
}

/** Every action and resource that a hop stands for is allowed, or none. */
async function checkGrant(checked: Checked, sessions: Sessions, hop: Hop): Promise<void> {
  const { tally, where, environment, pickOne } = checked;
  if (!isTestable(hop)) return tally.add("grant: nothing to ask");
  if (hop.verdict === "unknown") return tally.add("grant: undecided by prove");
  if (hop.action === "sts:AssumeRole") return checkCall(checked, sessions, hop);
  const pod = await sessions.by(hop.via ?? []);
  if (!pod) return tally.add("grant: by a role that has to be sent something");
  const asked = targetsOf(environment.resolve(symbolic(hop.resource ?? "")), environment.targets);
  const actions = asked ? actionsLike(hop.action ?? "", asked) : [];
  if (!asked || actions.length === 0) return tally.add("grant: nothing to ask");
  const tried = (await Promise.all(actions.map((action) => pod.on(action, asked, pickOne)))).flat();
  // the bucket does not exist, so that no policy decides
  if (tried.some(({ says }) => says?.startsWith("NoSuchBucket")))
    return tally.add("grant: on a bucket that does not exist");
  const agrees = hop.verdict === "allowed" ? all(tried) : tried.every(({ allowed }) => !allowed);
  if (agrees) return tally.add(`grant: ${hop.verdict}`);
  if (hop.verdict === "allowed" && keyNotRead(checked.chain, environment.resolve(symbolic(hop.resource ?? "")), tried))
    return tally.add("grant: rests on a key that is not read");
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
