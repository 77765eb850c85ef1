import type { Model } from "../../model";
import type { AccessChange, AccessLine } from "../../proof/access-change";
import type { Counts, Diagnostic, ResourceChange } from "../../terraform-cli";
import type { Io } from "../io";
import { counted } from "../print";
import type { StackRun } from "./stack-run";

/** `2 to add, 1 to destroy` */
export function countsText({ add, change, destroy }: Counts): string {
  const parts = [
    ...(add > 0 ? [`${add} to add`] : []),
    ...(change > 0 ? [`${change} to change`] : []),
    ...(destroy > 0 ? [`${destroy} to destroy`] : []),
  ];
  return parts.join(", ") || "outputs, names or addresses only";
}

export const sumOf = (counts: readonly Counts[]): Counts => ({
  add: counts.reduce((sum, { add }) => sum + add, 0),
  change: counts.reduce((sum, { change }) => sum + change, 0),
  destroy: counts.reduce((sum, { destroy }) => sum + destroy, 0),
});

const SIGN: Readonly<Record<ResourceChange["action"], string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "-/+",
  forget: "forget",
  import: "import",
  move: "moved to",
};

/** The stacks with what Terraform is going to do to each. */
export const plansText = (runs: readonly StackRun[], io: Io): string => runs.map((run) => planText(run, io)).join("");

export function planText({ name, status, plan, on }: StackRun, { outColors: c }: Io): string {
  if (status === "waits")
    return `${c.bold(name)}  waits for ${on}: it reads its outputs, and is planned once that is applied\n`;
  if (status !== "planned" || !plan) return `${c.bold(name)}  ${status}\n`;
  const lines = plan.changes.map(({ address, action }) => `  ${colored(action, c)} ${address}\n`);
  return `${c.bold(name)}  ${countsText(plan.counts)}\n${lines.join("")}`;
}

function colored(action: ResourceChange["action"], c: Io["outColors"]): string {
  const sign = SIGN[action];
  if (action === "create") return c.green(sign);
  return action === "delete" || action === "replace" ? c.red(sign) : c.yellow(sign);
}

/** What pods gain and lose, one line a chain and resource. */
export function accessText(
  change: AccessChange | { readonly problem: string },
  model: Pick<Model, "chains" | "stacks">,
  { outColors: c }: Pick<Io, "outColors">,
): string {
  if ("problem" in change) return `\naccess: what pods gain or lose cannot be told: ${change.problem}\n`;
  const line = ({ chain, actions, on }: AccessLine, sign: string, verb: string) =>
    `  ${sign} ${chain} ${verb} ${actions.join(", ")} on ${resourceName(on, model)}\n`;
  const perhaps = ({ chain, actions, on }: AccessLine) =>
    `  ${c.yellow("?")} whether ${chain} gains or loses ${actions.join(", ")} on ${resourceName(on, model)} cannot be told\n`;
  const lines = [
    ...change.lost.map((one) => line(one, c.red("-"), "may no longer")),
    ...change.gained.map((one) => line(one, c.green("+"), "may")),
    ...change.undecided.map(perhaps),
  ];
  return lines.length === 0 ? "\naccess: no pod gains or loses any\n" : `\n${c.bold("access")}\n${lines.join("")}`;
}

/** The key by which the configuration calls a resource, with what is in it behind a slash. */
export function resourceName(on: string, { chains, stacks }: Pick<Model, "chains" | "stacks">): string {
  const keys = new Map([
    // of those, too, that nothing is granted on any more
    ...stacks.flatMap((stack) =>
      stack.layer === "account"
        ? Object.entries(stack.resourceKeys).map(([address, key]) => [`${stack.name}/${address}`, key] as const)
        : [],
    ),
    ...chains.flatMap(({ grants }) => grants.map((grant) => [grant.on, grant.resource] as const)),
  ]);
  for (let end = on.length; end > 0; end = on.lastIndexOf("/", end - 1)) {
    const key = keys.get(on.slice(0, end));
    if (key !== undefined) return `${key}${on.slice(end)}`;
  }
  return on;
}

/** What became of each stack, the errors last. */
export function endText(runs: readonly StackRun[], destroys: boolean, io: Io): string {
  const { outColors: c } = io;
  const lines = runs.map(({ name, status, plan, on }) => {
    const counts = plan && status === "applied" ? `: ${doneText(plan.counts)}` : "";
    const done = status === "applied" && destroys ? "destroyed" : status;
    if (status === "applied" || status === "unchanged") return `${c.green("✔")} ${name}  ${done}${counts}\n`;
    return `${c.red("✘")} ${name}  ${STATUS[status] ?? status}${on !== undefined && status === "blocked" ? ` ${on}` : ""}\n`;
  });
  return `\n${lines.join("")}`;
}

const STATUS: Partial<Readonly<Record<StackRun["status"], string>>> = {
  interrupted: "interrupted: what Terraform was through with is in its state",
  stopped: "not begun",
  blocked: "not begun, as it waits for",
  declined: "planned, and not approved",
  planned: "planned, and not applied",
  waits: "not planned",
};

const doneText = (counts: Counts): string =>
  countsText(counts)
    .replaceAll("to add", "added")
    .replaceAll("to change", "changed")
    .replaceAll("to destroy", "destroyed");

/** The errors of the stacks that failed, as Terraform has them. */
export const errorsText = (runs: readonly StackRun[], { errColors: c }: Io): string =>
  runs
    .filter(({ errors }) => errors.length > 0)
    .map(({ name, errors }) => `\n${c.bold(name)}\n${errors.map((error) => diagnosticText(error, c)).join("")}`)
    .join("");

export function diagnosticText({ summary, detail, address }: Diagnostic, c?: Io["errColors"]): string {
  const lines = [
    `${c?.red("error") ?? "error"} ${summary}`,
    ...(address ? [`  at ${address}`] : []),
    ...detail.split("\n").filter(Boolean),
  ];
  return `${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** `3 stacks: 5 to add` */
export const wholeText = (runs: readonly StackRun[]): string => {
  const planned = runs.filter(({ status }) => status === "planned");
  return `${counted(planned.length, "stack")}: ${countsText(sumOf(planned.flatMap(({ plan }) => plan?.counts ?? [])))}`;
};
