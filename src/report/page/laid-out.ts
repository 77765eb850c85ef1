import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import type { Graph, GraphEdge } from "./elements";
import { labelSize, PITCH, sizeOf } from "./picture";
import type { Point } from "./route";

/** The edges from one node to another, which keep together. */
export interface Bundle {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly GraphEdge[];
  /** Of all their texts. */
  readonly width: number;
  readonly height: number;
}

export function bundled(edges: readonly GraphEdge[]): readonly Bundle[] {
  const bundles = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to]);
    const known = bundles.get(key);
    if (known) known.push(edge);
    else bundles.set(key, [edge]);
  }
  return [...bundles.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const sizes = same.map(labelSize);
    const width = Math.max(...sizes.map((size) => size.width));
    const height = (sizes[0]?.height ?? 0) + PITCH * (same.length - 1);
    return [{ from: first.from, to: first.to, edges: same, width, height }];
  });
}

/** What the layout has found: centres, and what the line of each bundle goes through. */
export interface Laid {
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: readonly { readonly label: Point; readonly points: readonly Point[] }[];
}

export function laidOut({ frames, nodes }: Graph, bundles: readonly Bundle[]): Laid {
  const dagre = new DagreGraph({ compound: true, multigraph: true });
  dagre.setGraph({ rankdir: "LR", nodesep: 26, edgesep: 16, ranksep: 72 });
  for (const { id } of frames) dagre.setNode(id, {});
  for (const node of nodes) dagre.setNode(node.id, sizeOf(node));
  for (const { id, parent } of [...frames, ...nodes]) if (parent !== undefined) dagre.setParent(id, parent);
  for (const { from, to, width, height, edges } of bundles)
    dagre.setEdge(from, to, {
      width,
      height,
      labelpos: "c",
      weight: edges.some(({ hops }) => hops.length > 0) ? 4 : 1,
    });
  layout(dagre);
  return {
    nodes: new Map(nodes.map(({ id }) => [id, pointOf(dagre.node(id))])),
    edges: bundles.map(({ from, to }) => {
      const found = dagre.edge(from, to);
      const points: readonly Point[] = found.points.map(pointOf);
      return { label: pointOf(found), points: points.slice(1, -1) };
    }),
  };
}

const pointOf = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point => [
  Math.round(x),
  Math.round(y),
];
