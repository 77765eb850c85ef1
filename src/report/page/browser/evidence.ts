import type { ChainResult, Hop } from "../../../proof/proof";
import type { Caller } from "../data";
import type { CallerState, State } from "../elements";
import type { Document, Evidence, ShownFault, Source } from "../evidence";
import { type Tree, tree } from "../tree";
import { linesOf, row, statementTree } from "./statement";
import { data, type Shown, SIGNS } from "./world";

/** What the pod's own side says. */
const OWN: readonly Hop["id"][] = ["association", "service-account", "oidc-provider"];

/**
 * The hops that decide one step together with `hop`: those of the side that goes, and those of the side that admits it;
 * undefined where the hop has both sides itself. The first role of a chain admits the pod, whichever role that is.
 */
function sidesOf({ hops }: ChainResult, { id }: Hop): readonly (readonly Hop["id"][])[] | undefined {
  if (id === "grant") return undefined;
  const first = hops.find((one) => one.id === "primary-trust" || one.id === "target-trust")?.id ?? "primary-trust";
  return OWN.includes(id) || id === first ? [OWN, [first]] : [["primary-permission"], ["target-trust"]];
}

/** Sides of documents that belong to what is gone to. */
const ADMITS: ReadonlySet<string> = new Set(["trust policy", "resource policy", "resource control policy"]);

/** What decides a hop: the two sides beside each other, and what is wrong. */
export function hopTree({ chain, own }: Shown, index: number): Tree {
  const hop = chain.hops[index];
  const evidence = own.evidence[index];
  if (!hop || !evidence) return tree("div");
  const what = [hop.action, hop.resource && `on ${hop.resource}`].filter(Boolean).join(" ");
  const pair = sidesOf(chain, hop);
  const among = (ids: readonly Hop["id"][]) =>
    chain.hops.flatMap((one, at) => (ids.includes(one.id) ? (own.evidence[at] ?? []) : []));
  const sides = pair ? pair.map(among) : [[evidence], [evidence]];
  const columns = sides.map((side, column) => {
    const shown = side.flatMap((one) => cardsOf(one, pair ? undefined : column === 1));
    return shown.length > 0
      ? shown
      : [tree("p", { class: "none" }, column === 1 && !pair ? NO_RESOURCE_SIDE : "No document of this side was read.")];
  });
  return tree(
    "div",
    {},
    tree(
      "p",
      { class: "evidence-head" },
      tree("strong", { class: `tone ${hop.verdict}` }, `${SIGNS[hop.verdict]} ${hop.id} ${hop.verdict}`),
      what !== "" && tree("code", {}, what),
    ),
    ...factsOf(hop, evidence),
    tree(
      "div",
      { class: "sides" },
      column("The caller's side", columns[0] ?? []),
      column("The side that admits it", columns[1] ?? []),
    ),
  );
}

const NO_RESOURCE_SIDE = "No policy of the resource's own has a say.";

const column = (title: string, cards: readonly Tree[]): Tree =>
  tree("section", { class: "side" }, tree("h3", { class: "side-name" }, title), ...cards);

function cardsOf({ documents, source, request }: Evidence, admits: boolean | undefined): readonly Tree[] {
  const own = documents.filter(({ side }) => admits === undefined || ADMITS.has(side) === admits);
  if (documents.length === 0) return source && admits !== true ? [sourceTree(source)] : [];
  return own.map((document) => documentTree(document, request));
}

const heading = (name: string, at: string | undefined): Tree =>
  tree("header", {}, tree("span", { class: "document" }, name), at !== undefined && tree("span", { class: "at" }, at));

function documentTree({ side, name, at, unread, statements, others }: Document, request: Evidence["request"]): Tree {
  const shown = statements.flatMap((index) => data.statements[index] ?? []);
  const more = others === 0 ? "" : `${others} other ${others === 1 ? "statement does" : "statements do"} not apply`;
  return tree(
    "article",
    { class: "card" },
    heading(name.includes(side) ? name : `${side}: ${name}`, at),
    unread !== undefined && tree("p", { class: "none" }, unread),
    ...shown.map((statement) => statementTree(statement, request?.action)),
    shown.length === 0 && unread === undefined && tree("p", { class: "none" }, "It has no statement."),
    more !== "" && tree("p", { class: "none" }, more),
  );
}

/** What of an association, an annotation or a provider decides. */
const KEYS =
  /^\s*"?(cluster(_name)?|namespace|service_account|role_arn|target_role_arn|url|client_id_list|name|eks\.amazonaws\.com\/role-arn)"?\s*[:=]/;

