import type { Answer } from "../../proof/answer";
import type { Proof } from "../../proof/proof";
import { readable } from "../../unknown/unknown-text";
import { asJson } from "../json";
import { pageData } from "./data";
import { drawn } from "./draw";
import type { Read } from "./evidence";
import { graphOf } from "./graph";
import { type PageAssets, pageText } from "./html";
import { placed } from "./place";
import { markup, tree } from "./tree";

export type { PageAssets } from "./html";

/** The answer as a page for people: a file that needs no other, and no network. */
export function asPage(answer: Answer, assets: PageAssets, read: Read): string {
  const proof = JSON.parse(asJson(answer, { verbose: true })) as Proof;
  return pageText(proof, pageData(answer, proof, read), assets);
}

/** The chains of `answer`, or those at some indexes of it, as one picture that stands by itself. */
export function asSvg(
  answer: Answer,
  { picture: style }: Pick<PageAssets, "picture">,
  chains: readonly number[] = [...answer.ways.keys()],
): string {
  const picture = placed(graphOf(answer, chains));
  const { width, height } = picture;
  const title = readable(chains.flatMap((index) => answer.proof.chains[index]?.id ?? []).join(", "));
  const { tag, attributes, children } = drawn(picture, title);
  const ground = tree("rect", { class: "ground", width, height });
  return `${markup({ tag, attributes, children: [tree("style", {}, style), ground, ...children] })}\n`;
}
