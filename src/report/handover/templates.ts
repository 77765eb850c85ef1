/** A piece of a text of Terraform: written out, or to be worked out by Terraform. */
export interface TemplatePart {
  readonly kind: "text" | "expression";
  readonly text: string;
}

/**
 * Takes a template apart. What is escaped in it (`$${`) stays so; a brace within quotation marks of an expression does not
 * end that.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#string-templates
 */
export function templateParts(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  let text = "";
  while (at < template.length) {
    if (template.startsWith("$${", at)) {
      text += "$${";
      at += 3;
    } else if (template.startsWith("${", at)) {
      const end = endOfExpression(template, at + 2);
      if (text !== "") parts.push({ kind: "text", text });
      parts.push({ kind: "expression", text: template.slice(at + 2, end) });
      text = "";
      at = end + 1;
    } else {
      text += template.charAt(at);
      at += 1;
    }
  }
  return text === "" ? parts : [...parts, { kind: "text", text }];
}

/** Where the brace is that closes an expression. */
function endOfExpression(template: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < template.length; at += 1) {
    const character = template.charAt(at);
    if (quoted && character === "\\") at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === "{") depth += 1;
    else if (!quoted && character === "}" && depth === 0) return at;
    else if (!quoted && character === "}") depth -= 1;
  }
  return template.length;
}
