import type { Picture, PlacedEdge, PlacedFrame, PlacedNode } from "./picture";
import type { Table } from "./table";

/** Where things are in a picture, without what they are. */
export interface Form {
  readonly size: readonly [width: number, height: number];
  readonly frames: readonly Pick<PlacedFrame, "kind" | "x" | "y" | "width" | "height" | "free">[];
  readonly nodes: readonly Pick<PlacedNode, "kind" | "x" | "y" | "width" | "height">[];
  readonly edges: readonly Pick<PlacedEdge, "from" | "to" | "path" | "end" | "label">[];
}

/** What things are in a picture: the form is one of a table, since many chains look alike. */
export interface Packed {
  readonly form: number;
  readonly frames: readonly Pick<PlacedFrame, "title" | "detail">[];
  readonly nodes: readonly Pick<PlacedNode, "word" | "lines" | "full">[];
  readonly edges: readonly Pick<PlacedEdge, "state" | "text" | "hops" | "callers">[];
}

export function packed({ width, height, frames, nodes, edges }: Picture, forms: Table<Form>): Packed {
  const box = <K>({
    kind,
    x,
    y,
    width: w,
    height: h,
  }: {
    kind: K;
    x: number;
    y: number;
    width: number;
    height: number;
  }) => ({
    kind,
    x,
    y,
    width: w,
    height: h,
  });
  return {
    form: forms.add({
      size: [width, height],
      frames: frames.map((frame) => ({ ...box(frame), free: frame.free })),
      nodes: nodes.map(box),
      edges: edges.map(({ from, to, path, end, label }) => ({ from, to, path, end, label })),
    }),
    frames: frames.map(({ title, detail }) => ({ title, detail })),
    nodes: nodes.map(({ word, lines, full }) => ({ word, lines, full })),
    edges: edges.map(({ state, text, hops, callers }) => ({ state, text, hops, callers })),
  };
}

/** The picture that `packed` has made smaller. */
export function unpacked({ form, frames, nodes, edges }: Packed, forms: readonly Form[]): Picture | undefined {
  const places = forms[form];
  if (!places) return undefined;
  const both = <A, B>(left: readonly A[], right: readonly B[]): readonly (A & B)[] =>
    left.flatMap((one, index) => {
      const other = right[index];
      return other === undefined ? [] : [{ ...one, ...other }];
    });
  return {
    width: places.size[0],
    height: places.size[1],
    frames: both(places.frames, frames),
    nodes: both(places.nodes, nodes),
    edges: both(places.edges, edges),
  };
}
