import type { Edge } from "../../proof/answer";
import type { Asked, AskedDocument, AskedStatement, Fault, Fit } from "../../proof/derivation";
import { readable } from "../../unknown/unknown-text";
import { blockAt, excerptOf } from "../excerpt";
import { place } from "../layout";
import type { Table } from "./table";

/** What decided a hop, as the page carries it. */
export interface Evidence {
  /** The request that decided: the first that is not allowed, else the first. */
  readonly request?: { readonly action: string; readonly caller: string; readonly resource?: string };
  /** What became of each request, where there are several. */
  readonly requests?: readonly { readonly action: string; readonly allowed: Fit }[];
  readonly documents: readonly Document[];
  readonly faults: readonly ShownFault[];
  /** The Terraform that says it, where no document was asked. */
  readonly source?: Source;
}

export interface Document {
  readonly side: AskedDocument["side"];
  readonly name: string;
  /** `main.tf:12` */
  readonly at?: string;
  readonly unread?: string;
  /** Of the statements that matter, in the table of all. */
  readonly statements: readonly number[];
  /** How many there are besides, which are about something else. */
  readonly others: number;
}

export interface Statement {
  readonly effect: AskedStatement["effect"];
  readonly applies: Fit;
  /** Its JSON. */
  readonly source: string;
  readonly elements: readonly Element[];
}

/** One element of a statement beside what the request has for it. */
export interface Element {
  readonly name: string;
  readonly fits: Fit;
  /** undefined where it is not known. */
  readonly request?: readonly string[];
}

export interface ShownFault {
  readonly message: string;
  readonly near?: string;
  /** `main.tf:30` */
  readonly at?: string;
  /** The line, in three parts of which the middle one is wrong. */
  readonly line?: readonly [before: string, wrong: string, after: string];
}

export interface Source {
  readonly at: string;
  readonly lines: readonly string[];
}

/** The text of a file that a location names; undefined where it cannot be read. */
export type Read = (file: string) => string | undefined;

/** How many statements of one document are shown. */
const MOST = 6;

/** What decided `edge`; statements are put into `table`, each once. */
export function evidenceOf({ hop, derivation }: Edge, table: Table<Statement>, read: Read): Evidence {
  const { asked, faults } = derivation();
  const request = asked.find(({ allowed }) => allowed !== "yes") ?? asked[0];
  const documents = request?.documents.map((document) => documentOf(document, table)) ?? [];
  const source = documents.length > 0 || !hop.location ? undefined : sourceOf(hop.location, read);
  return {
    ...(request ? { request: requestOf(request) } : {}),
    ...(asked.length > 1
      ? { requests: asked.map(({ action, allowed }) => ({ action: readable(action), allowed })) }
      : {}),
    documents,
    faults: faults.map((fault) => faultOf(fault, read)),
    ...(source ? { source } : {}),
  };
}

const requestOf = ({ action, caller, resource }: Asked) => ({
  action: readable(action),
  caller: readable(caller),
  ...(resource === undefined ? {} : { resource: readable(resource) }),
});

function documentOf(
  { side, document, location, unread, statements }: AskedDocument,
  table: Table<Statement>,
): Document {
  const shown = relevant(statements).slice(0, MOST);
  const at = place(location);
  return {
    side,
    name: readable(document),
    ...(at === undefined ? {} : { at }),
    ...(unread === undefined ? {} : { unread: readable(unread) }),
    statements: shown.map((one) => table.add(statementOf(one))),
    others: statements.length - shown.length,
  };
}

/** Those that apply, or may; else those about the same action, which something else keeps from applying; else all. */
function relevant(statements: readonly AskedStatement[]): readonly AskedStatement[] {
  const apply = statements.filter(({ applies }) => applies !== "no");
  if (apply.length > 0) return apply;
  const isAction = (name: string) => /^(Not)?Action$/.test(name);
  const near = statements.filter(({ elements }) => !elements.some(({ name, fits }) => isAction(name) && fits === "no"));
  return near.length > 0 ? near : statements;
}

const statementOf = ({ effect, applies, source, elements }: AskedStatement): Statement => ({
  effect,
  applies,
  source: readable(source),
  elements: elements.map(({ name, fits, request }) => ({
    name,
    fits,
    // what fits needs no comparison
    ...(request === undefined || fits === "yes" ? {} : { request: request.map(readable) }),
  })),
});

function faultOf({ message, near, location, origin, wrong, part, under }: Fault, read: Read): ShownFault {
  const shown = origin?.location ?? location;
  const text = shown && read(shown.file);
  const excerpt =
    shown && text !== undefined
      ? excerptOf(text, shown.line, origin ? [origin.value] : wrong, under, origin ? undefined : part)
      : undefined;
  const at = place(shown && { ...shown, line: excerpt?.line ?? shown.line });
  const [from, to] = excerpt?.mark ?? [0, 0];
  return {
    message: readable(message),
    ...(near === undefined ? {} : { near: readable(near) }),
    ...(at === undefined ? {} : { at }),
    ...(excerpt ? lineOf(excerpt.text.slice(0, from), excerpt.text.slice(from, to), excerpt.text.slice(to)) : {}),
  };
}

/** Longer lines are documents as one text: what is wrong in them is shown with what is around it, and where nothing is, the line is not. */
const LONGEST_LINE = 200;
const AROUND = 80;

function lineOf(before: string, wrong: string, after: string): Pick<ShownFault, "line"> {
  if (before.length + wrong.length + after.length <= LONGEST_LINE) return { line: [before, wrong, after] };
  if (wrong === "") return {};
  const start = before.length > AROUND ? `…${before.slice(-AROUND)}` : before;
  return { line: [start, wrong, after.length > AROUND ? `${after.slice(0, AROUND)}…` : after] };
}

function sourceOf({ file, line }: { readonly file: string; readonly line: number }, read: Read): Source | undefined {
  const text = read(file);
  return text === undefined
    ? undefined
    : { at: `${file}:${line}`, lines: withoutComments(blockAt(text, line)).slice(0, LONGEST) };
}

/** How many lines of Terraform are shown. */
const LONGEST = 24;

/** Lines without what stands under `//`, which is Terraform JSON's place for comments. */
function withoutComments(lines: readonly string[]): readonly string[] {
  const shown: string[] = [];
  let end: string | undefined;
  for (const line of lines) {
    const [, indent] = /^(\s*)"\/\/": \{$/.exec(line) ?? [];
    if (end === undefined && indent === undefined) shown.push(line);
    else if (end === undefined) end = `${indent}}`;
    else if (line.replace(/,$/, "") === end) end = undefined;
  }
  return shown;
}
