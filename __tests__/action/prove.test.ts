import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { files } from "../support/cli";
import { programFolder, runPart } from "./run";

/** A program that answers as `prove` does, by recorded texts, and writes down its arguments. */
const program = (status: number, json: string, error = "") =>
  programFolder(
    "program",
    `#!/bin/bash
printf '<%s>' "$@" >> "$RUNNER_TEMP/calls"; echo >> "$RUNNER_TEMP/calls"
if [ ${status} -gt 1 ]; then printf '%s' '${error}' >&2; exit ${status}; fi
for word; do [ "$word" = -- ] && break; asked=$word; done
case "$asked" in
  json) echo '${json}' ;;
  *) echo "the answer as $asked" ;;
esac
exit ${status}
`,
  );

const prove = async (cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const ran = await runPart("prove.sh", cwd, { PROGRAM: join(cwd, "program"), PATHS: "infra", ...env });
  const { output = "", summary, calls = "", ...rest } = files(cwd);
  const outputs = Object.fromEntries(
    output
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/s)),
  );
  return { ...ran, outputs, summary, calls: calls.trim().split("\n"), rest };
};

test.each([
  ["proved", 0],
  ["refuted", 1],
])(
  "an answer that is %s goes into the log, the summary and the outputs, and the step itself does not fail",
  async (verdict, status) => {
    const cwd = program(status, `{"verdict":"${verdict}"}`);
    const { code, out, outputs, summary, rest } = await prove(cwd);
    expect([code, out, summary]).toEqual([0, "the answer as text\n", "the answer as markdown\n"]);
    const report = join(cwd, "eks-cross-account-report");
    expect(outputs).toEqual({
      status: `${status}`,
      verdict,
      report: join(report, "report.md"),
      sarif: join(report, "prove.sarif"),
    });
    expect(rest["eks-cross-account-report/prove.sarif"]).toBe("the answer as sarif\n");
  },
);

test("input that cannot be used is in the summary too, where its text ends no block, and there is no SARIF", async () => {
  const cwd = program(2, "", "main.tf:3: found ```\n</details> @everybody");
  const { code, err, outputs, summary } = await prove(cwd);
  expect([code, err]).toEqual([0, "main.tf:3: found ```\n</details> @everybody"]);
  expect(outputs).toMatchObject({ status: "2", verdict: "", sarif: "" });
  expect(summary).toBe(
    "## prove: nothing was proved\n\nThe input cannot be used:\n\n    main.tf:3: found ```\n    </details> @everybody\n",
  );
});

test("of an answer that is larger than a summary may be, what stands above its folds is shown", async () => {
  const cwd = program(0, '{"verdict":"proved"}');
  const long = `printf '## a table\\n\\n<details>%1000000s</details>\\n' x`;
  writeFileSync(join(cwd, "program"), (files(cwd).program ?? "").replace('echo "the answer as $asked"', long));
  expect((await prove(cwd)).summary).toBe("## a table\n\n");
});

test("paths and options are words of their own, one in each line, and no shell reads them", async () => {
  const cwd = program(0, '{"verdict":"proved"}');
  const { calls } = await prove(cwd, {
    PATHS: "infra/cluster\n  infra/my data  \n\n$(touch RAN)\n*",
    OPTIONS: "--account\ndata=222222222222\n",
  });
  expect(calls[0]).toBe(
    "<prove><--account><data=222222222222><--format><text><--><infra/cluster><infra/my data><$(touch RAN)><*>",
  );
  expect(files(cwd).RAN).toBeUndefined();
});

test("without a path the program's own default is proved", async () => {
  const cwd = program(0, '{"verdict":"proved"}');
  expect((await prove(cwd, { PATHS: "" })).calls[0]).toBe("<prove><--format><text><-->");
});

test("a path is no option, whatever it begins with, and may end as lines on Windows do", async () => {
  const cwd = program(0, '{"verdict":"proved"}');
  const { calls } = await prove(cwd, { PATHS: "--version\r\n", OPTIONS: "--verbose\r\n" });
  expect(calls[0]).toBe("<prove><--verbose><--format><text><--><--version>");
});

test("what ends with 0 and without a verdict, as help does, is no proof", async () => {
  const cwd = program(0, "Usage: eks-cross-account prove");
  const { code, outputs, summary } = await prove(cwd, { OPTIONS: "--help" });
  expect([code, outputs]).toEqual([0, expect.objectContaining({ status: "2", verdict: "", sarif: "" })]);
  expect(summary).toMatch(/^## prove: nothing was proved\n/);
});
