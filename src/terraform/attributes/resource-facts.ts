import { dnsSuffixOf } from "../../aws";
import { type MissingOption, optionText } from "../../unknown/advice";
import { unknownText } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Node } from "../expression/ast";
import type { Lookup } from "../lookup";
import { textOrUnknown, toText, type Value } from "../value";

/** A resource or data source, as the computation of its attributes needs it. */
export interface ResourceFacts {
  readonly stack: string;
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** What is set at `path`; null where nothing is. @throws InputError */
  set(...path: readonly (string | number)[]): Value;
  /** The value of an expression that is written in its block; absent where nothing is written. @throws InputError */
  evaluate?(node: Node): Value;
  /** @throws InputError where it is not known */
  readonly account: string;
  readonly region: string | undefined;
  readonly partition: string;
  /** The tags that its provider gives to everything; null for none. */
  readonly defaultTags: Value;
  /** The block `ignore_tags` of its provider: which tags others set; null for none. */
  readonly ignoredTags: Value;
  readonly lookup: Lookup;
  /** `set` of a terraform_remote_state's location, or of anything that depends on its stack's directory. */
  readonly directory: string;
}

/** What is computed for each attribute of a type. */
export type Attributes = Readonly<Record<string, (subject: ResourceFacts) => Value>>;

/** The unknown text for an attribute that only apply can know. */
export const unknownUntilApply = ({ stack, address }: ResourceFacts, path: string): string =>
  unknownText(`${stack}/${address}.${path}`);

/** What is set at `attribute` as a text, an unknown text where that is unknown; undefined where nothing is set. */
export function textSet(subject: ResourceFacts, ...path: readonly (string | number)[]): string | undefined {
  const value = subject.set(...path);
  return value === null ? undefined : textOrUnknown(value, `${subject.stack}/${subject.address}.${path.join(".")}`);
}

/** A name: as it is set, or a prefix and what apply adds to it. */
export function nameAttribute(subject: ResourceFacts, attribute: string, prefix?: string): string {
  return (
    textSet(subject, attribute) ??
    (prefix === undefined ? "" : (textSet(subject, prefix) ?? "")) + unknownUntilApply(subject, attribute)
  );
}

/** A name that nothing gives a prefix. */
export const plainName = (subject: ResourceFacts): string => nameAttribute(subject, "name");

export const dnsSuffix = ({ partition }: ResourceFacts): string => dnsSuffixOf(partition);

export function regionOf({ region, stack }: ResourceFacts): string {
  return region ?? unknownText(`${stack}/the region`);
}

/** The start of an ARN of `service`, with region and account. */
export const regional = (subject: ResourceFacts, service: string): string =>
  `arn:${subject.partition}:${service}:${regionOf(subject)}:${subject.account}:`;

/** The start of an ARN of IAM. */
export const iam = (subject: ResourceFacts): string => `arn:${subject.partition}:iam::${subject.account}:`;

export function unknownRegion({ stack }: ResourceFacts): UnknownValue {
  const option: MissingOption = { name: "--region", of: stack };
  return new UnknownValue("not-read", `the region of stack ${stack} is not known`, {
    advice: { text: `Give it with ${optionText(option)}.`, options: [option] },
    origin: `${stack}/the region`,
    isText: true,
  });
}

export const plainText = (value: Value): string | undefined =>
  value instanceof UnknownValue ? undefined : toText(value);
