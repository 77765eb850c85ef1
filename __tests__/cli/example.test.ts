import { readdirSync } from "node:fs";
import { cli, project } from "../support/cli";
import { readText } from "../support/synth";

test("--example proves a broken world of the package itself and writes nothing", async () => {
  const folder = project();
  const { code, out, err } = await cli(process.cwd(), ["prove", "--example"]);
  expect([code, err]).toEqual([1, "page: eks-cross-account report --example --out report.html\n"]);
  expect(out).toMatchSnapshot();
  expect(out).toContain('"analytic": the association has "analytics"\n');
  expect(out).toContain("111111111112 differs by one digit from cluster (111111111111)\n");
  expect(out).toContain("docs/example/modules/access/main.tf:30, given by docs/example/data/main.tf:11\n");
  expect(out).toMatch(/\n1 proved, 0 conditional, 2 refuted, 0 unknown\n$/);
  expect(readdirSync(folder)).toEqual(["eks-cross-account.yaml"]);
});

test("the example is part of the package", () => {
  expect(JSON.parse(readText("package.json")).files).toContain("docs");
});

test("fails for --example with a path", async () => {
  expect(await cli(process.cwd(), ["prove", "--example", "docs"])).toMatchObject({
    code: 2,
    out: "",
    err: "found --example and docs, expected one of them\n",
  });
});
