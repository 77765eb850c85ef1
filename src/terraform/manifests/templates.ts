import { unknownText } from "../../unknown/unknown-text";

/** A document of which some is filled in when it is rendered. */
export interface Templated {
  /** With an unknown value for each part that is filled in; lines keep their numbers. */
  readonly text: string;
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
  return {
    text: emptied.replaceAll(ACTION, (_, expression: string) => unknownText(nameOf(expression.trim()))),
    isOpen,
  };
}
