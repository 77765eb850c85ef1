import type { Level, Rule } from "./rule";
import type { Section } from "./table";

/** The text of docs/rules.md. */
export const rulesMarkdown = (table: readonly Section[]): string => `# Rules

Everything with an id that this program prints. Written by \`npm run docs\` from \`src/rules\`; do not edit.

${table.map(sectionText).join("\n")}`;

const sectionText = ({ title, source, about, rules }: Section): string => `## ${title}

From \`src/rules/${source}\`. ${about}

| id | level | expected | what to do | page |
| --- | --- | --- | --- | --- |
${rules.map(row).join("\n")}
`;

const row = ({ id, level, expected, fix, page }: Rule<Level>): string =>
  `| \`${id}\` | ${level} | ${cell(expected)} | ${cell(fix)} | ${page ? `[page](${page})` : ""} |`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
