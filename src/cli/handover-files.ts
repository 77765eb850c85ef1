import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OutputFile } from "../library/synthesize";
import type { Handover } from "../report/handover";
import { readJson } from "./stack-states";

/** What an owner works with, each as a file. */
export const filesOf = ({ steps, digestLines, simulate }: Handover): readonly OutputFile[] => [
  { path: DIGESTS, text: digestLines },
  ...(simulate === "" ? [] : [{ path: SIMULATION, text: simulate }]),
  ...steps.flatMap(({ documents, terraform, withProviders, commands }, index) => {
    const named = namesOf(steps.length, index);
    return [
      ...documents.map(({ file, policy }) => ({ path: documentAt(file), text: policy.text })),
      { path: named.hcl(""), text: terraform.hcl },
      { path: named.json(""), text: terraform.json },
      ...(withProviders
        ? [
            { path: named.hcl(WITH_PROVIDERS), text: withProviders.hcl },
            { path: named.json(WITH_PROVIDERS), text: withProviders.json },
          ]
        : []),
      { path: named.script("apply"), text: commands.apply },
      { path: named.script("verify"), text: commands.verify },
      { path: named.script("revoke"), text: commands.revoke },
    ];
  }),
];

/** What tells of the whole, for people and for machines. */
const SAVED = "handover.json";
const PAGES = ["README.md", "index.html", SAVED] as const;

const DIGESTS = "documents/SHA256SUMS";
const SIMULATION = "simulate.sh";
const WITH_PROVIDERS = "-with-providers";
const documentAt = (file: string): string => `documents/${file}`;

/** How the files of a step are called; those of an only one have no number. */
function namesOf(steps: number, index: number) {
  const step = steps === 1 ? "" : `-${index + 1}`;
  return {
    hcl: (which: string) => `terraform${which}${step}/main.tf`,
    json: (which: string) => `terraform-json${which}${step}/main.tf.json`,
    script: (name: string) => `${name}${step}.sh`,
  };
}

/** A file that an earlier hand-over wrote, with the digest of what it wrote: of pages, which each writes anew, there is none. */
interface Earlier {
  readonly path: string;
  readonly sha256?: string;
}

/** What is read of an earlier hand-over's own account of itself, which has all that it wrote. */
interface Saved {
  readonly digestLines: string;
  readonly simulate?: string;
  readonly steps: readonly {
    readonly documents: readonly { readonly file: string; readonly sha256: string }[];
    readonly terraform: { readonly hcl: string; readonly json: unknown };
    readonly withProviders?: { readonly hcl: string; readonly json: unknown };
    readonly commands: Readonly<Record<string, string>>;
  }[];
}

/**
 * The files of the hand-over that lies in `folder`; none where none lies there, or its handover.json is no such thing. Of one
 * that lies alone, as `--out FOLDER/handover.json` writes it, the pages beside it are the user's. No file elsewhere is one.
 */
export function earlierFiles(folder: string): readonly Earlier[] {
  const saved = readJson(join(folder, SAVED));
  if (!isSaved(saved)) return [];
  const files = filesIn(saved).filter(({ path }) => !path.split(/[\\/]/).includes(".."));
  const written = files.filter(({ path, sha256 }) => sha256 === digestAt(join(folder, path)));
  return [...files, ...(written.length > 0 ? PAGES : [SAVED]).map((path) => ({ path }))];
}

function digestAt(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? digestOf(readFileSync(file)) : undefined;
}

const digestOf = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

function isSaved(value: unknown): value is Saved {
  if (typeof value !== "object" || value === null) return false;
  const { version, digestLines, steps } = value as Partial<Saved> & { readonly version?: unknown };
  return (
    version === 1 &&
    typeof digestLines === "string" &&
    Array.isArray(steps) &&
    steps.every((step: Partial<Saved["steps"][number]> | null) => step?.terraform && step.commands && step.documents)
  );
}

function filesIn({ digestLines, simulate = "", steps }: Saved): readonly Earlier[] {
  const of = (path: string, text: string): Earlier => ({ path, sha256: digestOf(text) });
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  return [
    of(DIGESTS, digestLines),
    ...(simulate === "" ? [] : [of(SIMULATION, simulate)]),
    ...steps.flatMap(({ documents, terraform, withProviders, commands }, index) => {
      const named = namesOf(steps.length, index);
      const both = (which: string, { hcl, json: root }: { readonly hcl: string; readonly json: unknown }) => [
        of(named.hcl(which), hcl),
        of(named.json(which), json(root)),
      ];
      return [
        ...documents.map(({ file, sha256 }) => ({ path: documentAt(file), sha256 })),
        ...both("", terraform),
        ...(withProviders ? both(WITH_PROVIDERS, withProviders) : []),
        ...Object.entries(commands).map(([name, text]) => of(named.script(name), text)),
      ];
    }),
  ];
}

/**
 * Removes what an earlier hand-over wrote to `folder` and this one does not, and folders that are then empty: the owner would
 * take it for this one's. What has been changed since is the user's. @returns the paths of that
 */
export function removeEarlier(
  folder: string,
  earlier: readonly Earlier[],
  written: readonly OutputFile[],
): readonly string[] {
  const now = new Set(written.map(({ path }) => path));
  return earlier.flatMap(({ path, sha256 }) => {
    const file = join(folder, path);
    if (now.has(path) || !existsSync(file)) return [];
    if (digestAt(file) !== sha256) return [path];
    rmSync(file);
    const within = dirname(path);
    if (within !== "." && readdirSync(join(folder, within)).length === 0) rmdirSync(join(folder, within));
    return [];
  });
}
