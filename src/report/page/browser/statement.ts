import type { Element, Statement } from "../evidence";
import { type Tree, tree } from "../tree";

interface Line {
  readonly text: string;
  /** `Action`, or `StringEquals aws:PrincipalTag/x`. */
  readonly element: string;
}

/** How long a list may be on one line. */
const WIDE = 56;

/** A statement over several lines, each with the element that it begins. */
export function linesOf(source: string): readonly Line[] {
  let statement: unknown;
  try {
    statement = JSON.parse(source);
  } catch {
    return source.split("\n").map((text) => ({ text, element: "" }));
  }
  return [...lines(statement, "", "", [])];
}

function* lines(value: unknown, before: string, after: string, path: readonly string[]): Generator<Line> {
  const depth = "  ".repeat(path.length);
  const element = path[0] === "Condition" ? path.slice(1, 3).join(" ") : (path[0] ?? "");
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    yield { text: `${depth}${before}${JSON.stringify(value)}${after}`, element };
    return;
  }
  const short = JSON.stringify(value).replaceAll(/(?<=[",\]}\d]),(?=["[{\d])/g, ", ");
  if (Array.isArray(value) && value.every((one) => typeof one !== "object") && short.length <= WIDE) {
    yield { text: `${depth}${before}${short}${after}`, element };
    return;
  }
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  yield { text: `${depth}${before}${open}`, element };
  const entries = Object.entries(value);
  for (const [index, [key, inner]] of entries.entries()) {
    const comma = index < entries.length - 1 ? "," : "";
    // what is in a list is part of the element that has the list
    const name = Array.isArray(value) ? "" : `${JSON.stringify(key)}: `;
    yield* lines(inner, name, comma, Array.isArray(value) ? [...path, ""] : [...path, key]);
  }
  yield { text: `${depth}${close}${after}`, element: "" };
}

const MARKS = { yes: ["✔", "fits"], no: ["✘", "does not fit"], unknown: ["?", "may fit"] } as const;

/** A statement as JSON; each line that decides is marked, with what the request has instead. */
export function statementTree({ effect, applies, source, elements }: Statement, action: string | undefined): Tree {
  const marked = new Set<Element>();
  const find = (name: string) => {
    const found = elements.find((one) => one.name.toLowerCase() === name.toLowerCase() && !marked.has(one));
    if (found) marked.add(found);
    return found;
  };
  const verdict = applies === "yes" ? (effect === "Allow" ? "yes" : "no") : applies === "no" ? undefined : "unknown";
  const rows = linesOf(source).map(({ text, element }) => {
    if (element === "Effect") return row(text, verdict, undefined, verdict !== undefined);
    const found = element === "" ? undefined : find(element);
    return row(text, found?.fits, found && noteOf(found));
  });
  const word = applies === "yes" ? "applies" : applies === "no" ? "does not apply" : "may apply";
  return tree(
    "div",
    { class: `statement ${applies}` },
    tree("p", { class: "statement-head" }, `${effect}: ${word}${action === undefined ? "" : ` to ${action}`}`),
    tree("div", { class: "code" }, ...rows),
  );
}

/** One line of code; what wraps hangs below its beginning. */
export function row(text: string, fits?: Element["fits"], note?: string, decides = false): Tree {
  const [sign, words] = fits ? MARKS[fits] : ["", ""];
  const depth = Math.min(DEEPEST, Math.floor(text.search(/\S|$/) / 2));
  return tree(
    "div",
    { class: `row ${fits ?? "plain"}${decides ? " decides" : ""}` },
    tree("span", { class: "sign", "aria-hidden": "true" }, sign),
    tree("code", { class: `d${depth}` }, text.trimStart()),
    words !== "" && tree("span", { class: "unseen" }, ` (${words})`),
    note !== undefined && tree("span", { class: "note" }, note),
  );
}

/** The style sheet indents as deep as this. */
const DEEPEST = 7;

function noteOf({ fits, request }: Element): string | undefined {
  if (fits === "yes") return undefined;
  if (request === undefined) return "what the request has is not known";
  return request.length === 0 ? "the request has no such key" : `the request has ${request.join(", ")}`;
}
