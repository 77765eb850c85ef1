import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";
import { said, withHanded } from "../support/handed";
import { type Json, readText } from "../support/synth";

const terraform = (...args: string[]) => spawnSync("terraform", args, { encoding: "utf8" });
const hasTerraform = terraform("version").status === 0;
if (!hasTerraform)
  console.log("skipped: no terraform on PATH; it would say whether the printed HCL is laid out as its own");

const root = join(__dirname, "../..");
const examples = readdirSync(join(root, "examples")).filter((name) => {
  const files = readdirSync(join(root, "examples", name));
  return files.includes("golden") && files.includes("eks-cross-account.yaml");
});

/** What chains say of who gets in, by whatever their pods are known. */
const access = (chains: readonly Json[]) =>
  chains.map(({ hops, intruders }) => JSON.stringify({ hops, intruders })).sort();

test.each(examples)(
  "of %s every account's Terraform proves the same as its stacks, as HCL and as JSON",
  async (name) => {
    const cwd = project();
    const text = readText(`examples/${name}/eks-cross-account.yaml`);
    // modules alone have no account: their owner's root modules prove what stacks of the same prove
    writeFileSync(join(cwd, "eks-cross-account.yaml"), text.replace(/^layout: modules$/m, "layout: stacks"));
    const { stacks, documents }: Json = JSON.parse((await cli(cwd, ["synth", "--out", "out", "--format", "json"])).out);
    const prove = async (path: string): Promise<Json> =>
      JSON.parse((await cli(cwd, ["prove", join(cwd, path), "--format", "json"])).out);
    const before = await prove("out");
    writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
    const accounts: string[] = [...stacks, ...documents].map(({ account }: Json) => account.key);
    for (const account of new Set(accounts)) {
      const { steps }: Json = JSON.parse((await cli(cwd, ["handover", account, "--format", "json"])).out);
      // a pod that an annotation alone tells is not in AWS: there its chain is one of the trust, and rests on the pod
      const annotated = steps.some(({ commands }: Json) => /^kubectl .* annotate /m.test(commands.apply));
      for (const form of ["hcl", "json"] as const) {
        const folder = join(cwd, `${account}-${form}`);
        withHanded(join(cwd, "out"), folder, form, steps);
        if (form === "hcl" && hasTerraform)
          expect(terraform("fmt", "-check", "-recursive", "-diff", folder).stdout).toBe("");
        const after = said(await prove(`${account}-${form}`));
        if (annotated) expect(access(after)).toEqual(access(said(before)));
        else expect(after).toEqual(said(before));
      }
    }
  },
  120_000,
);
