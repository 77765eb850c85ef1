import { hasUnknown } from "../../../unknown/unknown-text";
import { isDictionary, isList, toText, unknownIn, type Value } from "../../value";
import { Failure, notRead } from "./arguments";

/**
 * What Terraform's `yamlencode` gives: names sorted and quoted, strings quoted or, of several lines, as blocks.
 * @throws Failure for what is not fully known
 * @see https://developer.hashicorp.com/terraform/language/functions/yamlencode
 */
export function yamlencode(value: Value): string {
  const unknown = unknownIn(value);
  if (unknown) throw new Failure(unknown);
  // a plain scalar alone is followed by the end of its document
  const end = typeof value === "object" && value !== null ? "" : typeof value === "string" ? "" : "...\n";
  return `${written(value, "")}\n${end}`.replace(/^\n/, "");
}

/** A value behind a name or a hyphen, or at the top: where it begins on a line of its own, with the line break before it. */
function written(value: Value, indentation: string): string {
  if (isList(value))
    return value.length === 0
      ? "[]"
      : `\n${value.map((one) => `${indentation}- ${item(one, `${indentation}  `)}`).join("\n")}`;
  if (isDictionary(value)) {
    const names = Object.keys(value).sort();
    if (names.length === 0) return "{}";
    return `\n${names.map((name) => `${indentation}${quoted(name)}:${member(value[name] ?? null, indentation)}`).join("\n")}`;
  }
  return typeof value === "string" ? string(value, indentation) : (toText(value) ?? "null");
}

/** Behind a hyphen, the first line of a list or map stands on its line. */
const item = (value: Value, indentation: string): string =>
  written(value, indentation).replace(new RegExp(`^\\n${indentation}`), "");

/** A list begins where the name of it does, a map further in. */
function member(value: Value, indentation: string): string {
  const text = written(value, isList(value) ? indentation : `${indentation}  `);
  return text.startsWith("\n") ? text : ` ${text}`;
}

function string(value: string, indentation: string): string {
  if (!value.includes("\n")) return quoted(value);
  // what begins with blanks needs an indicator, what ends in line breaks another
  if (hasUnknown(value) || !/^[^\s][\t\n\x20-\x7e\xa0-\ud7ff]*$/.test(value))
    return notRead("a string of several lines is not written", true);
  const lines = value.replace(/\n+$/, "").split("\n");
  const ending = value.length - lines.join("\n").length;
  const mark = ending === 0 ? "|-" : ending === 1 ? "|" : "|+";
  const inner = indentation === "" ? "  " : indentation;
  const body = lines.map((line) => (line === "" ? "" : inner + line)).join("\n");
  return `${mark}\n${body}${"\n".repeat(Math.max(ending - 1, 0))}`;
}

const quoted = (value: string): string => {
  if (!/^[\x20-\x7e]*$/.test(value)) return notRead("a string with such characters is not written", true);
  return `"${value.replaceAll(/[\\"]/g, "\\$&")}"`;
};
