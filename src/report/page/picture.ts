import type { At, CallerState, GraphEdge, GraphFrame, GraphNode, NodeKind, State } from "./elements";

/** A graph with places, in pixels: plain data, which a page carries and draws when it is asked for. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly PlacedFrame[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedFrame extends Box {
  readonly kind: GraphFrame["kind"];
  readonly title: string;
  readonly detail: string;
  /** How much of the line of its title no line of the picture crosses, from the left. */
  readonly free: number;
}

export interface PlacedNode extends Box {
  readonly kind: NodeKind;
  readonly word: string;
  /** The name in lines that fit. */
  readonly lines: readonly string[];
  readonly full: string;
}

export interface PlacedEdge {
  readonly from: number;
  readonly to: number;
  readonly state: State | CallerState;
  readonly text: string;
  readonly hops: readonly At[];
  readonly callers: readonly At[];
  /** The line in SVG's form. */
  readonly path: string;
  /** Where it ends, and whether it comes from the left. */
  readonly end: readonly [x: number, y: number, right: boolean];
  /** Where its text stands. */
  readonly label: Box;
}

/** How far the texts of lines between the same boxes are apart. */
export const PITCH = 32;

export const NODE_WIDTH = 162;
const LINE = 18;

/** Of a name's letters, which are of one width. */
export const LETTER = 7.25;
const PER_LINE = Math.floor((NODE_WIDTH - 24) / LETTER);
const MOST_LINES = 2;

/** `name` in at most two lines, broken after a separator where there is one, shortened in the middle where it is longer. */
export function linesOf(full: string): readonly string[] {
  const room = PER_LINE * MOST_LINES - 4;
  // what only apply knows has a long name, which says less than the text around it
  const name = [...full].length <= room ? full : full.replaceAll(/(?<=.)<[^<>]*>|<[^<>]*>(?=.)/g, "<…>");
  const letters = [...name];
  const short =
    letters.length <= room
      ? name
      : `${letters.slice(0, Math.ceil(room / 2)).join("")}…${letters.slice(1 - Math.floor(room / 2)).join("")}`;
  const all = [...short];
  if (all.length <= PER_LINE) return [short];
  const first = all.slice(0, PER_LINE).join("");
  const at = Math.max(...["-", "/", ".", "_", ":", " "].map((separator) => first.lastIndexOf(separator)));
  const cut = [...first.slice(0, at + 1)].length;
  const breakAt = all.length - cut <= PER_LINE && cut > PER_LINE / 3 ? cut : PER_LINE;
  return [all.slice(0, breakAt).join("").trimEnd(), all.slice(breakAt).join("")];
}

export const sizeOf = ({ name }: Pick<GraphNode, "name">): { readonly width: number; readonly height: number } => ({
  width: NODE_WIDTH,
  height: 36 + LINE * linesOf(name).length,
});

/** Of the text on an edge. The widest letters of common fonts decide, so that it fits in any. */
export const labelSize = ({ text }: Pick<GraphEdge, "text">): { readonly width: number; readonly height: number } => ({
  width: Math.ceil([...shortened(text)].reduce((sum, letter) => sum + widthOf(letter), 20)),
  height: 24,
});

const widthOf = (letter: string): number => {
  if (/[ijl.,:;'|! ]/.test(letter)) return 4.2;
  if (/[frt()\-–]/.test(letter)) return 5.6;
  return /[mwMW@✔✘◇A-Z+?…]/.test(letter) ? 10 : 8;
};

const LONGEST = 34;

/** A text as an edge shows it. */
export const shortened = (text: string): string =>
  [...text].length > LONGEST ? `${[...text].slice(0, LONGEST - 1).join("")}…` : text;
