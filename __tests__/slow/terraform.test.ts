import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Json, readText, SHIPPED, synth } from "../support/synth";

const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
const env = { ...inherited, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
const terraform = (cwd: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync("terraform", [...args, "-no-color"], { cwd, env, encoding: "utf8" });
  return { code: status, text: `${stdout}${stderr}`.replace(/\s+/g, " ") };
};

const found = spawnSync("terraform", ["version"], { env }).status === 0;
if (!found) console.log("skipped: no terraform on PATH; these tests read the output with it");
const withTerraform = found ? describe : describe.skip;

withTerraform("Terraform itself", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "terraform-"));
    mkdirSync(join(folder, "stacks/s"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (root: Json) => writeFileSync(join(folder, "stacks/s/cdk.tf.json"), JSON.stringify(root));
  const stack = () => join(folder, "stacks/s");

  const examples = ["article-pod-identity", "account-principal", "external-id", "fleet"];
  const stacks = examples.flatMap((name) =>
    Object.entries(synth(readText(`examples/${name}/eks-cross-account.yaml`)).stacks).map(
      ([of, root]): [string, string, Json] => [name, of, root],
    ),
  );

  test.each(stacks)("finds nothing wrong with %s %s before it asks for providers", (_name, _stack, root) => {
    write(root);
    const { text } = terraform(stack(), "init", "-input=false");
    expect(text).toMatch(/Finding hashicorp\/(aws|kubernetes|random) versions matching/);
    expect(text).not.toContain("must be valid before initialization");
  });

  describe("on the hand-over by remote state", () => {
    const data: Json = synth(SHIPPED).stacks["account-a-rest"].data.terraform_remote_state;
    const plan = (state?: object) => {
      mkdirSync(join(folder, "state"), { recursive: true });
      if (state)
        writeFileSync(
          join(folder, "state/account-b.tfstate"),
          JSON.stringify({ version: 4, serial: 1, lineage: "x", resources: [], ...state }),
        );
      const elsewhere = JSON.parse(JSON.stringify(data).replaceAll("../../../state", "../../state"));
      write({
        data: { terraform_remote_state: elsewhere },
        output: { name: { value: `\${data.terraform_remote_state.account-b.outputs.data_bucket_name}` } },
      });
      terraform(stack(), "init", "-input=false");
      return terraform(stack(), "plan", "-input=false");
    };

    test("says to apply account-b first where it has no state", () => {
      const { code, text } = plan();
      expect([code, text]).toEqual([
        1,
        expect.stringMatching(/account-b has no state at .*apply account-b first.*handover: variable/),
      ]);
    });

    test("says so too where its state has no such output", () => {
      const { code, text } = plan({ outputs: {} });
      expect([code, text]).toEqual([1, expect.stringMatching(/has no output data_bucket_name: apply account-b first/)]);
    });

    test("reads the bucket's name where it is there", () => {
      const { code, text } = plan({ outputs: { data_bucket_name: { value: "data-happy-otter", type: "string" } } });
      expect([code, text]).toEqual([0, expect.stringContaining('+ name = "data-happy-otter"')]);
    });
  });
});
