import type { Rule } from "./rule";

/** The text of docs/rules.md. */
export const rulesMarkdown = (rules: readonly Rule[], findings: readonly Rule[]): string => `# Rules

Written by \`npm run docs\` from \`src/rules/table.ts\`; do not edit. An error ends the run with exit 2
before anything is written; a warning is printed and the run goes on.

| id | level | expected | what to do | page |
| --- | --- | --- | --- | --- |
${rules.map(row).join("\n")}

## Findings of \`prove\`

From \`src/rules/findings.ts\`. A warning refutes nothing; why a hop is denied or unknown stands at the hop.

| id | level | expected | what to do | page |
| --- | --- | --- | --- | --- |
${findings.map(row).join("\n")}
`;

const row = ({ id, level, expected, fix, page }: Rule): string =>
  `| \`${id}\` | ${level} | ${cell(expected)} | ${cell(fix)} | ${page ? `[page](${page})` : ""} |`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
