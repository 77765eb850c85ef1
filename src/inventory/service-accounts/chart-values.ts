import { dictionary, type Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { yamlDocuments } from "../../terraform/yaml-documents";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import { textsOf } from "../texts-of";
import { type Block, isBlock, isList, listAt, textValue, unlessWrong } from "../values";
import { hasAnnotation, withObjects } from "./objects-in-values";

/** The values that a release or an add-on gives its chart. */
export interface ReleaseValues {
  /** All that is known of them. */
  readonly known: Block;
  /** Those of them that nothing unknown can replace. */
  readonly certain: Block;
  /** Why not all are known; undefined where they are. */
  readonly open: UnknownValue | undefined;
}

const NONE: ReleaseValues = { known: {}, certain: {}, open: undefined };

/**
 * What `values` and `set` of a helm_release make together: later ones are merged over earlier ones, key by key.
 * @see https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
 * @see https://helm.sh/docs/chart_template_guide/values_files/
 */
export const releaseValues = (release: Resource): ReleaseValues => mergedValues(writtenIn(release));

/**
 * The configuration of an add-on: its chart's values, as JSON or YAML.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html
 */
export const addOnValues = (addOn: Resource): ReleaseValues =>
  mergedValues(eachOf(addOn, "configuration_values", documentOf));

/** What `written` makes together, each merged over those before it. */
export function mergedValues(written: readonly Written[]): ReleaseValues {
  const isNeeded = written.some(({ text }) => text !== undefined && mayAnnotate(text));
  let values = NONE;
  for (const { why, read } of written) {
    const piece = why ?? (isNeeded ? read() : {});
    values =
      piece instanceof UnknownValue
        ? { known: values.known, certain: {}, open: piece }
        : { known: merged(values.known, piece), certain: merged(values.certain, piece), open: values.open };
  }
  return { ...values, known: withObjects(values.known), certain: withObjects(values.certain) };
}

/** A document of values, or one setting. */
export interface Written {
  /** Its text, or the name and the text that it sets; undefined where it is not known. */
  readonly text: string | undefined;
  /** Why it is not known. */
  readonly why?: UnknownValue;
  read(): Block | UnknownValue;
}

/** Most releases have nothing to do with roles, and their values need not be parsed. */
export const mayAnnotate = (text: string): boolean => hasAnnotation(text) || hasUnknown(text);

/** Later over earlier; null takes a key away. */
function merged(under: Block, over: Block): Block {
  const names = new Set([...Object.keys(under), ...Object.keys(over)]);
  return dictionary(
    [...names].flatMap((name): readonly (readonly [string, Value])[] => {
      const [one, other] = [own(under, name), own(over, name)];
      if (other === undefined) return [[name, one ?? null]];
      if (other === null) return [];
      const before = isBlock(other) && Object.keys(other).some(isIndex) ? byIndex(one) : one;
      return [[name, isBlock(before) && isBlock(other) ? merged(before, other) : other]];
    }),
  );
}

const isIndex = (key: string): boolean => /^\d+$/.test(key);

/** A list as what `--set` gives its elements is merged over it. */
const byIndex = (value: Value | undefined): Value | undefined =>
  value !== undefined && isList(value) ? dictionary(value.map((one, at) => [String(at), one])) : value;

const own = (block: Block, name: string): Value | undefined => (Object.hasOwn(block, name) ? block[name] : undefined);

/** In the order in which Helm merges them. */
const writtenIn = (release: Resource): readonly Written[] => [
  ...eachOf(release, "values", documentOf),
  ...["set", "set_list", "set_sensitive", "set_wo"].flatMap((argument) => eachOf(release, argument, settingOf)),
];

function eachOf(
  release: Resource,
  argument: string,
  read: (one: Value, argument: string) => Written,
): readonly Written[] {
  const all = unlessWrong(() => listAt(release, argument) ?? []);
  if (all === undefined) return [unread(new UnknownValue("not-read", `its argument ${argument} needs the account`))];
  return all instanceof UnknownValue
    ? [unread(unknownBecauseOf(all, `its argument ${argument} is not known: ${all.reason}`))]
    : all.map((one) => read(one, argument));
}

export const unread = (why: UnknownValue): Written => ({ text: undefined, why, read: () => why });

export function documentOf(value: Value): Written {
  const text = textValue(value);
  if (text instanceof UnknownValue) return unread(unknownBecauseOf(text, `its values are not known: ${text.reason}`));
  return {
    text,
    read() {
      const documents = yamlDocuments(text ?? "");
      if (!documents) return new UnknownValue("not-read", "its values are not YAML as far as they are known");
      const [first] = documents;
      if (typeof first === "string" && hasUnknown(first)) return NOT_KNOWN;
      return isBlock(first) ? first : {};
    },
  };
}

const NOT_KNOWN = new UnknownValue("not-read", "its values are not known");

/** Values that are no text of YAML, but its content. */
export function blockOf(value: Value): Written {
  if (value instanceof UnknownValue)
    return unread(unknownBecauseOf(value, `its values are not known: ${value.reason}`));
  if (typeof value === "string" && hasUnknown(value)) return unread(NOT_KNOWN);
  return { text: textsOf(value).join("\n"), read: () => (isBlock(value) ? value : {}) };
}

export function settingOf(block: Value, argument: string): Written {
  const name = block instanceof UnknownValue ? block : textValue(isBlock(block) ? own(block, "name") : undefined);
  if (typeof name !== "string" || hasUnknown(name))
    return unread(new UnknownValue("not-read", `a name in its ${argument} is not known`));
  const value = isBlock(block) ? (own(block, "value") ?? null) : null;
  const isText = isBlock(block) && own(block, "type") === "string";
  return {
    text: typeof value === "string" && !hasUnknown(value) ? `${name} ${value}` : name,
    read: () => nested(keysIn(name), typeof value === "string" && !isText ? typed(value) : value),
  };
}

/**
 * The keys of a path as `--set` has it: divided by dots without a backslash before them, `[0]` an index of a list.
 * @see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */
const keysIn = (path: string): readonly string[] =>
  (path.match(/(?:\\.|[^.\\[])+|\[\d+\]|\[/gs) ?? []).map((key) =>
    /^\[\d+\]$/.test(key) ? key.slice(1, -1) : key.replaceAll(/\\(.)/gs, "$1"),
  );

/** `--set` reads true, false and null as such. */
const typed = (text: string): Value =>
  text === "true" ? true : text === "false" ? false : text === "null" ? null : text;

const nested = ([first, ...rest]: readonly string[], value: Value): Block =>
  first === undefined ? {} : { [first]: rest.length === 0 ? value : nested(rest, value) };
