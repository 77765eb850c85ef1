import { accessSync, constants, statSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import type { Processes } from "./processes";

/** Terraform or OpenTofu, which has the same command line. */
export interface Binary {
  readonly path: string;
  /** `terraform` or `tofu`, as its file is called. */
  readonly name: string;
  readonly version: string;
}

/** Names that are looked for, the first first. */
const NAMES = ["terraform", "tofu"] as const;

interface Where {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The program that is to be run: `given`, else TERRAFORM_BINARY_NAME, which cdktf's command line takes too, else
 * terraform, else tofu on PATH; or what is wrong, in a sentence.
 */
export async function findBinary(
  given: string | undefined,
  where: Where,
  processes: Processes,
): Promise<{ readonly binary: Binary } | { readonly problem: string }> {
  const named = given ?? (where.env.TERRAFORM_BINARY_NAME || undefined);
  const path =
    named === undefined ? NAMES.map((name) => programAt(name, where)).find(Boolean) : programAt(named, where);
  if (path === undefined) return { problem: missing(named, given !== undefined) };
  const { code, stdout, stderr } = await processes.run(path, ["version", "-json"], {
    cwd: where.cwd,
    env: { ...where.env, CHECKPOINT_DISABLE: "1" },
  });
  const version = code === 0 ? versionIn(stdout) : undefined;
  if (version === undefined)
    return { problem: `${path} version -json does not answer as Terraform does: ${(stderr || stdout).trim()}` };
  return { binary: { path, name: basename(path).replace(/\.exe$/i, ""), version } };
}

/** The file of a program, by its path or by its name on PATH; undefined where there is none that may be run. */
export function programAt(name: string, { cwd, env }: Where): string | undefined {
  const places = /[\\/]/.test(name)
    ? [resolve(cwd, name)]
    : (env.PATH ?? "").split(delimiter).map((folder) => resolve(cwd, join(folder, name)));
  const files = process.platform === "win32" ? places.flatMap((path) => [path, `${path}.exe`]) : places;
  return files.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const missing = (named: string | undefined, byOption: boolean): string =>
  named === undefined
    ? "found neither terraform nor tofu on PATH: install one of them, or name its file with --terraform PATH (https://developer.hashicorp.com/terraform/install, https://opentofu.org/docs/intro/install/)"
    : `found no program ${named}, which ${byOption ? "--terraform" : "TERRAFORM_BINARY_NAME"} names`;

/** Both print `terraform_version`. @see https://developer.hashicorp.com/terraform/cli/commands/version */
function versionIn(text: string): string | undefined {
  try {
    const { terraform_version: version } = JSON.parse(text) as { terraform_version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
