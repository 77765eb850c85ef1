import type { Edge, Way } from "../proof/answer";
import type { Asked, AskedDocument, AskedElement, AskedStatement, Fit } from "../proof/derivation";
import { readable } from "../unknown/unknown-text";
import { counted, headed, type Layout, paragraph, place, row, separated, tick } from "./layout";
import { layoutOf, type TextOptions } from "./text";
import { faultsText } from "./text-faults";

/** A hop of a chain that is to be explained. */
export interface Explained {
  readonly way: Way;
  readonly edge: Edge;
  /** The one of its actions that is meant; undefined for all. */
  readonly action?: string | undefined;
}

/**
 * How each of some hops was decided: every document that has a say, each of its statements with what fits the request
 * and what does not, the decision, and where it is not allowed what is wrong and what to do. `about` stands before it.
 */
export function asExplanation(
  hops: readonly Explained[],
  { about, ...options }: TextOptions & { readonly about?: string | undefined } = {},
): string {
  const layout = layoutOf(options);
  const blocks = [
    ...(about === undefined ? [] : [paragraph(about, layout, "").join("\n")]),
    ...hops.map((one) => explanation(one, layout).join("\n")),
  ];
  return readable(`${separated(blocks)}\n`);
}

function explanation({ way, edge, action }: Explained, layout: Layout): readonly string[] {
  const { hop, reached } = edge;
  const { colors } = layout;
  const derivation = edge.derivation();
  const what = [hop.action, hop.resource && `${hop.action ? "on " : ""}${hop.resource}`].filter(Boolean).join(" ");
  const name = `${way.chain.id}/${hop.id}`;
  const parts = [
    { text: `${tick(hop.verdict, colors)} `, length: 2 },
    { text: `${colors.bold(name)}  `, length: name.length + 2 },
    { text: hop.verdict, length: hop.verdict.length },
  ];
  return [
    ...headed(parts, "", layout),
    ...(what === "" ? [] : paragraph(what, layout, "  ")),
    ...(reached ? [] : paragraph("The pod does not get as far: a hop before it is denied.", layout, "  ")),
    ...meant(derivation.asked, action).flatMap((asked) => ["", ...askedText(asked, layout)]),
    "",
    ...(hop.verdict === "allowed" && hop.message === undefined
      ? allowedText(edge, layout)
      : faultsText(hop, derivation, layout)),
    ...row("AWS", hop.awsError, layout),
    ...row("fix", hop.fix, layout),
  ];
}

function meant(all: readonly Asked[], action: string | undefined): readonly Asked[] {
  const found = all.filter((asked) => asked.action.toLowerCase() === action?.toLowerCase());
  return found.length > 0 ? found : all;
}

const allowedText = ({ hop }: Edge, layout: Layout): readonly string[] => [
  ...paragraph("Nothing that was read refuses it.", layout, "    "),
  ...row("at", place(hop.location), layout),
];

const TICK = { yes: "allowed", no: "denied", unknown: "unknown" } as const;

/** One request, and how every document decides it. */
function askedText(asked: Asked, layout: Layout): readonly string[] {
  const { action, resource, caller, allowed, documents } = asked;
  const { colors } = layout;
  return [
    ...headed(
      [{ text: `  ${tick(TICK[allowed], colors)} `, length: 4 }],
      `${action}${resource === undefined ? "" : ` on ${resource}`} by ${caller}`,
      layout,
    ),
    ...documents.flatMap((document) => {
      const alike = isSilent(document) ? documents.filter((one) => one.side === document.side && isSilent(one)) : [];
      if (alike.length < 2) return documentText(document, layout);
      return alike[0] === document ? silentText(alike, action, layout) : [];
    }),
    ...paragraph(`decision: ${decisionOf(asked)}`, layout, "    ").map(colors.bold),
  ];
}

function decisionOf({ allowed, documents }: Asked): string {
  const named = (effect: AskedStatement["effect"]) =>
    documents.flatMap(({ document, statements }) =>
      statements.flatMap((one) =>
        one.effect === effect && one.applies === "yes" ? [`${nameOf(one)} of ${document}`] : [],
      ),
    );
  const [deny] = named("Deny");
  if (allowed === "no" && deny !== undefined) return `denied by ${deny}: a Deny wins over every Allow`;
  if (allowed === "yes") return `allowed by ${named("Allow").join(", and by ") || "what was read"}`;
  const lacking = [...new Set(documents.filter((one) => !allows(one)).map(({ side }) => side))];
  const where = lacking.length === 0 ? "a document that it needs" : `the ${lacking.join(" or ")}`;
  return allowed === "no" ? `denied: no statement of ${where} allows it` : "unknown: it depends on what is not known";
}

