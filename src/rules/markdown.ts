import type { Rule } from "./rule";

/** The text of docs/rules.md. */
export const rulesMarkdown = (rules: readonly Rule[]): string => `# Rules

Written by \`npm run docs\` from \`src/rules/table.ts\`; do not edit. An error ends the run with exit 2
before anything is written; a warning is printed and the run goes on.

| id | level | expected | what to do | page |
| --- | --- | --- | --- | --- |
${rules.map(row).join("\n")}
`;

const row = ({ id, level, expected, fix, page }: Rule): string =>
  `| \`${id}\` | ${level} | ${cell(expected)} | ${cell(fix)} | ${page ? `[page](${page})` : ""} |`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
