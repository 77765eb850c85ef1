import { code, fenced, marked } from "../markdown-code";
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
  const filledIn = things.some(({ documents }) =>
    documents.some(({ text }) => /\$\{(data\.)?\w+\.[\w-]+\./.test(text)),
  );
  const parts = [
    `# Access in stack ${code(name)}, account ${code(account)}`,
    things.length === 0
      ? "Nothing in this stack says who may do what in AWS."
      : "What `cdk.tf.json` beside this file says of access. Each sentence is one statement, and says what that says by itself; whether AWS allows a request is up to all of them together.",
    ...(filledIn ? ["What Terraform fills in is written as it is there: `${aws_kms_key.example.arn}`."] : []),
    ...things.flatMap(sectionOf),
  ];
  return `${parts.join("\n\n")}\n`;
}

const sectionOf = ({ address, title, facts, documents }: Reviewed): readonly string[] => [
  `## ${capital(marked(title))}`,
  [`At ${code(address)}.`, ...facts.map(marked)].join(" "),
  ...documents.flatMap(documentOf),
];

const documentOf = ({ title, text, sentences }: ReviewedDocument): readonly string[] => [
  `${capital(title)}:`,
  sentences.length === 0
    ? "What it says is known only once Terraform has filled it in."
    : sentences.map((sentence, index) => `${index + 1}. ${marked(sentence)}`).join("\n"),
  fenced("json", text),
];

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
