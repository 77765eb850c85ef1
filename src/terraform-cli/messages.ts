import type { Ended } from "./processes";

/** An error as Terraform reports it. */
export interface Diagnostic {
  readonly summary: string;
  readonly detail: string;
  /** Of the resource that it is about. */
  readonly address?: string;
}

interface Line {
  readonly type?: string;
  readonly diagnostic?: {
    readonly severity?: string;
    readonly summary?: string;
    readonly detail?: string;
    readonly address?: string;
  };
  readonly hook?: { readonly resource?: { readonly addr?: string }; readonly action?: string };
}

/**
 * One line of `terraform plan -json` or `apply -json`; undefined for any other text.
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
function lineOf(text: string): Line | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** The errors of a run that failed: those that it reported line by line, else the end of what it wrote. */
export function errorsOf({ code, stdout, stderr }: Ended): readonly Diagnostic[] {
  const reported = stdout.split("\n").flatMap((text): readonly Diagnostic[] => {
    const { type, diagnostic } = lineOf(text) ?? {};
    if (type !== "diagnostic" || diagnostic?.severity !== "error") return [];
    const { summary = "", detail = "", address } = diagnostic;
    return [{ summary, detail, ...(address ? { address } : {}) }];
  });
  if (reported.length > 0) return reported;
  const lines = `${stderr.trim() || stdout.trim()}`.split("\n").filter((line) => !line.startsWith("{"));
  const silent = code > SIGNALLED ? `ended by signal ${code - SIGNALLED}` : "it ended without a message";
  return [{ summary: plain(lines) || silent, detail: "" }];
}

/** Without the frame that Terraform draws around an error. */
const plain = (lines: readonly string[]): string =>
  lines
    .map((line) => line.replace(/^[│╷╵] ?/, "").trimEnd())
    .filter((line) => line !== "")
    .slice(-LAST)
    .join("\n");

const LAST = 20;
const SIGNALLED = 128;

/** How many resources an apply is through with, for a line of `apply -json`; undefined where the line says nothing of it. */
export function appliedIn(text: string): string | undefined {
  const { type, hook } = lineOf(text) ?? {};
  return type === "apply_complete" ? hook?.resource?.addr : undefined;
}
