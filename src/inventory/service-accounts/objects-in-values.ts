import { SERVICE_ACCOUNT_ANNOTATIONS } from "../../aws";
import { dictionary, type Value } from "../../terraform/value";
import { yamlDocuments } from "../../terraform/yaml-documents";
import { type Block, isBlock, isList } from "../values";

/** Whether `text` has the annotation of a service account's role, also where `--set` has escaped its dots. */
export const hasAnnotation = (text: string): boolean =>
  text.replaceAll("\\", "").includes(SERVICE_ACCOUNT_ANNOTATIONS.role);

/**
 * Values with objects in place of the texts of YAML that hold them: what charts apply as it stands, such as
 * `extraObjects`. Any other text stays one.
 * @see https://github.com/bitnami/charts/tree/main/bitnami/common#tplvalues
 */
export const withObjects = (values: Block): Block =>
  dictionary(Object.entries(values).map(([key, value]) => [key, expanded(value)] as const));

/** `name: {{ … }}`, which is a text once the chart has filled it in, and an object of YAML before. */
const FILLED_IN = /^([ -]*[\w./-]+:[ \t]+)(\{\{.*\}\})[ \t]*$/gm;

function expanded(value: Value): Value {
  if (isList(value)) return value.map(expanded);
  if (isBlock(value)) return withObjects(value);
  if (typeof value !== "string" || !hasAnnotation(value)) return value;
  const text = value.replaceAll(FILLED_IN, (_, key: string, one: string) => key + JSON.stringify(one));
  const objects = yamlDocuments(text)?.filter((one) => one !== null) ?? [];
  return objects.length > 0 && objects.every(isObject) ? objects.map(expanded) : value;
}

const isObject = (value: Value): boolean => isBlock(value) && typeof value.kind === "string";

/** Whether a text is left in `values` that annotates, and is not read. */
export function hasUnreadText(values: Value): boolean {
  if (isList(values)) return values.some(hasUnreadText);
  return isBlock(values)
    ? Object.values(values).some(hasUnreadText)
    : typeof values === "string" && hasAnnotation(values);
}
