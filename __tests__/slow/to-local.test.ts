import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { cli, project } from "../support/cli";
import { SHIPPED } from "../support/synth";

const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
// what a person answers to the question whether the state is to be copied
const env = { ...inherited, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_CLI_ARGS_init: "-force-copy" };
const found = spawnSync("terraform", ["version"], { env: inherited }).status === 0;
if (!found) console.log("skipped: no terraform on PATH; these tests move states with it");
const withTerraform = found ? describe : describe.skip;

const FOLDER = "cdktf.out/stacks/account-b";
const LOCAL_STATE = "state/account-b.tfstate";
const STATE = JSON.stringify({
  version: 4,
  terraform_version: "1.5.0",
  serial: 3,
  lineage: "4b0b1f4e-0000-4000-8000-000000000001",
  outputs: { kept: { value: "yes", type: "string" } },
  resources: [],
});

withTerraform("the printed commands that move a state to a file, run as they are", () => {
  let server: Server;
  let remote: string;
  let address: string;
  beforeEach(async () => {
    remote = STATE;
    // Terraform's http backend asks for no more: https://developer.hashicorp.com/terraform/language/backend/http
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        if (request.method === "POST") remote = Buffer.concat(parts).toString();
        response.end(request.method === "GET" ? remote : "");
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const http = () => ({ terraform: { backend: { http: { address } } } });
  const sh = (cwd: string, step: string) => promisify(execFile)("sh", ["-ec", step], { cwd, env });

  /** Leaves of a stack's root module what configures its backend: there are no providers here. */
  function bare(cwd: string, backend?: object): void {
    const path = join(cwd, FOLDER, "cdk.tf.json");
    const { terraform } = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify(backend ?? { terraform: { backend: terraform.backend } }));
  }

  async function synth(cwd: string, text: string): Promise<readonly string[]> {
    writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
    const { code, out, err } = await cli(cwd, ["synth", "--format", "json"]);
    expect([code, err]).toEqual([0, ""]);
    const { stateMoves } = JSON.parse(out);
    return stateMoves.find(({ stack }: { stack: string }) => stack === "account-b")?.steps ?? [];
  }

  test.each([
    [
      "a backend that Terraform was initialised with",
      true,
      "{ other: { type: http, settings: { address: ADDRESS } } }",
    ],
    ["one that it was not", false, "{ other: { type: http, settings: { address: ADDRESS } } }"],
    // whose pull and push are the same in front of the server
    ["a workspace", false, "{ cloud: { organization: acme } }"],
  ])("from %s", async (_name, isInitialised, backend) => {
    const cwd = project();
    const before = `defaults: { backend: ${backend.replace("ADDRESS", address)} }\n${SHIPPED}`;
    await synth(cwd, before);
    if (isInitialised) {
      bare(cwd, http());
      await sh(cwd, `terraform -chdir=${FOLDER} init -input=false`);
    }
    rmSync(join(cwd, "state"), { recursive: true, force: true });
    const steps = await synth(cwd, SHIPPED);
    bare(cwd);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) {
      if (step.startsWith("# write the former")) {
        await synth(cwd, before);
        bare(cwd, http());
      } else if (step.startsWith("# write the new")) {
        await synth(cwd, SHIPPED);
        bare(cwd);
      } else await sh(cwd, step);
    }
    expect(JSON.parse(readFileSync(join(cwd, LOCAL_STATE), "utf8")).outputs).toEqual(JSON.parse(STATE).outputs);
    expect(await synth(cwd, SHIPPED)).toEqual([]);
  });

  test("but none is pulled over a file that was never moved away", async () => {
    const cwd = project();
    await synth(cwd, `defaults: { backend: { cloud: { organization: acme } } }\n${SHIPPED}`);
    mkdirSync(join(cwd, "state"), { recursive: true });
    const held = STATE.replace('"resources":[]', '"resources":[{"mode":"managed","instances":[{}]}]');
    writeFileSync(join(cwd, LOCAL_STATE), held);
    const steps = await synth(cwd, SHIPPED);
    for (const step of steps) await sh(cwd, step);
    expect(steps.join()).toContain("nothing is moved over it");
    expect(readFileSync(join(cwd, LOCAL_STATE), "utf8")).toBe(held);
    expect(existsSync(join(cwd, `${LOCAL_STATE}.pulled`))).toBe(false);
  });
});
