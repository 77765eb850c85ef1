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
  /** ARN of the role that it is for. */
  readonly role: string;
  /** Whether the role is there already. */
  readonly exists: boolean;
  /** The digest by which the owner names it, and a proof accepts it. */
  readonly sha256: string;
  readonly why: string;
}

export const documentReports = ({ documents }: Model, project: Project, cwd: string): readonly DocumentReport[] =>
  documents.flatMap(documentFiles).map(({ path, kind, account: { key, id }, role, text }) => ({
    path: displayPath(join(project.outdir, path), cwd),
    kind,
    account: { key, id },
    role: role.arn,
    exists: role.exists,
    sha256: createHash("sha256").update(text).digest("hex"),
    why: role.why,
  }));

const KINDS = { trust: "trust policy", permissions: "permissions" } as const;

/** A line for each document; none where nobody is asked for anything. */
export function documentsText(reports: readonly DocumentReport[], { outColors: c }: Pick<Io, "outColors">): string {
  if (reports.length === 0) return "";
  const lines = reports.map(
    ({ path, kind, account, role }) => `   ${c.bold(path)}  ${KINDS[kind]} of ${role}, for the owner of ${account.key}`,
  );
  return [
    "for the owners of roles that this configuration does not make, each of which the proof rests on:",
    ...lines,
    "",
    "",
  ].join("\n");
}
