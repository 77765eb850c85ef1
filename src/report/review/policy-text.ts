/** A policy document as Terraform gives it to AWS. */
export interface PolicyText {
  /** Indented, with a newline at its end. What Terraform fills in stands there as `${EXPRESSION}`. */
  readonly text: string;
  /** Undefined where the text is no JSON before Terraform has filled in the rest. */
  readonly json: unknown;
  /** What Terraform fills in: `aws_kms_key.documents.arn`. */
  readonly expressions: readonly string[];
}

/**
 * A document out of a text of Terraform JSON, where `$${` stands for `${` and `%%{` for `%{`.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function policyText(template: string): PolicyText {
  const text = template.replaceAll(/(?<!\$)\$\$\{/g, "${").replaceAll(/(?<!%)%%\{/g, "%{");
  const json = parsed(text);
  return {
    text: json === undefined ? `${text.trimEnd()}\n` : `${JSON.stringify(json, undefined, 2)}\n`,
    json,
    expressions: [...new Set([...template.matchAll(/(?<!\$)\$\{([^}]*)\}/g)].map(([, expression = ""]) => expression))],
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
