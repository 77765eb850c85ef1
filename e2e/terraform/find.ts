import { spawnSync } from "node:child_process";
import { type Dirent, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Range, satisfies, shownRange } from "./version";

/** Names a folder of provider plugins, laid out as Terraform's `filesystem_mirror` has it. */
export const MIRROR = "EKS_CROSS_ACCOUNT_PLUGIN_MIRROR";

/** What the synthesized stacks require of each provider (stacks/versions.ts; `match_label_keys` came with kubernetes 2.27). */
const PROVIDERS: Readonly<Record<string, Range>> = {
  aws: { atLeast: [6, 3], below: 7 },
  kubernetes: { atLeast: [2, 27], below: 3 },
  random: { atLeast: [3, 6], below: 4 },
};

/** Terraform and the plugins that it will use. */
export interface Terraform {
  /** A path, or a name on PATH. */
  readonly binary: string;
  readonly mirror: string;
  /** `terraform`, `aws`, `kubernetes` and `random`: `6.48.0` */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Found {
  /** undefined where the suite's own loader has to do. */
  readonly terraform?: Terraform;
  /** One line: which loader runs, and why or in which versions. */
  readonly says: string;
}

/** Looks for Terraform (TERRAFORM_BINARY_NAME, as cdktf calls it, else `terraform` on PATH) and a mirror with its providers. */
export function findTerraform(env: NodeJS.ProcessEnv): Found {
  const binary = env.TERRAFORM_BINARY_NAME || "terraform";
  if (!env[MIRROR]) return own(`${MIRROR} names no folder of providers`);
  const mirror = resolve(env[MIRROR]);
  const terraform = terraformVersion(binary, env.PATH);
  if (!terraform) return own(`${binary} does not run`);
  const versions: Record<string, string> = { terraform };
  for (const [name, range] of Object.entries(PROVIDERS)) {
    const version = newest(versionsIn(mirror, name), range);
    if (!version) return own(`${mirror} has no hashicorp/${name} ${shownRange(range)} for ${PLATFORM}`);
    versions[name] = version;
  }
  const shown = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return { terraform: { binary, mirror, versions }, says: `loader: real Terraform (${shown.join(", ")})` };
}

const own = (reason: string): Found => ({ says: `loader: the suite's own (${reason})` });

function terraformVersion(binary: string, path: string | undefined): string | undefined {
  const { stdout, status } = spawnSync(binary, ["version", "-json"], {
    encoding: "utf8",
    timeout: 30_000,
    env: { PATH: path, CHECKPOINT_DISABLE: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? /"terraform_version":\s*"([^"]+)"/.exec(stdout)?.[1] : undefined;
}

/** As Go names it. */
const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

/**
 * Versions of a provider in a mirror, in either of its layouts:
 * https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
function versionsIn(mirror: string, name: string): readonly string[] {
  const folder = join(mirror, "registry.terraform.io", "hashicorp", name);
  const packed = new RegExp(`^terraform-provider-${name}_(.+)_${PLATFORM}\\.zip$`);
  return entries(folder).flatMap((entry) => {
    if (!entry.isDirectory()) return packed.exec(entry.name)?.[1] ?? [];
    return entries(join(folder, entry.name)).some((platform) => platform.name === PLATFORM) ? entry.name : [];
  });
}

/** The highest that is in the range: Terraform takes it too. */
const newest = (versions: readonly string[], range: Range): string | undefined =>
  versions
    .filter((version) => satisfies(version, range))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .at(-1);

function entries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // a folder that does not exist holds nothing
  }
}