const allows = ({ statements }: AskedDocument): boolean =>
  statements.some(({ effect, applies }) => effect === "Allow" && applies === "yes");

/** Whether a document allows the request; one that denies it does not. */
function documentFit({ unread, statements }: AskedDocument): Fit | "silent" {
  const of = (effect: AskedStatement["effect"], applies: Fit) =>
    statements.some((one) => one.effect === effect && one.applies === applies);
  if (of("Deny", "yes")) return "no";
  if (unread !== undefined || of("Deny", "unknown")) return "unknown";
  return of("Allow", "yes") ? "yes" : of("Allow", "unknown") ? "unknown" : "silent";
}

const otherAction = ({ elements }: AskedStatement) =>
  elements.find(({ name, fits }) => /^(Not)?Action$/.test(name) && fits === "no");

/** Whether all of a document is about other actions. */
const isSilent = ({ unread, statements }: AskedDocument): boolean =>
  unread === undefined && statements.every((one) => otherAction(one) !== undefined);

/** Several documents of one side that say nothing of the request, in one paragraph. */
function silentText(documents: readonly AskedDocument[], action: string, layout: Layout): readonly string[] {
  const [side] = documents.map((one) => one.side);
  const names = shortened(documents.map((one) => one.document));
  return headed(
    [{ text: `    ${tick("not reached", layout.colors)} `, length: 6 }],
    `${side}: ${names}: no statement is about ${action}`,
    layout,
  );
}

function documentText(document: AskedDocument, layout: Layout): readonly string[] {
  const fit = documentFit(document);
  const mark = tick(fit === "silent" ? "not reached" : TICK[fit], layout.colors);
  const at = place(document.location);
  return [
    ...headed(
      [{ text: `    ${mark} `, length: 6 }],
      `${document.side}: ${document.document}${at === undefined ? "" : ` (${at})`}`,
      layout,
    ),
    ...(document.unread === undefined ? [] : paragraph(document.unread, layout, "        ")),
    ...document.statements.flatMap((statement) => statementText(statement, layout)),
  ];
}

/** What a statement does to the request: a Deny that is about something else does nothing. */
const MARKS = { Allow: TICK, Deny: { yes: "denied", no: "not reached", unknown: "unknown" } } as const;

const nameOf = ({ effect, sid, pointer }: AskedStatement): string => `${effect} ${sid ? `"${sid}"` : pointer}`;

function statementText(statement: AskedStatement, layout: Layout): readonly string[] {
  const { applies, elements, effect } = statement;
  const mark = tick(MARKS[effect][applies], layout.colors);
  const other = otherAction(statement);
  const head = (text: string) => headed([{ text: `      ${mark} `, length: 8 }], text, layout);
  // of a statement about something else no more is of interest
  if (other) return head(`${nameOf(statement)}: ${other.name} ${shortened(other.written)}`);
  return [...head(nameOf(statement)), ...elements.flatMap((element) => elementText(element, layout))];
}

const MANY = 4;

const shortened = (texts: readonly string[]): string =>
  texts.length > MANY
    ? `${texts.slice(0, MANY).join(", ")} and ${counted(texts.length - MANY, "other")}`
    : texts.join(", ");

/** With what the request has, unless that is what the head of the request shows already. */
function elementText({ name, fits, written, request }: AskedElement, layout: Layout): readonly string[] {
  const shown = `${name}: ${shortened(written) || "nothing"}`;
  const text = fits === "yes" && !/ /.test(name) ? shown : `${shown}; ${requestWords(written, request)}`;
  return headed([{ text: `        ${tick(TICK[fits], layout.colors)} `, length: 10 }], text, layout).map(
    (line, index) => (index === 0 ? line : `      ${line}`),
  );
}

function requestWords(written: readonly string[], request: readonly string[] | undefined): string {
  if (request === undefined) return "what the request has is not known";
  if (request.length === 0) return "the request has no such key";
  const same = request.length === 1 && written.length === 1 && request[0] === written[0];
  return same ? "the request has the same" : `the request has ${shortened(request)}`;
}
