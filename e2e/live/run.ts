import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type Articles, articlesOf, type LiveCluster } from "./configuration";
import type { Answer } from "./facts";
import { Journal } from "./journal";
import { Refusal, type Run } from "./options";
import type { Place } from "./place";
import { type Result, rowsOf, writeReport } from "./report";
import { type Context, OBJECT, oneLine, type Trial } from "./trial";
import { POD_TRIALS } from "./trials-pods";
import { associations, directRole, missingPrincipal } from "./trials-requests";
import { destroyAll, remaining } from "./undo";

export interface Live {
  readonly run: Run;
  readonly place: Place;
  readonly cluster: LiveCluster;
  /** Whether the user has said that this makes and destroys things. */
  readonly understood: boolean;
  /** Aborted by an interruption: then everything is destroyed. */
  readonly signal: AbortSignal;
  say(line: string): void;
}

/**
 * Plans both articles, makes them, asks AWS, destroys all of it and writes the report. Returns the exit code.
 * @throws Refusal before anything is done
 */
export async function live(of: Live): Promise<number> {
  const { run, place, say } = of;
  const articles = await articlesOf(run, of.cluster);
  try {
    showPlan(articles, of);
    refuseUnproved(articles);
    if (!of.understood)
      throw new Refusal("nothing was done: the same command with --i-understand makes this, asks AWS and destroys it");
    await planAll(articles, of);
  } catch (error) {
    rmSync(run.folder, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(join(run.folder, "run.json"), `${JSON.stringify(run, null, 2)}\n`);
  const journal = new Journal(run.folder);
  const started = new Date().toISOString();
  const answers: Answer[] = [];
  const errors: string[] = [];
  try {
    await ask({ run, articles, place, journal, signal: of.signal }, { say, answers, errors });
  } catch (error) {
    if (!of.signal.aborted) errors.push(oneLine((error as Error).message));
  }
  say(of.signal.aborted ? "\nInterrupted; destroying everything" : "\nDestroying everything");
  const left = await destroyed({ run, place, journal }, say);
  const result = { answers, errors, interrupted: of.signal.aborted, left, started, ended: new Date().toISOString() };
  return concluded(result, of);
}

/** Destroys what a run of before has left. Returns the exit code. */
export async function destroyRun({ run, place, say }: Pick<Live, "run" | "place" | "say">): Promise<number> {
  const left = await destroyed({ run, place, journal: new Journal(run.folder) }, say);
  say(left.length === 0 ? "nothing is left" : `still there: ${left.join(", ")}`);
  return left.length === 0 ? 0 : 1;
}

/** Twice, as what was refused the first time may have waited for something else. What is left. */
async function destroyed(
  where: { readonly run: Run; readonly place: Place; readonly journal: Journal },
  say: (line: string) => void,
): Promise<readonly string[]> {
  let failures = await destroyAll(where, say);
  if (failures.length > 0) {
    await wait(where.place.patience.pause);
    failures = await destroyAll(where, say);
  }
  try {
    const left = [...new Set([...failures, ...(await remaining(where))])];
    if (left.length === 0)
      for (const made of ["cdktf.out", "state", "kubeconfig"])
        rmSync(join(where.run.folder, made), { recursive: true, force: true });
    return left;
  } catch (error) {
    return [...failures, `not known: ${oneLine((error as Error).message)}`];
  }
}

function showPlan({ order, proof }: Articles, { run, say }: Live): void {
  const { "account-a": a, "account-b": b } = run.accounts;
  say(`Both articles between ${a.id} (cluster ${run.cluster}) and ${b.id}, ${run.region}. To be made:`);
  for (const stack of order) {
    const { resource = {} } = JSON.parse(
      readFileSync(join(run.folder, "cdktf.out", "stacks", stack, "cdk.tf.json"), "utf8"),
    ) as { resource?: Record<string, Record<string, unknown>> };
    say(`  ${stack}`);
    for (const [type, made] of Object.entries(resource))
      for (const address of Object.keys(made)) say(`    ${type}.${address}`);
  }
  say("  beside them");
  say(
    `    roles ${run.name}-direct in account-a, ${run.name}-misled in account-b; an association; four service accounts`,
  );
  say(`    about ten pods of ${run.image}, one after the other, of some seconds each`);
  for (const { id, verdict } of proof.chains) say(`  ${id}: ${verdict}`);
  say(
    "Cost: IAM, EKS associations and namespaces are free of charge. The bucket holds one object of 20 bytes and gets some",
  );
  say(
    "twenty requests: under 0.01 USD. Pods use nodes that run anyway; where an autoscaler adds one, it costs its minutes.",
  );
  say(`All names begin with ${run.name}. Everything is destroyed at the end, after a failure and after Ctrl-C too.`);
}

function refuseUnproved({ proof }: Articles): void {
  const unproved = proof.chains.filter(({ verdict }) => verdict !== "proved" && verdict !== "conditional");
  if (unproved.length > 0)
    throw new Refusal(`found ${unproved.map(({ id, verdict }) => `${id} ${verdict}`).join(", ")}, expected proved`);
}

/** Before anything is made, every stack must be one of additions alone. */
async function planAll({ order }: Articles, { place, signal, say }: Live): Promise<void> {
  for (const stack of order) {
    const { add, change, remove } = await place.plan(stack, signal);
    say(`  plan of ${stack}: ${add} to add, ${change} to change, ${remove} to destroy`);
    if (change + remove > 0) throw new Refusal(`found changes in ${stack} of what exists, expected additions alone`);
  }
}

interface Notes {
  say(line: string): void;
  readonly answers: Answer[];
  readonly errors: string[];
}

async function ask(context: Context, notes: Notes): Promise<void> {
  await asked(missingPrincipal, context, notes);
  await apply(context, notes);
  await context.place.clients["account-b"].s3.send(
    new PutObjectCommand({ Bucket: context.articles.bucket, Key: OBJECT.key, Body: OBJECT.text }),
  );
  for (const trial of [associations, ...POD_TRIALS, directRole]) await asked(trial, context, notes);
}

/** What AWS says where something that a stack names is not there yet; anything else may be for want of rights or nodes. */
const OUT_OF_ORDER = /Invalid principal in policy|Role provided in the request does not exist|Cross-account pass role/;

async function apply({ articles, place, journal, signal }: Context, { say, answers }: Notes): Promise<void> {
  const facts = ["stacks-in-order", "provider-without-thumbprint"] as const;
  for (const stack of articles.order) {
    signal.throwIfAborted();
    journal.begin({ kind: "stack", name: stack });
    try {
      await place.apply(stack, signal);
    } catch (error) {
      const said = oneLine((error as Error).message);
      const is = OUT_OF_ORDER.test(said) ? "contradicted" : "unclear";
      if (!signal.aborted) answers.push({ fact: "stacks-in-order", is, said: `${stack}: ${said}` });
      throw error;
    }
    say(`applied ${stack}`);
  }
  // where account B has the provider already, none is made
  const made = articles.model.stacks.some((stack) => stack.layer === "account" && stack.oidcProviders.length > 0);
  for (const fact of facts.slice(0, made ? 2 : 1)) answers.push({ fact, is: "confirmed", said: "applied" });
}

/** Asks one trial; what it fails with otherwise than by an interruption does not keep the others from being asked. */
async function asked(trial: Trial, context: Context, { say, answers, errors }: Notes): Promise<void> {
  context.signal.throwIfAborted();
  say(trial.shows);
  try {
    for (const answer of await trial.ask(context)) {
      answers.push(answer);
      say(`  ${answer.is} ${answer.fact}: ${answer.said}`);
    }
  } catch (error) {
    context.signal.throwIfAborted();
    errors.push(`${trial.shows}: ${oneLine((error as Error).message)}`);
    say(`  failed: ${oneLine((error as Error).message)}`);
  }
}

function concluded(result: Result, { run, say }: Live): number {
  const { left, errors, interrupted } = result;
  const counts = new Map<string, number>();
  for (const { is } of rowsOf(result, run)) counts.set(is, (counts.get(is) ?? 0) + 1);
  say(`\n${[...counts].map(([is, count]) => `${count} ${is}`).join(", ")}; ${writeReport(result, run)}`);
  if (left.length > 0) {
    for (const line of left) say(`LEFT BEHIND: ${line}`);
    say(`npm run live -- --destroy ${run.folder} tries again`);
    return 1;
  }
  if (interrupted) return 130;
  const bad = ["contradicted", "unclear", "not reached"].some((is) => counts.has(is));
  return bad || errors.length > 0 ? 1 : 0;
}
