import { code, fenced, marked } from "../markdown-code";
import { capital } from "../sentence";
import { documentsOf } from "./stack-documents";
import type { RootModule } from "./terraform-json";
import { inWords, type Reviewed, type ReviewedDocument } from "./words";

/**
 * The review of a stack: each of its documents, indented, with a sentence for each statement. It is made from the Terraform
 * that is applied, for those who approve that: policies are JSON in a text there, on one line.
 */
export function reviewOf(name: string, root: RootModule, account: string): string {
  const stack = documentsOf(root, account);
  const things = inWords(stack);
  const filledIn = things.some(({ documents }) => documents.some(({ policy }) => policy.expressions.length > 0));
  const parts = [
    `# Access in stack ${code(name)}, account ${code(account)}`,
    things.length === 0
      ? "Nothing in this stack says who may do what in AWS."
      : "What the Terraform JSON beside this file says of access. Each sentence is one statement, and says what that says by itself; whether AWS allows a request is up to all of them together.",
    ...(filledIn ? ["What Terraform fills in is written as it is there: `${aws_kms_key.example.arn}`."] : []),
    ...things.flatMap(sectionOf),
  ];
  return `${parts.join("\n\n")}\n`;
}

const sectionOf = ({ address, title, facts, documents }: Reviewed): readonly string[] => [
  `## ${marked(capital(title))}`,
  [`At ${code(address)}.`, ...facts.map(marked)].join(" "),
  ...documents.flatMap(documentOf),
];

const TITLES: Readonly<Record<ReviewedDocument["kind"], string>> = {
  trust: "Trust policy",
  permissions: "Permissions",
  resource: "Resource policy",
  stated: "Permissions",
};

const documentOf = ({ kind, policy, sentences }: ReviewedDocument): readonly string[] => [
  `${TITLES[kind]}:`,
  sentences.length === 0
    ? "What it says is known only once Terraform has filled it in."
    : sentences.map((sentence, index) => `${index + 1}. ${marked(sentence)}`).join("\n"),
  fenced("json", policy.text),
];
