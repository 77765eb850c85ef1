import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseAllDocuments } from "yaml";
import type { Expectation } from "../proof/proof";
import { InputError } from "../terraform/source-location";

const FORM = "{ pod: CHAIN, can: ACTION, on: ARN or STACK/ADDRESS[/key] }, or cannot for can";

/**
 * The expectations of a file: a YAML list of `{ pod, can | cannot, on }`, each with its line.
 * @throws InputError with the line of anything else
 */
export function readExpectations(text: string, file: string): readonly Expectation[] {
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

  return list.items.map((item): Expectation => {
    const line = lineOf(item as Node);
    if (!isMap(item)) return refuse(line, nodeKind(item), FORM);
    const fields = new Map<string, string>();
    for (const { key, value } of item.items) {
      const name = isScalar(key) ? String(key.value) : nodeKind(key);
      const at = lineOf(key as Node);
      if (!/^(pod|can|cannot|on)$/.test(name)) refuse(at, `the key ${name}`, FORM);
      const target = isAlias(value) && document ? value.resolve(document) : value;
      if (!isScalar(target) || typeof target.value !== "string")
        return refuse(at, `${nodeKind(target)} for ${name}`, "a string");
      const wrong = EXPECTED_FORM[name]?.(target.value);
      if (wrong) refuse(at, `${JSON.stringify(target.value)} for ${name}`, wrong);
      fields.set(name, target.value);
    }
    const [pod, can, cannot, on] = ["pod", "can", "cannot", "on"].map((name) => fields.get(name));
    const action = can ?? cannot;
    if (pod === undefined || on === undefined || action === undefined || fields.size !== 3)
      return refuse(line, [...fields.keys()].join(", ") || "an empty map", FORM);
    return { line, pod, verb: can === undefined ? "cannot" : "can", action, on };
  });
}

/** What to expect instead, for each field, of a text in the wrong form. */
const EXPECTED_FORM: Readonly<Record<string, (text: string) => string | undefined>> = {
  // <…> is a part known only after apply, as prove prints it
  pod: (text) =>
    /^[^/\s]+\/[^/\s]+\/[^/\s]+( via \S.*)?$/.test(text.replaceAll(/<[^>]*>/g, "x"))
      ? undefined
      : "cluster/namespace/service-account",
  can: actionForm,
  cannot: actionForm,
  on: (text) =>
    (text.startsWith("arn:") ? text.split(":").length >= 6 : /^[^/]+\/[^/]/.test(text))
      ? undefined
      : "an ARN or STACK/ADDRESS[/key]",
};

function actionForm(text: string): string | undefined {
  return /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/i.test(text) ? undefined : "an action such as s3:GetObject";
}

function nodeKind(node: unknown): string {
  if (isMap(node)) return "a map";
  if (isSeq(node)) return "a list";
  if (isScalar(node)) return node.value === null ? "nothing" : JSON.stringify(node.value);
  return "nothing";
}
