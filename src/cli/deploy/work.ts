import type { AccessChange } from "../../proof/access-change";
import type { ExitCode } from "../io";
import { jsonText } from "../print";
import { isCancelled } from "../prompts";
import { accessChangeOf } from "./access";
import type { Work } from "./context";
import { reportJson } from "./report-json";
import { oneByOne, type Runs } from "./runs";
import { exitCodeOf } from "./signals";
import type { StackRun } from "./stack-run";
import { isBad, verifications, verificationText } from "./verify";
import { accessText, endText, errorsText, plansText, planText, wholeText } from "./words";

/** Plans, asks and applies, and says what became of it. */
export async function carryOut(work: Work): Promise<ExitCode> {
  const { verb, options, io, model, runs, progress, signals } = work;
  const say = (text: string) => {
    if (options.format === "text") io.out(text);
  };
  say(`${work.binary.name} ${work.binary.version}\n`);
  await runs.plan();
  const failed = () => runs.all.some(({ status }) => ["failed", "interrupted", "blocked", "declined"].includes(status));
  const access = failed() || signals.received() ? undefined : await accessOf(work);
  await progress.aside(async () => {
    say(`\n${plansText(runs.all, io)}${access ? accessText(access, model, io) : ""}`);
    if (options.verbose) say(await ownPlans(runs));
  });
  const code = failed() || signals.received() ? 1 : verb === "plan" ? 0 : await applied(work);
  const verified =
    verb === "deploy" && options.verify && code !== 2 && !signals.received() ? await verifications(work) : [];
  progress.end();
  const ending = endingOf(work, code === 0 && verified.some(isBad) ? 1 : code);
  if (options.format === "json") io.out(jsonText(reportJson(work, access, verified, ending)));
  else io.out(verified.map((one) => verificationText(one, io)).join(""));
  io.err(errorsText(runs.all, io));
  return ending;
}

/** Applies what is planned, once that is approved. */
async function applied(work: Work): Promise<ExitCode> {
  const { verb, options, io, runs, progress } = work;
  if (runs.all.every(({ status }) => status === "unchanged")) return 0;
  const asked = runs.all.some(({ status }) => status === "planned");
  if (asked && !(await approved(work, `${verb} ${wholeText(runs.all)}?`))) {
    io.err("not approved; nothing was done\n");
    return 2;
  }
  const inTurn = oneByOne();
  await runs.apply(async (run) => {
    let answer = false;
    await inTurn(async () => {
      answer = await approved(work, `${verb} ${run.name}?`, run);
    });
    return answer;
  });
  progress.end();
  if (options.format === "text") io.out(endText(runs.all, verb === "destroy", io));
  return runs.all.some(({ status }) => status !== "applied" && status !== "unchanged") ? 1 : 0;
}

const endingOf = ({ signals }: Work, code: ExitCode): ExitCode => {
  const signal = signals.received();
  return signal === undefined ? code : exitCodeOf(signal);
};

/** What pods gain and lose by what is planned. */
async function accessOf({
  verb,
  project,
  model,
  known,
  runs,
  folder,
}: Work): Promise<AccessChange | { problem: string } | undefined> {
  if (runs.all.every(({ status }) => status === "unchanged")) return { gained: [], lost: [], undecided: [] };
  const names = runs.all.map(({ name }) => name);
  return accessChangeOf({
    project,
    model,
    before: new Map(runs.all.map(({ name, prior }) => [name, prior])),
    others: known.map(({ name }) => name).filter((name) => !names.includes(name)),
    destroys: verb === "destroy",
    folder,
  });
}

async function ownPlans(runs: Runs): Promise<string> {
  const texts: string[] = [];
  for (const { name, status } of runs.all) {
    if (status !== "planned") continue;
    const shown = await runs.rootModule(name).planText(runs.planFile(name));
    if ("value" in shown) texts.push(`\n${name}\n${shown.value}`);
  }
  return texts.join("");
}

/** Asks a person, who sees the plan of `run` first, unless everything is approved beforehand. */
async function approved({ options, io, progress, signals }: Work, question: string, run?: StackRun): Promise<boolean> {
  const show = () => {
    if (run && options.format === "text") io.out(`\n${planText(run, io)}`);
  };
  const { prompts } = io;
  return progress.aside(async () => {
    show();
    if (options.autoApprove) return true;
    if (!prompts || signals.received()) return false;
    try {
      return await (await prompts()).confirm({ message: question, initial: false });
    } catch (error) {
      if (isCancelled(error)) return false;
      throw error;
    }
  });
}
