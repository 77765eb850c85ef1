import { existsSync } from "node:fs";
import { join } from "node:path";
import { isAws, type VersionConstraint } from "../provider-versions";
import { displayPath } from "../source-location";
import { readText } from "./source-file";

/**
 * The version of the aws provider that `terraform init` takes, where it has taken one before and the file of its choices lies
 * beside the root module.
 * @throws InputError where the file cannot be read
 * @see https://developer.hashicorp.com/terraform/language/files/dependency-lock
 */
export function lockedVersions(directory: string): readonly VersionConstraint[] {
  const path = join(directory, ".terraform.lock.hcl");
  if (!existsSync(path)) return [];
  const text = readText(path);
  return [...text.matchAll(/^provider\s+"([^"]+)"\s*\{[^}]*?^\s*version\s*=\s*"([^"]+)"/gms)].flatMap(
    ([whole, source = "", version = ""]) =>
      isAws("", source)
        ? [{ text: version, location: { file: displayPath(path), pointer: "", line: lineOf(text, whole) } }]
        : [],
  );
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;
