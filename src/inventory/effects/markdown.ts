import { ON_SUBJECT, WIDE } from "./effective-types";
import { INERT, READ, TWINS, WORDS } from "./read-and-inert";
import type { Row, SubjectRow, WideRow } from "./rows";

/** The text of docs/not-modelled.md: the same table that makes `prove` answer `unknown`, or name an assumption. */
export const notModelledMarkdown = (): string => `# What prove does not read

Written by \`npm run docs\` from \`src/inventory/effects\`; do not edit. A resource of the world that could change who
gets to something of a chain, and is not read, is never passed over: what it could change is \`unknown\` (code
\`type-not-read\`), or rests on the assumption \`not-modelled\`.

## On one resource or role

What the named arguments of these types lead to makes the grants on it, and every class of intruders at it, \`unknown\`, as
far as the type can change them: one that only lets others in leaves an allowed hop allowed, one that only refuses leaves
intruders as they are.

| type | effective where set | names its subject by | what it may do |
| --- | --- | --- | --- |
${ON_SUBJECT.map(subjectRow).join("\n")}

## On a whole account

Each of these in an account of the chain's roles, resources or cluster is the assumption \`not-modelled\`, once for a type
and account.

| type | where | what it may do |
| --- | --- | --- |
${WIDE.map(wideRow).join("\n")}

## Everything else

- Read: ${codes(READ)}.
- A type that stands in none of these lists has an effect on everything its arguments name if its own name holds one of
  ${codes(WORDS.source.split("|"))}; else it has none. Keys that a resource is merely encrypted with are not meant.
- Without effect although the name has such a word: ${codes(INERT.map(({ source }) => source))}.
- Twins of read types in the provider \`awscc\` have an effect on what they name: \`${TWINS.source}\`.
- What \`aws_cloudcontrolapi_resource\` makes counts as \`awscc\`'s type of the same name; where its type or state is not
  known, it has an effect on anything of its account.
- A module that is not installed and is given a role, resource or key makes its hops \`unknown\` (code \`module-given\`).
- Commands of provisioners, \`external\` data sources and \`shell_script\`: what \`aws\` changes by \`--role-name\`, \`--bucket\` and the like makes
  the hops on that \`unknown\`; where only the shell knows what is meant, it is an assumption for the account. What \`kubectl\`,
  \`helm\` and \`eksctl\` make of a cluster counts as manifests that are not read. Scripts in files and other programs are not
  looked into.
- Of Kubernetes manifests: an object that the controllers of ACK or Crossplane make in AWS, and is not read, leaves every hop
  on roles and resources \`unknown\`; one that may be an association, or a document that is not read, the association
  and the class \`primary-holder\`.
`;

const codes = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(", ");

const cell = (text: string): string => text.replaceAll("|", "\\|");

const settings = ({ when = [] }: Row): string =>
  when.map(({ at, except }) => `\`${at.join(".")}\`${except ? ` other than ${except.join(", ")}` : ""}`).join(", ");

const subjectRow = (row: SubjectRow): string =>
  `| ${codes(row.types)} | ${cell(settings(row))} | ${codes(row.subject.map((path) => path.join(".")))} | ${row.does} |`;

const wideRow = (row: WideRow): string => {
  const where = row.serviceName
    ? "the chain uses its service"
    : row.text
      ? "its template names something of the chain, or is not known"
      : "";
  return `| ${codes(row.types)} | ${[settings(row), where].filter((text) => text !== "").join("; ")} | ${row.does} |`;
};
