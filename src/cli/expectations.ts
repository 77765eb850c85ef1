import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseAllDocuments } from "yaml";
import { choiceOf } from "../config/suggestion";
import { type AcceptedIntruders, type Expectation, INTRUDERS } from "../proof/proof";
import { WHO_FORM, whoOf } from "../proof/who";
import { InputError } from "../terraform/source-location";

const FORM =
  "{ pod: CHAIN, can: ACTION, on: ARN or STACK/ADDRESS[/key] }, cannot for can, with as: ROLE ARN where the program assumes a role first, or { accept: INTRUDER, by: WHO, on: STACK/ADDRESS, pod: CHAIN, why: TEXT, until: DATE }";

/** The lines of an expectations file. */
export interface ExpectationsFile {
  readonly expectations: readonly Expectation[];
  readonly accepted: readonly AcceptedIntruders[];
}

/**
 * Reads a YAML list of `{ pod, can | cannot, on, as }` and `{ accept, by, on, pod, why, until }`, each with its line.
 * @throws InputError with the line of anything else
 */
export function readExpectations(text: string, file: string): ExpectationsFile {
  const counter = new LineCounter();
  const lineOf = (node: Node | null | undefined): number => (node?.range ? counter.linePos(node.range[0]).line : 1);
  const refuse = (line: number, found: string, expected: string): never => {
    throw new InputError(`found ${found}, expected ${expected}`, { file, line });
  };

  const documents = [...parseAllDocuments<ParsedNode>(text, { lineCounter: counter, prettyErrors: false })];
  for (const { errors } of documents)
    for (const { message, pos } of errors)
      refuse(counter.linePos(pos[0]).line || 1, `invalid YAML (${message.split("\n")[0]})`, "a list of expectations");
  const [document, second] = documents;
  if (second) refuse(lineOf(second.contents), "a second document", "one list of expectations");
  const list = document?.contents;
  if (!isSeq(list)) return refuse(lineOf(list), nodeKind(list), `a list of ${FORM}`);

  const lines = list.items.map((item): Expectation | AcceptedIntruders => {
    const line = lineOf(item as Node);
    if (!isMap(item)) return refuse(line, nodeKind(item), FORM);
    const fields = new Map<string, string>();
    const accepts = item.items.some(({ key }) => isScalar(key) && key.value === "accept");
    const forms = accepts ? ACCEPTANCE : EXPECTATION;
    for (const { key, value } of item.items) {
      const name = isScalar(key) ? String(key.value) : nodeKind(key);
      const at = lineOf(key as Node);
      if (!Object.hasOwn(forms, name)) refuse(at, `the key ${name}`, FORM);
      const target = isAlias(value) && document ? value.resolve(document) : value;
      if (!isScalar(target) || typeof target.value !== "string")
        return refuse(at, `${nodeKind(target)} for ${name}`, "a string");
      const wrong = forms[name]?.(target.value);
      if (wrong) refuse(at, `${JSON.stringify(target.value)} for ${name}`, wrong);
      fields.set(name, target.value);
    }
    return (
      (accepts ? acceptanceIn(fields, line) : expectationIn(fields, line)) ??
      refuse(line, [...fields.keys()].join(", ") || "an empty map", FORM)
    );
  });
  return {
    expectations: lines.filter((one): one is Expectation => "verb" in one),
    accepted: lines.filter((one): one is AcceptedIntruders => "ids" in one),
  };
}

function expectationIn(fields: ReadonlyMap<string, string>, line: number): Expectation | undefined {
  const [pod, can, cannot, on, as] = ["pod", "can", "cannot", "on", "as"].map((name) => fields.get(name));
  const action = can ?? cannot;
  const both = can !== undefined && cannot !== undefined;
  if (pod === undefined || on === undefined || action === undefined || both) return undefined;
  return { line, pod, verb: can === undefined ? "cannot" : "can", action, on, ...(as === undefined ? {} : { as }) };
}

function acceptanceIn(fields: ReadonlyMap<string, string>, line: number): AcceptedIntruders | undefined {
  const ids = INTRUDERS.filter((id) => id === fields.get("accept"));
  const part = (name: string, as: string) => (fields.has(name) ? { [as]: fields.get(name) } : {});
  return { ids, ...part("pod", "chain"), ...part("by", "who"), ...part("on", "on"), ...part("until", "until"), line };
}

type Forms = Readonly<Record<string, (text: string) => string | undefined>>;

// <…> is a part known only after apply, as prove prints it
const chainForm = (text: string): string | undefined =>
  /^[^/\s]+\/[^/\s]+\/[^/\s]+( via \S.*)?$/.test(text.replaceAll(/<[^>]*>/g, "x"))
    ? undefined
    : "cluster/namespace/service-account";

/** What to expect instead, for each field of an expectation, of a text in the wrong form. */
const EXPECTATION: Forms = {
  pod: chainForm,
  can: actionForm,
  cannot: actionForm,
  on: (text) =>
    (text.startsWith("arn:") ? text.split(":").length >= 6 : /^[^/]+\/[^/]/.test(text))
      ? undefined
      : "an ARN or STACK/ADDRESS[/key]",
  as: (text) => (/^arn:[^:]+:iam::\d{12}:role\/\S+$/.test(text) ? undefined : "the ARN of a role"),
};

/** The same for a line that accepts intruders. */
const ACCEPTANCE: Forms = {
  accept: (text) => (INTRUDERS.some((id) => id === text) ? undefined : choiceOf(text, INTRUDERS)),
  by: (text) => (whoOf(text) ? undefined : WHO_FORM),
  on: (text) => (whoOf(text)?.kind === "document" ? undefined : "STACK/ADDRESS"),
  pod: chainForm,
  why: (text) => (text.trim() === "" ? "a reason" : undefined),
  until: (text) => (isDate(text) ? undefined : "a date such as 2030-12-31"),
};

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

function actionForm(text: string): string | undefined {
  return /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/i.test(text) ? undefined : "an action such as s3:GetObject";
}

function nodeKind(node: unknown): string {
  if (isMap(node)) return "a map";
  if (isSeq(node)) return "a list";
  if (isScalar(node)) return node.value === null ? "nothing" : JSON.stringify(node.value);
  return "nothing";
}
