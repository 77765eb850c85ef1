import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";

const EXAMPLE = ["report", "--example"];

test("a picture of all chains, or of one, is written as it is called for, whatever the verdict", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "all.svg"), "before");
  expect(await cli(cwd, [...EXAMPLE, "--format", "mermaid", "--out", "all.md"])).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(join(cwd, "all.md"), "utf8")).toMatch(
    /^```mermaid\nflowchart LR\n[\s\S]*✘ target-trust[\s\S]*\n```\n$/,
  );
  const one = await cli(cwd, [...EXAMPLE, "--format", "mermaid", "--chain", "shop/billing/invoices"]);
  expect(one.code).toBe(0);
  expect(one.out).toMatch(/^flowchart LR\n {2}subgraph c0 \["shop\/billing\/invoices: proved"\]\n/);
  expect(one.out).not.toContain("shop/analytics/reports");
});

test("fails for a chain that there is not, naming the nearest, and leaves what is there", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "all.md"), "before");
  const { code, out, err } = await cli(cwd, [
    ...EXAMPLE,
    ...["--format", "mermaid", "--out", "all.md", "--chain", "shop/billing/invoice"],
  ]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(
    "found --chain shop/billing/invoice, expected one of shop/analytics/reports, shop/billing/archive",
  );
  expect(err).toContain("did you mean shop/billing/invoices?\n");
  expect(readFileSync(join(cwd, "all.md"), "utf8")).toBe("before");
});

test("fails for a folder that is not there, and leaves nothing half-written", async () => {
  const cwd = project();
  const { code, err } = await cli(cwd, [...EXAMPLE, "--format", "mermaid", "--out", "missing/all.md"]);
  expect([code, err]).toEqual([2, expect.stringContaining("missing/all.md")]);
  expect(existsSync(join(cwd, "missing"))).toBe(false);
  expect(readdirSync(cwd).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("fails for a page of one chain, which a page has a link for", async () => {
  const { code, err } = await cli(project(), [...EXAMPLE, "--out", "report.html", "--chain", "shop/billing/archive"]);
  expect([code, err]).toEqual([2, expect.stringContaining("#chain=")]);
});

test("prove and synth name the command that writes the page", async () => {
  const cwd = project();
  expect((await cli(cwd, ["prove", "--example"])).err).toBe(
    "page: eks-cross-account report --example --out report.html\n",
  );
  expect((await cli(cwd, ["prove", "--example", "--format", "json"])).err).toBe("");
});
