import type { Assumption, ChainResult, Hop } from "../../../proof/proof";
import { type Tree, tree } from "../tree";
import { counted, nameOf, type Shown, SIGNS, wordOf } from "./world";

/** Everything about one chain in tables. A row of hops leads to its statements by `data-hop`. */
export function detailsTree({ chain }: Shown): Tree {
  const steps = chain.hops.map((hop, index) => ({ hop, index }));
  return tree(
    "div",
    { class: "details" },
    table("Hops", ["", "Hop", "Action", "On", "At"], steps.filter(({ hop }) => hop.id !== "grant").map(hopRow)),
    table("Grants", ["", "Grant", "Action", "On", "At"], steps.filter(({ hop }) => hop.id === "grant").map(hopRow)),
    assumptionsTree(chain.assumptions, "Proved if"),
    intrudersTable(chain),
    sharedTable(chain),
    expectationsTable(chain),
  );
}

const place = (location: Hop["location"]): string => (location ? `${location.file}:${location.line}` : "");

function hopRow({ hop, index }: { readonly hop: Hop; readonly index: number }): Tree {
  const { id, verdict, action = "", resource = "", location, message } = hop;
  return tree(
    "tr",
    { class: verdict },
    tree("td", {}, signTree(verdict)),
    tree("td", {}, tree("button", { type: "button", class: "link", "data-hop": index }, id)),
    tree("td", {}, code(action)),
    tree("td", {}, code(resource), message !== undefined && tree("p", { class: "none" }, message)),
    tree("td", { class: "at" }, place(location)),
  );
}

/** Code in a table: a line ends between the parts of a name, and not in a word. */
const code = (text: string): Tree =>
  tree("code", {}, ...text.split(/(?<=[:/._])/).flatMap((part, index) => (index === 0 ? [part] : [tree("wbr"), part])));

export const signTree = (verdict: string): Tree =>
  tree("span", { class: `sign-word tone ${verdict}` }, `${SIGNS[verdict] ?? ""} ${wordOf(verdict)}`);

/** Each cell has the name of its column, which stands before it where there is no room for columns. */
function table(title: string, unnamed: readonly string[], rows: readonly Tree[]): Tree {
  if (rows.length === 0) return tree("span");
  const heads = unnamed.map((head) => (head === "" ? "Decision" : head));
  const named = rows.map((one) => ({
    ...one,
    children: one.children.map((cell, index) =>
      typeof cell === "string"
        ? cell
        : { ...cell, attributes: { ...cell.attributes, "data-head": heads[index] ?? "" } },
    ),
  }));
  return tree(
    "section",
    {},
    tree("h3", {}, title),
    tree(
      "div",
      { class: "scrolls", tabindex: 0, role: "region", "aria-label": title },
      tree(
        "table",
        {},
        tree("thead", {}, tree("tr", {}, ...heads.map((head) => tree("th", { scope: "col" }, head)))),
        tree("tbody", {}, ...named),
      ),
    ),
  );
}

/** What a proof rests on, as a short list. */
export function assumptionsTree(assumptions: readonly Assumption[], title: string): Tree {
  if (assumptions.length === 0) return tree("span");
  return tree(
    "section",
    { class: "assumptions" },
    tree("h3", {}, title),
    tree(
      "ul",
      {},
      ...assumptions.map(({ id, subject, message, accepted }) =>
        tree("li", {}, message, " ", tree("code", {}, `${id}@${subject}`), accepted && " (accepted)"),
      ),
    ),
  );
}

function intrudersTable({ intruders }: ChainResult): Tree {
  const out = intruders.filter(({ verdict }) => verdict === "denied");
  const others = intruders.filter(({ verdict }) => verdict !== "denied");
  const rows = others.map(({ id, verdict, accepted, assumption, message, through = [] }) => {
    const word = verdict === "unknown" ? "may get in" : accepted ? "accepted" : assumption ? "kept out if" : "gets in";
    const tone =
      word === "gets in" ? "denied" : word === "accepted" ? "listed" : word === "kept out if" ? "assumed" : "unknown";
    return tree(
      "tr",
      {},
      tree("td", {}, tree("span", { class: `sign-word tone ${tone}` }, word)),
      tree("td", {}, code(id)),
      tree("td", {}, ...list([...new Set(through.map(({ who }) => who))], message)),
      tree("td", {}, code([...new Set(through.flatMap(({ actions }) => actions))].join(", "))),
      tree(
        "td",
        { class: "at" },
        [...new Set(through.map(({ location }) => place(location)))].filter(Boolean).join(", "),
      ),
    );
  });
  return tree(
    "div",
    {},
    table("Intruders", ["", "Class", "Who", "Does", "At"], rows),
    out.length > 0 &&
      tree(
        "p",
        { class: "kept-out" },
        tree("b", {}, `${counted(out.length, "class").replace(/classs$/, "classes")} of intruders kept out: `),
        out.map(({ id }) => id).join(", "),
      ),
  );
}

const list = (texts: readonly string[], otherwise: string | undefined): readonly Tree[] =>
  texts.length === 0 ? [tree("span", {}, otherwise ?? "")] : texts.map((text) => tree("div", {}, text));

const sharedTable = ({ shared }: ChainResult): Tree =>
  table(
    "Also admitted by name",
    ["Who", "Does", "By", "At"],
    shared.map(({ who, actions, document, location }) =>
      tree(
        "tr",
        {},
        tree("td", {}, who),
        tree("td", {}, code(actions.join(", "))),
        tree("td", {}, document),
        tree("td", { class: "at" }, place(location)),
      ),
    ),
  );

/** How many expectations that failed are told at once. */
const MOST = 5;

/** Expectations that failed: no line of a picture tells of them. */
export function failedTree(chains: readonly Shown[]): Tree {
  const failed = chains.flatMap((one) =>
    one.chain.expectations.filter(({ verdict }) => verdict === "failed").map((expectation) => ({ one, expectation })),
  );
  if (failed.length === 0) return tree("span");
  return tree(
    "ul",
    {},
    ...failed
      .slice(0, MOST)
      .map(({ one, expectation: { can, cannot, on, message } }) =>
        tree(
          "li",
          {},
          tree("strong", { class: "tone failed" }, "✘ expected "),
          `${chains.length > 1 ? `${nameOf(one)} ` : ""}${can === undefined ? `cannot ${cannot}` : `can ${can}`} on `,
          tree("code", {}, on),
          message !== undefined && `: ${message}`,
        ),
      ),
    failed.length > MOST && tree("li", { class: "none" }, `and ${failed.length - MOST} more`),
  );
}

const expectationsTable = ({ expectations }: ChainResult): Tree =>
  table(
    "Expected",
    ["", "What", "On", "Why"],
    expectations.map(({ can, cannot, on, verdict, message }) =>
      tree(
        "tr",
        {},
        tree("td", {}, signTree(verdict)),
        tree("td", {}, code(can === undefined ? `cannot ${cannot}` : `can ${can}`)),
        tree("td", {}, code(on)),
        tree("td", {}, message ?? ""),
      ),
    ),
  );
