import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a run of Terraform ended. */
export interface Ended {
  readonly code: number;
  /** What it printed, without colours, and with every run of blanks as one, so that messages are found across lines. */
  readonly text: string;
  /** Standard output as it is, for `-json`. */
  readonly stdout: string;
}

/** A resource that a plan changes: `["create"]`, `["delete", "create"]`. */
export interface Change {
  readonly address: string;
  readonly actions: readonly string[];
  /** The address that it had. */
  readonly from?: string;
}

const binary = (): string => process.env.TERRAFORM_BINARY_NAME || "terraform";

/** Why a test that runs Terraform is skipped; false where there is one. Says so once. */
export function withoutTerraform(): string | false {
  const { status } = spawnSync(binary(), ["version"], {
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    stdio: "ignore",
  });
  if (status === 0) return false;
  const reason = `skipped: ${binary()} does not run; this test needs Terraform, and no provider`;
  console.log(reason);
  return reason;
}

/** A folder of its own in which Terraform runs without providers, the network, or anything of the machine's settings. */
export class TerraformFolder {
  readonly path: string;
  private readonly home: string;

  constructor(private readonly variables: NodeJS.ProcessEnv = {}) {
    const folder = mkdtempSync(join(tmpdir(), "provider-free-"));
    this.path = join(folder, "root");
    this.home = join(folder, "home");
    mkdirSync(this.path);
    mkdirSync(this.home);
    writeFileSync(join(this.home, "terraform.rc"), "");
  }

  /** What Terraform runs with. */
  get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.home,
      TMPDIR: this.home,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: join(this.home, "terraform.rc"),
      TF_CLI_ARGS: "-no-color",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      AWS_EC2_METADATA_DISABLED: "true",
      ...this.variables,
    };
  }

  /** `terraform -chdir=FOLDER COMMAND`. @param below the root module, where it is not the folder itself */
  run(command: string, args: readonly string[] = [], below = "."): Ended {
    const { status, stdout, stderr, error } = spawnSync(
      binary(),
      [`-chdir=${join(this.path, below)}`, command, ...args],
      {
        encoding: "utf8",
        maxBuffer: 2 ** 28,
        env: this.env,
      },
    );
    if (error) throw error;
    return { code: status ?? 1, stdout, text: `${stdout}${stderr}`.replace(/[\s│╷╵]+/g, " ") };
  }

  /** Like `run`. @throws Error with what Terraform printed where it fails */
  must(command: string, args: readonly string[] = [], below?: string): Ended {
    const ended = this.run(command, args, below);
    if (ended.code !== 0) throw new Error(`terraform ${command}: ${ended.text}`);
    return ended;
  }

  /** What a plan would change, and what it would move; empty where it would do nothing. */
  changes(args: readonly string[] = [], below?: string): readonly Change[] {
    this.must("plan", ["-out=planned", ...args], below);
    const plan = JSON.parse(this.must("show", ["-json", "planned"], below).stdout) as {
      readonly resource_changes?: readonly {
        readonly address: string;
        readonly previous_address?: string;
        readonly change: { readonly actions: readonly string[] };
      }[];
    };
    return (plan.resource_changes ?? [])
      .map(({ address, previous_address: from, change: { actions } }) => ({
        address,
        actions,
        ...(from ? { from } : {}),
      }))
      .filter(
        ({ actions, from }) => from !== undefined || actions.some((action) => action !== "no-op" && action !== "read"),
      );
  }

  /** Addresses in the state; none where there is no state yet. */
  addresses(below?: string): readonly string[] {
    const { code, stdout, text } = this.run("state", ["list"], below);
    if (code !== 0 && !text.includes("No state file was found")) throw new Error(`terraform state list: ${text}`);
    return stdout.split("\n").filter((line) => line !== "");
  }

  outputs(below?: string): Readonly<Record<string, unknown>> {
    const outputs = JSON.parse(this.must("output", ["-json"], below).stdout) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  dispose(): void {
    rmSync(join(this.path, ".."), { recursive: true, force: true });
  }
}
