import type { Script } from "node:vm";
import { dictionary, type Value } from "../../value";
import { type Body, knownText, notRead, refuse } from "./arguments";
import { NotRe2, NotTranslated, translate } from "./re2-syntax";

/** Functions of regular expressions. @see https://developer.hashicorp.com/terraform/language/functions/regex */
export const REGEX: Readonly<Record<string, Body>> = {
  regex: ([pattern, value]) => {
    const subject = knownText(value);
    const [first] = matchesOf(knownText(pattern), subject);
    return first ? groupsOf(first) : refuse("the regular expression matches nothing in its string");
  },
  regexall: ([pattern, value]) => matchesOf(knownText(pattern), knownText(value)).map(groupsOf),
  replace: ([value, search, replacement]) => {
    const [subject, wanted, by] = [knownText(value), knownText(search), knownText(replacement)];
    const [, pattern] = /^\/(.*)\/$/s.exec(wanted) ?? [];
    if (pattern !== undefined) return replaced(subject, matchesOf(pattern, subject), by);
    return wanted === "" ? ["", ...subject, ""].join(by) : subject.split(wanted).join(by);
  },
};

/** What a match gives: itself, or its groups by number or by name. */
function groupsOf(match: RegExpExecArray): Value {
  const { groups } = match;
  if (match.length === 1) return match[0];
  if (!groups) return match.slice(1).map((one: string | undefined) => one ?? null);
  if (Object.keys(groups).length < match.length - 1) refuse("a regular expression has groups with and without names");
  return dictionary(Object.entries(groups).map(([name, one]: [string, string | undefined]) => [name, one ?? null]));
}

/** In `replacement`, `$1`, `${1}` and `$name` are groups, of the longest name possible. @see https://pkg.go.dev/regexp#Regexp.Expand */
function replaced(subject: string, matches: readonly RegExpExecArray[], replacement: string): string {
  let [text, at] = ["", 0];
  for (const match of matches) {
    const by = replacement.replaceAll(
      /\$\$|\$\{([^}]*)\}|\$(\w+)/g,
      (dollars: string, braced: string | undefined, bare: string | undefined) => {
        if (dollars === "$$") return "$";
        const name = braced ?? bare ?? "";
        if (!/^\w+$/.test(name)) return dollars;
        return (/^\d+$/.test(name) ? match[Number(name)] : own(match.groups, name)) ?? "";
      },
    );
    text += subject.slice(at, match.index) + by;
    at = match.index + match[0].length;
  }
  return text + subject.slice(at);
}

const own = (groups: Record<string, string> | undefined, name: string): string | undefined =>
  groups && Object.hasOwn(groups, name) ? groups[name] : undefined;

/** What matches, from left to right; nothing at all is no match right behind another. @throws Failure */
function matchesOf(pattern: string, subject: string): readonly RegExpExecArray[] {
  const regex = compiled(pattern);
  const all = mayBacktrack(pattern, subject) ? limited(regex, subject) : [...subject.matchAll(regex)];
  let end = -1;
  return all.filter((match) => {
    const kept = match[0] !== "" || match.index !== end;
    end = match.index + match[0].length;
    return kept;
  });
}

function compiled(pattern: string): RegExp {
  try {
    const { source, flags } = translate(pattern);
    return new RegExp(source, `g${flags}`);
  } catch (error) {
    if (error instanceof NotTranslated) notRead(`the regular expression ${pattern} is not read`, true);
    if (error instanceof NotRe2 || error instanceof SyntaxError) refuse(`${pattern} is not a regular expression`);
    throw error;
  }
}

/** Terraform's expressions take linear time, JavaScript's may not where what is repeated holds repetitions. */
const mayBacktrack = (pattern: string, subject: string): boolean => subject.length > 500 || /\)[*+{]/.test(pattern);

const LIMIT = 100;
let context: { regex?: RegExp; subject?: string } | undefined;
let script: Script | undefined;

function limited(regex: RegExp, subject: string): readonly RegExpExecArray[] {
  const { createContext, Script } = process.getBuiltinModule("node:vm");
  context ??= createContext({}) as { regex?: RegExp; subject?: string };
  script ??= new Script("[...subject.matchAll(regex)]");
  Object.assign(context, { regex, subject });
  try {
    return script.runInContext(context, { timeout: LIMIT }) as readonly RegExpExecArray[];
  } catch {
    return notRead("a regular expression takes too long", true);
  }
}
