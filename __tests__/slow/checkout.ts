import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT, SHIPPED } from "../support/synth";

const ROOT = join(__dirname, "..", "..");
const SOURCES = [
  "library.ts",
  "types",
  "docs",
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "NOTICE",
  "SECURITY.md",
  "CODE_OF_CONDUCT.md",
  "eks-cross-account.schema.json",
  "main.ts",
  "src",
  "stacks",
  "scripts",
  "examples",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "cdktf.json",
];

/** Writes down each call: the stack it is for, its arguments, the lock it finds at init. Fails where FAIL names the stack. */
const STUB = `#!/bin/sh
stack=$(basename "$PWD")
case "$1" in
  version) echo '{"terraform_version":"1.11.4","platform":"linux_amd64","provider_selections":{},"terraform_outdated":false}' ;;
  init) echo "init $stack $(cat .terraform.lock.hcl 2>/dev/null)" >> "$CALLS"; echo "lock after init of $stack" > .terraform.lock.hcl ;;
  apply | destroy) echo "$* $stack $EKS_CROSS_ACCOUNT_CONFIG $CHECKPOINT_DISABLE" >> "$CALLS" ;;
  output) echo '{}' ;;
esac
[ "$1 $stack" = "$FAIL" ] && exit 1
exit 0
`;

/** A checkout of this project as a user has it after \`npm ci\`, with a Terraform that only writes down how it is called. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "checkout-"));
  private readonly calls = join(this.folder, "calls.log");

  constructor() {
    for (const source of SOURCES) cpSync(join(ROOT, source), join(this.folder, source), { recursive: true });
    writeFileSync(join(this.folder, DEFAULT), SHIPPED);
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
    writeFileSync(join(this.folder, "terraform.sh"), STUB);
    chmodSync(join(this.folder, "terraform.sh"), 0o755);
    const built = this.run("npm", ["run", "--silent", "build"]);
    if (built.code !== 0) throw new Error(built.text);
  }

  /** Runs a command to its end; `text` is all it printed, and `calls` what it called Terraform for. */
  run(
    command: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ): { code: number; text: string; calls: string[] } {
    rmSync(this.calls, { force: true });
    const { TF_CLI_CONFIG_FILE: _, EKS_CROSS_ACCOUNT_CONFIG: __, ...inherited } = process.env;
    const ended = spawnSync(command, [...args], {
      cwd: this.folder,
      encoding: "utf8",
      env: {
        ...inherited,
        TERRAFORM_BINARY_NAME: join(this.folder, "terraform.sh"),
        CALLS: this.calls,
        CHECKPOINT_DISABLE: "1",
        ...env,
      },
    });
    const calls = existsSync(this.calls) ? readFileSync(this.calls, "utf8").trim().split("\n") : [];
    return { code: ended.status ?? 1, text: `${ended.stdout}${ended.stderr}`, calls };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
