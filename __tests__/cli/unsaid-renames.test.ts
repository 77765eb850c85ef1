import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocatedProblem } from "../../src/rules";
import { cli, project } from "../support/cli";
import { DEFAULT, SHIPPED } from "../support/synth";
import { UNSAID_CASE } from "./cases";

/** The shipped configuration with keys in its addresses. */
const KEYED = SHIPPED.replace(/\n {4}addressPrefix: "".*/g, "");

/** What `synth` warns of once the file says `now` and the output is of what it said `before`. */
async function warnedOf(before: string, now: string): Promise<readonly LocatedProblem[]> {
  const cwd = project();
  writeFileSync(join(cwd, DEFAULT), before);
  await cli(cwd, ["synth"]);
  writeFileSync(join(cwd, DEFAULT), now);
  const { code, out } = await cli(cwd, ["synth", "--format", "json"]);
  expect(code).toBe(0);
  return JSON.parse(out).problems.filter(({ rule }: LocatedProblem) => rule === UNSAID_CASE.rule);
}

test(`${UNSAID_CASE.rule}: ${UNSAID_CASE.fact}`, async () => {
  const now = KEYED.replace("  my-app:\n", "  shop:\n");
  expect(await warnedOf(KEYED, now)).toEqual([
    expect.objectContaining({
      rule: UNSAID_CASE.rule,
      level: "warning",
      file: DEFAULT,
      line: now.split("\n").indexOf("  shop:") + 1,
      column: 3,
      path: "workloads.shop",
      fix: expect.stringContaining("renamedFrom: my-app"),
    }),
  ]);
  expect(await warnedOf(KEYED, KEYED.replace("  my-app:\n", "  shop:\n    renamedFrom: my-app\n"))).toEqual([]);
});

test("of resources, clusters and targets too, each where its key is written", async () => {
  const several = KEYED.replace("    cluster: my-eks-cluster", "    clusters: { my-eks-cluster: {} }")
    .replace("my-eks-cluster: { account", "my-eks-cluster: { name: eks, nameSuffix: -eks, account")
    .replace(
      / {4}target:[\s\S]*$/,
      "    targets:\n      data: { account: account-b, role: reader, grants: [{ read: data }] }\n",
    )
    .replace("{ prefix: my-cross-account-data-bucket }", "{ name: my-data }");
  const paths = async (now: string) => (await warnedOf(several, now)).map((problem) => problem.path);
  expect(await paths(several.replace("  data:\n", "  lake:\n").replace("read: data", "read: lake"))).toEqual([
    "resources.lake",
  ]);
  expect(await paths(several.replaceAll("my-eks-cluster:", "shop:"))).toEqual(["clusters.shop"]);
  expect(await paths(several.replace("      data: {", "      lake: {"))).toEqual(["workloads.my-app.targets.lake"]);
});

test("an entry that leaves while another comes is no rename", async () => {
  const other = KEYED.replace("  my-app:\n", "  shop:\n").replaceAll(
    /my-app-(namespace|sa)|eks-pod-identity-primary-role|s3-reader-target-role|s3-read-only-for-target-role/g,
    "other",
  );
  expect(await warnedOf(KEYED, other)).toEqual([]);
});

test("objects that leave Terraform in the same change are taken out of the state by the addresses that it has", async () => {
  const cwd = project();
  writeFileSync(join(cwd, DEFAULT), KEYED);
  await cli(cwd, ["synth"]);
  writeFileSync(
    join(cwd, DEFAULT),
    KEYED.replace("  my-app:\n", "  shop:\n    renamedFrom: my-app\n    kubernetes: none\n").replace(
      "verify: pod",
      "verify: none",
    ),
  );
  const { out } = await cli(cwd, ["synth"]);
  expect(out).toContain("state rm kubernetes_namespace_v1.my-app_app");
});
