import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";
import { readText } from "../support/synth";

const BOTH = readText("examples/irsa-to-pod-identity/eks-cross-account.yaml");

async function synth(text: string, ...args: readonly string[]): Promise<string> {
  const cwd = project();
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  const { code, out } = await cli(cwd, ["synth", ...args]);
  expect(code).toBe(0);
  return out;
}

/** The steps that are printed, with the one that the file makes. */
const current = (out: string) => /^ {3}(\d)\. .*<- this configuration$/m.exec(out)?.[1];

test("synth prints the steps of a workload that moves, and which one the file makes", async () => {
  const out = await synth(BOTH);
  expect(out).toContain(`my-app moves from irsa to pod-identity:
   1. associate          transitionFrom: irsa, and apply: running pods keep their token  <- this configuration
   2. restart            kubectl --namespace my-app-namespace rollout restart deployment, and whatever else runs as my-app-sa
   3. remove-annotation  irsaAnnotation: false, and apply
   4. remove-trust       no transitionFrom any more, and apply: the role takes no token
`);
  expect(current(await synth(BOTH.replace("# irsaAnnotation", "irsaAnnotation")))).toBe("3");
});

test("the annotation of a service account that others make is removed where it is made", async () => {
  const out = await synth(BOTH.replace("    serviceAccount:", "    createServiceAccount: false\n    serviceAccount:"));
  expect(current(out)).toBe("1");
  expect(out).toContain("annotate serviceaccount my-app-sa eks.amazonaws.com/role-arn-\n");
});

test("a machine has the steps as moves, and none where nothing moves", async () => {
  const { moves } = JSON.parse(await synth(BOTH, "--format", "json"));
  expect(moves).toEqual([
    {
      workload: "my-app",
      from: "irsa",
      to: "pod-identity",
      steps: ["associate", "restart", "remove-annotation", "remove-trust"].map((id, index) => ({
        id,
        do: expect.any(String),
        current: index === 0,
      })),
    },
  ]);
  const still = BOTH.replace(/^ {4}transitionFrom: .*\n/m, "");
  expect(JSON.parse(await synth(still, "--format", "json")).moves).toEqual([]);
});