const sourceTree = ({ at, lines }: Source): Tree =>
  tree(
    "article",
    { class: "card" },
    heading("as Terraform has it", at),
    tree("div", { class: "code" }, ...lines.map((line) => row(line, KEYS.test(line) ? "yes" : undefined))),
  );

/** What is wrong, what AWS would say, and what to do. */
function factsOf({ message, awsError, fix, verdict }: Hop, { faults, requests }: Evidence): readonly Tree[] {
  const undecided = requests?.filter(({ allowed }) => allowed !== "yes") ?? [];
  return [
    ...(faults.length > 0 && verdict !== "allowed"
      ? faults.map((fault) => faultTree(fault, verdict))
      : message === undefined
        ? []
        : [tree("p", { class: "message" }, message)]),
    ...(awsError === undefined ? [] : [fact("AWS says", awsError)]),
    ...(fix === undefined ? [] : [fact("Fix", fix)]),
    ...(undecided.length > 0 && requests && requests.length > 1
      ? [fact("Asked", requests.map(({ action, allowed }) => `${action}: ${ANSWERS[allowed]}`).join(", "))]
      : []),
  ];
}

const ANSWERS = { yes: "allowed", no: "denied", unknown: "unknown" } as const;

const fact = (name: string, text: string): Tree => tree("p", { class: "fact" }, tree("b", {}, name), ` ${text}`);

function faultTree({ message, near, at, line }: ShownFault, verdict: Hop["verdict"]): Tree {
  const isOpen = verdict === "unknown";
  return tree(
    "div",
    { class: "fault" },
    tree("p", { class: "message" }, message),
    near !== undefined && tree("p", { class: "message" }, tree("strong", {}, near)),
    line === undefined && at !== undefined && tree("p", { class: "at" }, at),
    line !== undefined &&
      tree(
        "div",
        { class: "code" },
        tree(
          "div",
          { class: `row ${isOpen ? "unknown" : "no"}` },
          tree("span", { class: "sign", "aria-hidden": "true" }, isOpen ? SIGNS.unknown : SIGNS.denied),
          tree("code", {}, line[0].trimStart(), tree("mark", {}, line[1]), line[2]),
          at !== undefined && tree("span", { class: "note" }, at),
        ),
      ),
  );
}

const CALLERS: Readonly<Record<Caller["state"], string>> = {
  "gets-in": "! gets in",
  "may-get-in": "? may get in",
  listed: "+ is admitted by name",
  "kept-out": "is kept out by an assumption",
};

/** Another caller: the request that passes beside the statement that lets it pass. */
export function callerTree({ state, kind, who, actions, statement, at, witness }: Caller): Tree {
  const request = Object.entries(witness ?? {});
  return tree(
    "div",
    {},
    tree(
      "p",
      { class: "evidence-head" },
      tree(
        "strong",
        { class: `tone ${state}` },
        `${state === "listed" && kind !== "shared" ? "+ is accepted" : CALLERS[state]}: ${kind}`,
      ),
      tree("code", {}, who),
    ),
    actions.length > 0 && fact("Does", actions.join(", ")),
    tree(
      "div",
      { class: "sides" },
      column("A request that passes", [
        request.length === 0
          ? tree("p", { class: "none" }, "Any request of this caller that the statement fits.")
          : tree(
              "article",
              { class: "card" },
              tree(
                "dl",
                {},
                ...request.flatMap(([name, value]) => [tree("dt", {}, name), tree("dd", {}, worded(value))]),
              ),
            ),
      ]),
      column("The statement that lets it pass", [
        tree(
          "article",
          { class: "card" },
          heading("as it is written", at),
          tree(
            "div",
            { class: "code" },
            ...(statement === undefined ? [] : linesOf(statement).map(({ text }) => row(text))),
          ),
        ),
      ]),
    ),
  );
}

function worded(value: unknown): string {
  if (Array.isArray(value)) return value.map(worded).join(", ") || "none";
  if (typeof value !== "object" || value === null) return String(value ?? "none");
  return (
    Object.entries(value)
      .map(([name, inner]) => `${name} = ${worded(inner)}`)
      .join(", ") || "none"
  );
}

/** How an edge is called where it cannot be seen. */
export const STATES: Readonly<Record<State | CallerState, string>> = {
  allowed: "allowed",
  assumed: "allowed if an assumption holds",
  unknown: "unknown",
  denied: "denied",
  "not-reached": "not reached",
  "gets-in": "an intruder gets in",
  "may-get-in": "an intruder may get in",
  listed: "admitted by name",
};
