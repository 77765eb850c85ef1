import type { Answer } from "../../proof/answer";
import { readable } from "../../unknown/unknown-text";
import { drawn } from "./draw";
import { graphOf } from "./graph";
import { placed } from "./place";
import { markup, tree } from "./tree";

/** What a picture needs that is no code. */
export interface Assets {
  /** How pictures look. */
  readonly picture: string;
}

/** The chains of `answer`, or those at some indexes of it, as one picture that stands by itself. */
export function asSvg(
  answer: Answer,
  { picture: style }: Assets,
  chains: readonly number[] = answer.ways.map((_, index) => index),
): string {
  const { width, height, ...picture } = placed(graphOf(answer, chains));
  const title = readable(chains.flatMap((index) => answer.proof.chains[index]?.id ?? []).join(", "));
  const { tag, attributes, children } = drawn({ ...picture, width, height }, title);
  const ground = tree("rect", { class: "ground", width, height });
  return `${markup({ tag, attributes, children: [tree("style", {}, style), ground, ...children] })}\n`;
}
