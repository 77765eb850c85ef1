import { createHash } from "node:crypto";
import type { Reviewed, ReviewedDocument } from "../review";

/** A document that an owner is asked for, as a file. */
export interface HandedDocument extends ReviewedDocument {
  /** Name of its file: `reader.trust.json`. */
  readonly file: string;
  /** Address of what it is put on, or of the policy that it is. */
  readonly address: string;
  /** Of the file's bytes. */
  readonly sha256: string;
}

/** The documents of things, a file each; those that have a name already keep it. */
export const handedDocuments = (
  things: readonly Reviewed[],
  files: ReadonlyMap<string, string>,
): readonly HandedDocument[] =>
  things.flatMap(({ name, address, documents }) =>
    documents.map((document) => ({
      ...document,
      address,
      file: files.get(address) ?? `${name}.${document.kind === "resource" ? "policy" : document.kind}.json`,
      sha256: sha256(document.policy.text),
    })),
  );

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A line for each document, as sha256sum prints it, in the order of the names' bytes. */
export const digestLines = (documents: readonly HandedDocument[]): string =>
  [...documents]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map((document) => `${document.sha256}  ${document.file}\n`)
    .join("");
