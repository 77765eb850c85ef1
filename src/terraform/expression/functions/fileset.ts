import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setOf, type Value } from "../../value";
import { notRead } from "./arguments";

const MOST = 20_000;

/** @see https://developer.hashicorp.com/terraform/language/functions/fileset */
export const fileset = (directory: string, pattern: string): Value => setOf(filesMatching(directory, pattern));

/** The regular files below `directory` whose paths from there match `pattern`. @throws Failure */
export function filesMatching(directory: string, pattern: string): readonly string[] {
  const matching = globOf(pattern);
  const found: string[] = [];
  let seen = 0;
  const visit = (path: string): void => {
    for (const name of namesIn(join(directory, path))) {
      if (++seen > MOST) notRead("a directory has too many files to be read");
      const inner = path === "" ? name : `${path}/${name}`;
      const entry = statSync(join(directory, inner), { throwIfNoEntry: false });
      if (entry?.isDirectory()) {
        // without `**` nothing matches further down than the pattern has slashes
        if (pattern.includes("**") || inner.split("/").length < pattern.split("/").length) visit(inner);
      } else if (entry?.isFile() && matching.test(inner)) found.push(inner);
    }
  };
  visit("");
  return found;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** `*`, `**`, `?`, `[…]` and `{a,b}` as a regular expression. @see https://github.com/bmatcuk/doublestar#patterns */
function globOf(pattern: string): RegExp {
  let depth = 0;
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\[[^\]]+\]|\\.|[{},]|[\s\S]/g, (token) => {
    if (token === "**/") return "(?:[^/]+/)*";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token === "{") return ++depth > 0 ? "(?:" : "";
    if (token === "}" && depth > 0) return --depth >= 0 ? ")" : "";
    if (token === "," && depth > 0) return "|";
    if (token.startsWith("[") && token.length > 2) return token.replaceAll("\\", "\\\\");
    return token.replace(/^\\/, "").replaceAll(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
  });
  try {
    return new RegExp(`^${source}$`, "s");
  } catch {
    return notRead(`the pattern ${pattern} is not read`);
  }
}
