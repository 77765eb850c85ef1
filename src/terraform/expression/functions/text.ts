import { hasUnknown, partsOf, readable, unknownText } from "../../../unknown/unknown-text";
import { UnknownValue } from "../../../unknown/unknown-value";
import { LazyObject, textOrUnknown, type Value } from "../../value";
import { type Body, type Call, knownText, list, open, refuse, text, whole } from "./arguments";
import { graphemes } from "./graphemes";

/** Functions of strings. @see https://developer.hashicorp.com/terraform/language/functions#string-functions */
export const TEXT: Readonly<Record<string, Body>> = {
  chomp: ([value]) => knownText(value).replace(/(?:\r\n?|\n)+$/, ""),
  endswith: ([value, suffix]) => knownText(value).endsWith(knownText(suffix)),
  indent: ([spaces, value]) => indent(text(value), `\n${" ".repeat(within(whole(spaces)))}`),
  join,
  lower: ([value]) =>
    eachPart(text(value), "lower", (part) => [...part].map((one) => [...one.toLowerCase()][0]).join("")),
  split: ([separator, value]) => knownText(value).split(knownText(separator)),
  startswith: ([value, prefix]) => startsWith(text(value), text(prefix)),
  strcontains: ([value, part]) => knownText(value).includes(knownText(part)),
  strrev: ([value]) => graphemes(knownText(value)).reverse().join(""),
  substr: ([value, offset, length]) => substr(knownText(value), whole(offset), whole(length)),
  title: ([value]) => title(knownText(value)),
  trim: ([value, characters]) => trim(knownText(value), new Set(knownText(characters))),
  trimprefix: ([value, prefix]) => trimprefix(text(value), text(prefix)),
  trimspace: ([value]) => knownText(value).replace(/^[\s\u0085]+|[\s\u0085]+$/g, ""),
  trimsuffix: ([value, suffix]) => {
    const [subject, end] = [knownText(value), knownText(suffix)];
    return end !== "" && subject.endsWith(end) ? subject.slice(0, -end.length) : subject;
  },
  upper: ([value]) => eachPart(text(value), "upper", (part) => simply(part, (one) => one.toUpperCase())),
};

const within = (count: number): number =>
  count >= 0 && count <= 10_000 ? count : refuse("a number of spaces is not between 0 and 10000");

/** Of a text's unknown parts, what the function makes of them has a name of its own. */
const eachPart = (value: string, name: string, body: (part: string) => string): string =>
  partsOf(value)
    .map((part) => (hasUnknown(part) ? unknownText(`${name}(${part})`) : body(part)))
    .join("");

/** An unknown part may have several lines too, unless it is a name that AWS takes in one only. */
const indent = (value: string, between: string): string =>
  partsOf(value)
    .map((part) =>
      hasUnknown(part) && !NAME_IN_ONE_LINE.test(readable(part))
        ? unknownText(`indent ${between.length - 1}(${part})`)
        : part.replaceAll("\n", between),
    )
    .join("");

/**
 * Attributes of IAM, EKS and buckets by which they are named.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const NAME_IN_ONE_LINE =
  /^<[^()]*[/.]aws_(?:iam_\w+|eks_\w+|s3_bucket)\.[\w-]+(?:\[[^\]]*\])?\.(?:arn|bucket|id|name|unique_id)>$/;

/** Go maps one character to one: `ß` has no upper case, and that of `İ` below is `i`. */
const simply = (value: string, change: (character: string) => string): string =>
  [...value].map((one) => ([...change(one)].length === 1 ? change(one) : one)).join("");

function join(args: readonly Value[], { nameOf }: Call): Value {
  const [separator, ...lists] = args;
  const between = text(separator);
  const [only, ...others] = lists.flatMap((arg) => list(arg));
  // one alone is what it is, with the reason for which it is not known
  if (only instanceof UnknownValue && others.length === 0 && !(only instanceof LazyObject))
    return only.as({ isText: true });
  return lists
    .flatMap((arg, at) =>
      list(arg).map(
        (item, index) =>
          textOrUnknown(item, `${nameOf(at + 1)}[${index}]`) ?? refuse("an element that join is given is not a string"),
      ),
    )
    .join(between);
}

function startsWith(value: string, prefix: string): boolean {
  if (value.startsWith(prefix)) return true;
  const [start = ""] = partsOf(value);
  if (!hasUnknown(prefix) && (start.length >= prefix.length || !prefix.startsWith(start) || start === value))
    return false;
  return differ(partsOf(prefix)[0] ?? "", start) ? false : open("a string");
}

/** Whether two texts differ as far as both go. */
const differ = (a: string, b: string): boolean => !a.startsWith(b) && !b.startsWith(a);

function substr(value: string, offset: number, length: number): string {
  const all = graphemes(value);
  const start = offset < 0 ? offset + all.length : offset;
  if (offset >= 0 && length === 0) return "";
  const rest = all.slice(Math.max(start, 0));
  // with an offset from the end Terraform takes a length of 0 for all that is left
  return (length <= 0 ? rest : rest.slice(0, length)).join("");
}

/** The letters that begin words in upper case. @see https://pkg.go.dev/strings#Title */
const title = (value: string): string =>
  value.replace(/(^|[^\p{L}\p{N}_])(\p{L})/gu, (whole, before: string, letter: string) =>
    before === "" || /[\p{ASCII}\s]/u.test(before) ? before + simply(letter, (one) => one.toUpperCase()) : whole,
  );

function trim(value: string, characters: ReadonlySet<string>): string {
  const all = [...value];
  let [start, end] = [0, all.length];
  while (start < end && characters.has(all[start] ?? "")) start++;
  while (end > start && characters.has(all[end - 1] ?? "")) end--;
  return all.slice(start, end).join("");
}

function trimprefix(value: string, prefix: string): string {
  return startsWith(value, prefix) ? value.slice(prefix.length) : value;
}
