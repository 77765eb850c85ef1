import type { Answer } from "../proof/answer";
import type { ChainResult, Verdict } from "../proof/proof";
import { codeInCell, fenced, folded } from "./markdown-code";
import { asMermaid } from "./mermaid";
import { asText } from "./text";

const MARK: Readonly<Record<Verdict, string>> = { proved: "✔", conditional: "✔", refuted: "✘", unknown: "?" };

/**
 * What GitHub draws of a picture at most; a longer one is an error message.
 * @see https://mermaid.js.org/config/schema-docs/config.html#maxtextsize
 */
const LARGEST_PICTURE = 50_000;

/**
 * The answer for the summary of a job or a comment on a pull request: a table of the chains, then the text and the picture
 * behind a fold. Names are those of the Terraform that was read, so each stands in a span or block of code, which it cannot
 * leave.
 * @see https://github.github.com/gfm/
 */
export function asMarkdown(answer: Answer): string {
  const { verdict, chains } = answer.proof;
  const parts = [
    `## prove: ${MARK[verdict]} ${verdict}`,
    ...(chains.length > 0 ? [table(chains)] : []),
    folded("What was found", fenced("text", asText(answer)), verdict === "refuted" || verdict === "unknown"),
    ...(chains.length > 0 ? [folded("Picture", picture(answer), false)] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

const table = (chains: readonly ChainResult[]): string =>
  [
    "| | chain | | the pod gets its access | no other caller does |",
    "| --- | --- | --- | --- | --- |",
    ...chains.map(({ id, verdict, mechanism, account, region, world, access, others }) => {
      const place = [mechanism, account, region, world].filter(Boolean).join(" ");
      return `| ${MARK[verdict]} ${verdict} | ${codeInCell(id)} | ${codeInCell(place)} | ${access} | ${others} |`;
    }),
  ].join("\n");

function picture(answer: Answer): string {
  const text = asMermaid(answer);
  return text.length > LARGEST_PICTURE
    ? "It is too large for GitHub: `--format mermaid` writes it."
    : fenced("mermaid", text);
}
