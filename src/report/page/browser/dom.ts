import type { Tree } from "../tree";

const SVG = "http://www.w3.org/2000/svg";

/** `tree` as nodes of this page: texts are texts there, whatever they hold. */
export function made({ tag, attributes, children }: Tree, inSvg = tag === "svg"): Element {
  const element = inSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (name !== "xmlns") element.setAttribute(name, String(value));
  for (const child of children)
    element.append(typeof child === "string" ? child : made(child, inSvg || child.tag === "svg"));
  return element;
}

/** Replaces what is in `place`. */
export function show(place: Element, ...trees: readonly Tree[]): void {
  place.replaceChildren(...trees.map((one) => made(one)));
}

/** The element with this id. */
export function at(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/** What a part of the page carries as JSON. */
export const carriedBy = <T>(id: string): T => JSON.parse(at(id).textContent ?? "") as T;
