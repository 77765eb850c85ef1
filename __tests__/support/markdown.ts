import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { REPOSITORY } from "../../scripts/repository";

export interface Link {
  /** The text that has it. */
  readonly from: string;
  readonly to: string;
  readonly broken: boolean;
  /** Where it leads to the repository, the path there. */
  readonly repositoryPath?: string;
}

/** Markdown without its fenced code. */
const prose = (text: string): string => text.replace(/^ *(```+)[^\n]*\n[\s\S]*?^ *\1 *$/gm, "");

/** The links of a Markdown text below `root`, but those to other sites. */
export function linksIn(root: string, from: string): readonly Link[] {
  const text = prose(readFileSync(join(root, from), "utf8"));
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)/gm)].map(([, a, b]) => a ?? b ?? "");
  return targets.flatMap((to): readonly Link[] => {
    if (to.startsWith(`${REPOSITORY}/`)) {
      const [, path = ""] = /\/(?:blob|tree)\/main\/([^#]*)/.exec(to) ?? [];
      return [{ from, to, broken: false, ...(path ? { repositoryPath: path } : {}) }];
    }
    if (/^[a-z]+:/.test(to)) return [];
    const [path = "", heading] = to.split("#");
    const file = path === "" ? from : normalize(join(dirname(from), path));
    const there = existsSync(join(root, file)) && !file.startsWith("..");
    return [{ from, to, broken: !there || (heading !== undefined && !headingsOf(join(root, file)).has(heading)) }];
  });
}

/** The anchors that GitHub makes of a text's headings. */
const headingsOf = (file: string): ReadonlySet<string> =>
  new Set(
    [...prose(readFileSync(file, "utf8")).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
