import type { Assumption } from "../../../proof/proof";
import { type Tree, tree } from "../tree";
import type { Filter } from "./state";
import { acceptedCallers, allAssumptions, sentenceOf, VERDICTS } from "./verdict";
import { all, counted, proof, SIGNS, wordOf } from "./world";

/** The verdict and the totals, which also choose what is listed. */
export function headTree(): Tree {
  const totals = VERDICTS.map((verdict) => ({
    verdict,
    number: all.filter(({ chain }) => chain.verdict === verdict).length,
  }));
  return tree(
    "header",
    { class: "top" },
    tree(
      "div",
      { class: "verdict" },
      tree(
        "h1",
        {},
        tree("span", { class: `tone ${proof.verdict}` }, `${SIGNS[proof.verdict]} ${wordOf(proof.verdict)}`),
      ),
      tree("p", {}, sentenceOf(proof)),
    ),
    tree(
      "div",
      { class: "totals", role: "group", "aria-label": "Totals" },
      total("", tree("b", {}, `${all.length}`), all.length === 1 ? "chain" : "chains"),
      ...totals
        .filter(({ number }) => number > 0)
        .map(({ verdict, number }) =>
          total(verdict, tree("b", { class: `tone ${verdict}` }, `${SIGNS[verdict]} ${number}`), wordOf(verdict)),
        ),
    ),
  );
}

/** A total chooses the chains that it counts, where there is anything to choose among. */
const total = (verdict: string, ...children: readonly (Tree | string)[]): Tree =>
  all.length === 1
    ? tree("div", {}, ...children)
    : tree("button", { type: "button", "data-verdict": verdict, "aria-pressed": String(verdict === "") }, ...children);

/** How many assumptions are listed at once. */
const SHORT = 3;

/** What the whole proof rests on, and what was found besides. */
export function restTree(): Tree {
  const list = allAssumptions(proof);
  const callers = acceptedCallers(proof);
  const title = proof.verdict === "refuted" || proof.verdict === "unknown" ? "Assumed" : "Proved if";
  const messages = (some: readonly Assumption[]) =>
    tree("ul", {}, ...some.map(({ message, accepted }) => tree("li", {}, message, accepted && " (accepted)")));
  return tree(
    "div",
    { class: "rest" },
    list.length > 0 && tree("section", { class: "assumptions" }, tree("h2", {}, title), messages(list.slice(0, SHORT))),
    list.length > SHORT &&
      tree(
        "details",
        { class: "assumptions" },
        tree("summary", {}, counted(list.length - SHORT, "more assumption")),
        messages(list.slice(SHORT)),
      ),
    callers.length > 0 &&
      tree(
        "section",
        { class: "accepted-callers" },
        tree("h2", {}, "Other callers that were accepted"),
        tree(
          "ul",
          {},
          ...callers.map(({ id, chains }) =>
            tree(
              "li",
              {},
              tree("code", {}, id),
              ` at ${chains.length === 1 ? chains[0] : counted(chains.length, "chain")}`,
            ),
          ),
        ),
      ),
    proof.findings.length > 0 &&
      tree("details", { id: "findings" }, tree("summary", {}, counted(proof.findings.length, "finding"))),
  );
}

/** What was found besides: made when it is asked for, since it may be long. */
export const findingsTree = (): Tree =>
  tree(
    "ul",
    {},
    ...proof.findings.map(({ code, level, message, fix }) =>
      tree(
        "li",
        {},
        tree("b", {}, `${level} ${code} `),
        message,
        fix !== undefined && tree("p", { class: "none" }, fix),
      ),
    ),
  );

/** What chains are looked for by. */
export function filterTree(): Tree {
  return tree(
    "form",
    { class: "filter", role: "search", "aria-label": "Find chains" },
    tree(
      "label",
      {},
      "Search ",
      tree("input", { type: "search", name: "text", autocomplete: "off", placeholder: "name, account, ARN" }),
    ),
    choice(
      "Account",
      "account",
      all.flatMap(({ own }) => own.accounts),
    ),
    choice(
      "Cluster",
      "cluster",
      all.map(({ own }) => own.cluster),
    ),
    choice(
      "Namespace",
      "namespace",
      all.map(({ own }) => own.namespace),
    ),
    choice(
      "Resource",
      "resource",
      all.flatMap(({ own }) => own.resources),
    ),
    choice(
      "Verdict",
      "verdict",
      all.map(({ chain }) => chain.verdict),
    ),
    tree("button", { type: "reset" }, "Clear"),
  );
}

function choice(title: string, name: keyof Filter, values: readonly string[]): Tree {
  const options = [...new Set(values)].sort();
  return tree(
    "label",
    {},
    `${title} `,
    tree(
      "select",
      { name },
      tree("option", { value: "" }, "any"),
      ...options.map((value) => tree("option", { value }, name === "verdict" ? wordOf(value) : value)),
    ),
  );
}

/** What the shapes and words on edges mean. */
export const legendTree = (): Tree =>
  tree(
    "ul",
    { class: "legend", "aria-label": "Legend" },
    ...(
      [
        ["allowed", "✔ allowed"],
        ["assumed", "◇ allowed if"],
        ["unknown", "? unknown"],
        ["denied", "✘ denied"],
        ["gets-in", "! intruder gets in"],
        ["listed", "+ shared"],
      ] as const
    ).map(([state, text]) =>
      tree(
        "li",
        { class: state },
        tree(
          "svg",
          { width: 40, height: 12, viewBox: "0 0 40 12", "aria-hidden": "true" },
          tree("path", { class: "stroke", d: "M1,6L39,6" }),
        ),
        text,
      ),
    ),
  );
