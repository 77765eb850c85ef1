import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { answerWorlds, InputError, type Verdict } from "../../../src/proof";
import { asJson, asText } from "../../../src/report";
import { asSarif } from "../../../src/report/sarif";
import { readWorlds } from "../../../src/terraform";
import { pathsOf } from "./seeds";

/** What came of a world: a proof's verdict, an error of its input, or what must not come. */
export type Outcome =
  | { readonly kind: Verdict | "input-error" }
  | { readonly kind: "crash"; readonly signature: string; readonly stack: string };

/** Reads and proves `files` from a folder of their own. */
export async function attempt(files: Readonly<Record<string, string | Uint8Array>>): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-files-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const paths = pathsOf(files as Readonly<Record<string, string>>).map((path) => join(folder, path));
    const answered = answerWorlds(await readWorlds(paths, {}));
    const { proof } = answered;
    const odd = oddNumber(proof, "");
    if (odd) return crash(`NaN at ${odd}`, "");
    asJson(answered, { verbose: true });
    asText(answered, { verbose: true, color: false });
    asSarif(answered, { version: "0", expectationsFile: undefined });
    return { kind: proof.verdict };
  } catch (error) {
    if (error instanceof InputError) return { kind: "input-error" };
    if (!(error instanceof Error)) return crash(`no Error: ${String(error)}`, "");
    return crash(signatureOf(error), (error.stack ?? "").replaceAll(folder, ""));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const crash = (signature: string, stack: string): Outcome => ({ kind: "crash", signature, stack });

/** The same for the same defect: the kind of error, and where it was thrown. */
function signatureOf({ name, message, stack = "" }: Error): string {
  const frames = stack.split("\n").filter((line) => /src\/(proof|report)/.test(line));
  const [top = message] = frames.map((line) => line.replace(/^.*?(src\/[^)]*).*$/, "$1").replace(/:\d+$/, ""));
  return `${name} at ${top}`;
}

/** The path of a number that JSON cannot write. */
function oddNumber(value: unknown, path: string): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : path;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const odd = oddNumber(inner, `${path}/${key}`);
    if (odd) return odd;
  }
  return undefined;
}
