import { setTimeout as pause } from "node:timers/promises";
import { prove, readWorld, refusedHop } from "../../library/proof";
import type { AccessCheck, Chain, Cluster, Model, Stack } from "../../model";
import type { Ended } from "../../terraform-cli";
import type { Io } from "../io";
import { ownCommand } from "../own-command";
import { displayPath, stackDir } from "../project";
import type { Work } from "./context";
import { type Kubectl, kubectlOn } from "./kubectl";

/** Whether one workload's check has found its access to work. */
export interface Verification {
  /** Id of the chain. */
  readonly chain: string;
  /** `pod s3-access-test-pod`; absent where there is none to wait for. */
  readonly check?: string;
  /** null where it could not be told. */
  readonly works: boolean | null;
  readonly reason?: string;
  /** The hop that refused the pod. */
  readonly hop?: string;
  /** The command that shows how that hop is decided. */
  readonly explain?: string;
  /** When the check ended: one that has run once is not run again by an apply that does not change it. */
  readonly ended?: string;
}

type RestStack = Extract<Stack, { layer: "rest" }>;

/** Waits for the checks of the stacks that stand, one after another. */
export async function verifications(work: Work): Promise<readonly Verification[]> {
  const { model, runs, signals } = work;
  const there = new Set(
    runs.all
      .filter(({ status }) => status === "applied" || status === "unchanged" || status === "failed")
      .map(({ name }) => name),
  );
  const found: Verification[] = [];
  for (const stack of model.stacks) {
    if (stack.layer !== "rest" || !there.has(stack.name)) continue;
    for (const check of stack.checks) {
      const cluster = stack.clusters.find(({ key }) => key === check.cluster);
      if (cluster && !signals.received()) found.push(await verified(check, cluster, stack, work));
    }
    const checked = new Set(found.map(({ chain }) => chain));
    const own = model.chains.filter(({ id, account }) => account === stack.account.id && !checked.has(id));
    for (const chain of own) found.push({ chain: chain.id, works: null, reason: unchecked(chain, model) });
  }
  return found;
}

/** Why there is nothing to wait for. */
const unchecked = ({ workload, objects }: Chain, { manifests }: Model): string =>
  objects === "manifests" &&
  manifests.some(({ workloads }) => workloads.some(({ key, checks }) => key === workload && checks.length > 0))
    ? "its check is in the manifests, which others apply"
    : "it has no `verify:` to wait for";

async function verified(check: AccessCheck, cluster: Cluster, stack: RestStack, work: Work): Promise<Verification> {
  const { progress } = work;
  const namespace = literal(check.namespace, stack.namespaces);
  const chain = `${cluster.name}/${namespace}/${literal(check.serviceAccount, stack.serviceAccounts)}`;
  const named = `${check.kind} ${check.name}`;
  progress.at(chain, `waits for ${named}`);
  const kubectl = await kubectlOn(cluster, stack.name, work);
  const ended = "problem" in kubectl ? kubectl : await endOf(check, namespace, kubectl, work);
  progress.done(chain, "problem" in ended ? "not told" : `${named} ended`);
  if ("problem" in ended) return { chain, check: named, works: null, reason: ended.problem };
  const about = { chain, check: named, ...(ended.at ? { ended: ended.at } : {}) };
  return ended.well
    ? { ...about, works: true }
    : { ...about, works: false, ...(await reasonOf(ended.log, chain, work)) };
}

