import type { ChainResult, Proof } from "../../../proof/proof";
import type { ChainData, PageData } from "../data";
import { carriedBy } from "./dom";

export const proof = carriedBy<Proof>("proof");
export const data = carriedBy<PageData>("data");

/** A chain with what the page has of it. */
export interface Shown {
  readonly index: number;
  readonly chain: ChainResult;
  readonly own: ChainData;
}

export const all: readonly Shown[] = proof.chains.flatMap((chain, index) => {
  const own = data.chains[index];
  return own ? [{ index, chain, own }] : [];
});

/** Verdicts in words, with a sign each. */
export const SIGNS: Readonly<Record<string, string>> = {
  proved: "✔",
  allowed: "✔",
  met: "✔",
  conditional: "◇",
  unknown: "?",
  refuted: "✘",
  denied: "✘",
  failed: "✘",
};

export const wordOf = (verdict: string): string => (verdict === "conditional" ? "proved if" : verdict);

/** How a chain is called: by its id, and its mechanism where another chain has the same id. */
export const nameOf = ({ chain: { id, mechanism } }: Shown): string =>
  all.filter(({ chain }) => chain.id === id).length === 1 ? id : `${id} (${MECHANISMS[mechanism]})`;

export const MECHANISMS = { irsa: "IRSA", "pod-identity": "Pod Identity" } as const;

/** `1 chain`, `2 chains` */
export const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
