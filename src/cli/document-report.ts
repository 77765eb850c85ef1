import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Model } from "../model";
import { type DocumentFile, documentFiles } from "../model/document-files";
import type { Io } from "./io";
import { displayPath, type Project } from "./project";

/** A document that the owner of an account is asked for. */
export interface DocumentReport {
  readonly path: string;
  readonly kind: DocumentFile["kind"];
  readonly account: { readonly key: string; readonly id: string };
  /** Of the role or the resource that it is put on. */
  readonly arn: string;
  /** Whether that is there already. */
  readonly exists: boolean;
  /** The digest by which the owner names it, and a proof accepts it. */
  readonly sha256: string;
  readonly why: string;
}

export const documentReports = ({ documents }: Model, project: Project, cwd: string): readonly DocumentReport[] =>
  documents.flatMap(documentFiles).map(({ path, kind, account: { key, id }, arn, exists, why, text }) => ({
    path: displayPath(join(project.outdir, path), cwd),
    kind,
    account: { key, id },
    arn,
    exists,
    sha256: createHash("sha256").update(text).digest("hex"),
    why,
  }));

const KINDS = { trust: "trust policy", permissions: "permissions", policy: "resource policy" } as const;

/** A line for each document; none where nobody is asked for anything. */
export function documentsText(reports: readonly DocumentReport[], { outColors: c }: Pick<Io, "outColors">): string {
  if (reports.length === 0) return "";
  const lines = reports.map(
    ({ path, kind, account, arn }) => `   ${c.bold(path)}  ${KINDS[kind]} of ${arn}, for the owner of ${account.key}`,
  );
  return [
    "for the owners of what this configuration does not make; the proof rests on each:",
    ...lines,
    `   ${c.dim("handover ACCOUNT writes for each owner what to check, and how to apply it")}`,
    "",
    "",
  ].join("\n");
}