/** The name behind a reference to what the stack makes. */
const literal = (text: string, made: readonly { readonly address: string; readonly name: string }[]): string => {
  const [, address] = /^\$\{kubernetes_\w+\.([\w-]+)\./.exec(text) ?? [];
  return made.find((one) => one.address === address)?.name ?? text;
};

interface End {
  readonly well: boolean;
  readonly log: string;
  readonly at?: string;
}

interface CheckObject {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly {
      readonly type?: string;
      readonly status?: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly containerStatuses?: readonly {
      readonly state?: { readonly terminated?: { readonly finishedAt?: string } };
    }[];
  };
}

const PAUSE = 2000;
const SECONDS = 300;

async function endOf(
  { kind, name }: AccessCheck,
  namespace: string,
  { run }: Kubectl,
  { options, signals }: Work,
): Promise<End | { readonly problem: string }> {
  const until = Date.now() + (options.verifyTimeout ?? SECONDS) * 1000;
  for (;;) {
    const got = await run(["--namespace", namespace, "get", kind, name, "--output", "json"]);
    if (got.code !== 0) return { problem: `kubectl get ${kind} ${namespace}/${name}: ${lastLine(got)}` };
    const end = endIn(kind, JSON.parse(got.stdout) as CheckObject);
    if (end) {
      const { stdout, stderr } = await run(["--namespace", namespace, "logs", `${kind}/${name}`]);
      return { ...end, log: `${stdout}${stderr}` };
    }
    if (Date.now() >= until)
      return { problem: `${kind} ${namespace}/${name} has not ended in ${options.verifyTimeout ?? SECONDS} s` };
    if (signals.received()) return { problem: "interrupted" };
    await pause(PAUSE);
  }
}

const lastLine = ({ stderr, stdout }: Ended): string => (stderr.trim() || stdout.trim()).split("\n").at(-1) ?? "";

/**
 * How the check ended; undefined while it runs.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions
 */
function endIn(kind: AccessCheck["kind"], { status = {} }: CheckObject): Omit<End, "log"> | undefined {
  if (kind === "job") {
    const end = status.conditions?.find(
      ({ type, status: is }) => is === "True" && (type === "Complete" || type === "Failed"),
    );
    return end && { well: end.type === "Complete", ...(end.lastTransitionTime ? { at: end.lastTransitionTime } : {}) };
  }
  if (status.phase !== "Succeeded" && status.phase !== "Failed") return undefined;
  const at = status.containerStatuses?.[0]?.state?.terminated?.finishedAt;
  return { well: status.phase === "Succeeded", ...(at ? { at } : {}) };
}

/** Which hop refused the pod, by the error of AWS in its log. */
async function reasonOf(
  log: string,
  chain: string,
  { project, known, io }: Work,
): Promise<Pick<Verification, "reason" | "hop" | "explain">> {
  const worlds = await readWorld(known.map(({ name }) => stackDir(project, name)));
  const refused = await refusedHop(await prove(worlds), log, chain);
  if (!refused)
    return {
      reason:
        log
          .trim()
          .split("\n")
          .findLast((line) => /error|denied|unable/i.test(line)) ?? "its log names no error of AWS",
    };
  const { hop, verdict, error, message } = refused;
  const explain = ownCommand("explain", [`${chain}/${hop}`, displayPath(project.outdir, io.cwd)], io);
  if (verdict === "allowed")
    return {
      hop,
      explain,
      reason: `${hop} is refused, though what is applied allows it: a change of IAM has not spread yet, or something that is not in these stacks refuses it, such as a service control policy. ${error}`,
    };
  return { hop, explain, reason: `${hop} is refused${message === undefined ? "" : `: ${message}`}. ${error}` };
}

/** Whether it counts against the run: a workload without a check does not. */
export const isBad = ({ check, works }: Verification): boolean => check !== undefined && works !== true;

/** One line: whether access works; below it, where it does not, what shows why. */
export function verificationText(
  { chain, check, works, reason, ended, explain }: Verification,
  { outColors: c }: Io,
): string {
  if (check === undefined) return `${c.dim("-")} access not tried: ${chain}: ${reason}\n`;
  const by = `${check}${ended === undefined ? "" : `, which ended at ${ended}`}`;
  if (works) return `${c.green("✔")} access works: ${chain} (${by})\n`;
  if (works === false)
    return `${c.red("✘")} no access: ${chain} (${by}): ${reason}\n${explain === undefined ? "" : `  how it is decided: ${explain}\n`}`;
  return `${c.red("✘")} access not told: ${chain} (${by}): ${reason}\n`;
}
