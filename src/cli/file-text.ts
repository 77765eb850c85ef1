import { readFileSync } from "node:fs";

/** The text of a file, or why there is none: what was found, and whether that is a missing file, one that cannot be read, or another encoding. */
export type FileText =
  | { readonly text: string }
  | { readonly found: string; readonly fault: "missing" | "unreadable" | "encoding" };

/** Reads a file in UTF-8. Never throws. */
export function fileText(path: string): FileText {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { found: refusal(error), fault: code === "ENOENT" ? "missing" : "unreadable" };
  }
  if (isUtf16(bytes)) return { found: "text in UTF-16", fault: "encoding" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { found: "bytes that are no text in UTF-8", fault: "encoding" };
  }
}

/** A byte order mark, or every other byte of the first ones zero: no letter of this project's files needs its high byte. */
function isUtf16(bytes: Buffer): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  const units = [0, 2, 4, 6].map((at) => [bytes[at], bytes[at + 1]]);
  return bytes.length >= 8 && [0, 1].some((half) => units.every((unit) => unit[half] === 0 && unit[1 - half] !== 0));
}

const REFUSALS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "a folder",
  ENOTDIR: "a file in place of a folder",
  EEXIST: "another file there",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "a file system that is read-only",
  ENOSPC: "no space left on the disk",
  ELOOP: "symbolic links in a circle",
};

/** Why the system refused a file, as a phrase that follows "found". */
export function refusal(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return Object.hasOwn(REFUSALS, code) ? `${REFUSALS[code]} (${code})` : message;
}
