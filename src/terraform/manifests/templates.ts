import { unknownText } from "../../unknown/unknown-text";

/** A document of which some is filled in when it is rendered. */
export interface Templated {
  /** With an unknown value for each part that is filled in; lines keep their numbers. undefined where lines depend on it. */
  readonly text: string | undefined;
  /** Whether something decides if the document, or a part of it, is there, or adds to it. */
  readonly isOpen: boolean;
}

/** What stands between the braces of Go's templates, as Helm charts have them. */
const ACTION = /\{\{-?((?:"(?:\\.|[^"\\])*"|`[^`]*`|[^"`])*?)-?\}\}/gs;

export const isTemplate = (text: string): boolean => text.includes("{{");

/**
 * `text` without its template actions. Those on lines of their own decide what is there, or add to it, and are left out; one
 * inside of a value stands for what is not known of it. One expression is one value within a file.
 * @see https://helm.sh/docs/chart_template_guide/
 */
export function withoutTemplates(text: string, file: string): Templated {
  const names = new Map<string, string>();
  const nameOf = (expression: string): string => {
    const plain = `${file} ${expression}`.replaceAll(/[^\w.$/ -]+/g, " ").trim();
    const known = names.get(plain);
    if (known === undefined) names.set(plain, expression);
    return known === undefined || known === expression ? plain : `${plain} ${names.size}`;
  };
  let isOpen = false;
  const emptied = text.replaceAll(/^[ \t]*\{\{.*\}\}[ \t]*$/gm, (line) => {
    // a comment says nothing
    if (!/^\s*\{\{-?\s*\/\*.*\*\/\s*-?\}\}\s*$/.test(line)) isOpen = true;
    return "";
  });
  return { text: withoutActions(emptied, (expression) => unknownText(nameOf(expression))), isOpen };
}

/**
 * `text` with what `unknown` gives for each action. What a condition or a loop chooses, from its beginning to its end, is one
 * value; undefined where that is more than a part of a line.
 */
function withoutActions(text: string, unknown: (expression: string) => string): string | undefined {
  let result = "";
  let end = 0;
  let begin = 0;
  let depth = 0;
  for (const { 0: action, 1: inner = "", index } of text.matchAll(ACTION)) {
    const [word = ""] = /^\w*/.exec(inner.trim()) ?? [];
    if (depth === 0) {
      result += text.slice(end, index);
      begin = index;
    }
    if (/^(if|with|range|block|define)$/.test(word)) depth += 1;
    else if (word === "end") depth -= 1;
    if (depth < 0) return undefined;
    if (depth > 0) continue;
    end = index + action.length;
    const whole = text.slice(begin, end);
    if (begin !== index && whole.includes("\n")) return undefined;
    result += unknown(begin === index ? inner.trim() : whole);
  }
  return depth > 0 ? undefined : result + text.slice(end);
}
