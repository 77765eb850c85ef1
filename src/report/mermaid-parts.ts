import type { Answer, Way } from "../proof/answer";
import { asMermaid } from "./mermaid";

/**
 * What a flowchart may hold: Mermaid, and so GitHub, draws no more than 50,000 characters and 500 edges, and a comment of a
 * pull request takes 65,536 characters.
 * @see https://mermaid.js.org/config/schema-docs/config.html#maxtextsize
 */
const MOST = { characters: 50_000, edges: 500 } as const;

/** What a flowchart may hold, in words. */
export const LIMIT = `Mermaid draws ${MOST.edges} arrows and ${MOST.characters / 1000},000 characters at most`;

/** A flowchart of some of the chains. */
export interface MermaidPart {
  /** The account of their clusters; undefined where the part has every chain. */
  readonly account?: string;
  readonly text: string;
  /** How many chains of the account it has no room for. */
  readonly leftOut: number;
}

/** The answer as one flowchart; where it is too large to be drawn, as one for each account, what fails first. */
export function mermaidParts(answer: Answer): readonly [MermaidPart, ...MermaidPart[]] {
  const whole = asMermaid(answer);
  if (fits(whole)) return [{ text: whole, leftOut: 0 }];
  const accounts = [...new Set(answer.ways.map(({ chain }) => chain.account ?? ""))].sort();
  const [first = { text: whole, leftOut: 0 }, ...more] = accounts.map((account) =>
    partOf(
      answer,
      answer.ways.filter(({ chain }) => (chain.account ?? "") === account),
      account === "" ? "unknown" : account,
    ),
  );
  return [first, ...more];
}

/** Whether Mermaid draws it. */
export const fits = (text: string): boolean => text.length <= MOST.characters && edgesIn(text) <= MOST.edges;

const edgesIn = (text: string): number => text.match(/ --[>x] | \.-> /g)?.length ?? 0;

const ORDER = ["refuted", "unknown", "conditional", "proved"] as const;

/** As many chains as one flowchart takes. */
function partOf(answer: Answer, ways: readonly Way[], account: string): MermaidPart {
  const sorted = [...ways].sort((a, b) => ORDER.indexOf(a.chain.verdict) - ORDER.indexOf(b.chain.verdict));
  let [some, over] = [0, sorted.length + 1];
  // the largest number that fits is between them
  while (over - some > 1) {
    const middle = Math.floor((some + over) / 2);
    if (fits(asMermaid({ ...answer, ways: sorted.slice(0, middle) }))) some = middle;
    else over = middle;
  }
  return { account, text: asMermaid({ ...answer, ways: sorted.slice(0, some) }), leftOut: sorted.length - some };
}
