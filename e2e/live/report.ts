import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, FACTS, type Fact } from "./facts";
import type { Run } from "./options";

/** How a run went. */
export interface Result {
  readonly answers: readonly Answer[];
  /** What went wrong beside the facts: one line each. */
  readonly errors: readonly string[];
  readonly interrupted: boolean;
  /** What is still there, or may be: one line each. */
  readonly left: readonly string[];
  /** ISO 8601. */
  readonly started: string;
  readonly ended: string;
}

interface Row {
  readonly id: string;
  readonly is: Answer["is"] | "not reached" | "not tried";
  readonly says: string;
  readonly page: string;
  readonly said: string;
}

/** Every fact with what AWS said to it, account numbers left out, so that the report can be passed on. */
export function rowsOf({ answers }: Pick<Result, "answers">, run: Run): readonly Row[] {
  const said = new Map<string, Answer>(answers.map((answer) => [answer.fact, answer]));
  return FACTS.map(({ id, says, page, ...more }: Fact): Row => {
    const answer = said.get(id);
    if (answer) return { id, is: answer.is, says, page, said: withoutAccounts(answer.said, run) };
    const { untried } = more;
    return { id, is: untried === undefined ? "not reached" : "not tried", says, page, said: untried ?? "" };
  });
}

const withoutAccounts = (text: string, { accounts }: Run): string =>
  Object.entries(accounts).reduce((all, [key, { id }]) => all.replaceAll(id, `<${key}>`), text);

/** Writes report.json and report.md into the run's folder; the path of the second. */
export function writeReport(result: Result, run: Run): string {
  const facts = rowsOf(result, run);
  const { answers: _, errors, ...rest } = result;
  const about = { run: run.name, region: run.region, ...rest, errors: errors.map((one) => withoutAccounts(one, run)) };
  writeFileSync(join(run.folder, "report.json"), `${JSON.stringify({ ...about, facts }, null, 2)}\n`);
  const path = join(run.folder, "report.md");
  writeFileSync(path, markdown(about, facts));
  return path;
}

function markdown(
  { run, region, started, ended, interrupted, left, errors }: Omit<Result, "answers"> & { run: string; region: string },
  facts: readonly Row[],
): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const row = ({ is, says, page, said }: Row) => `| ${is} | ${cell(says)} [AWS](${page}) | ${cell(said)} |`;
  return [
    `# What AWS answered, ${run}`,
    "",
    `${region}, ${started} to ${ended}${interrupted ? ", interrupted" : ""}`,
    "",
    "| | fact | AWS's answer |",
    "| --- | --- | --- |",
    ...facts.map(row),
    "",
    "## Left behind",
    "",
    ...(left.length === 0 ? ["Nothing."] : left.map((line) => `- ${line}`)),
    ...(errors.length === 0 ? [] : ["", "## Errors", "", ...errors.map((line) => `- ${line}`)]),
    "",
  ].join("\n");
}
