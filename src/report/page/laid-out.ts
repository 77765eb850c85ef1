import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import { kept } from "../../collections/kept";
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

/** What dagre is asked, by index: graphs that differ in names alone are laid out alike. */
interface Question {
  readonly frames: readonly number[];
  readonly nodes: readonly { readonly width: number; readonly height: number; readonly parent: number }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly width: number;
    readonly height: number;
    readonly weight: number;
  }[];
}

interface Answer {
  readonly nodes: readonly Point[];
  readonly edges: readonly { readonly label: Point; readonly points: readonly Point[] }[];
}

/** A thousand chains have few forms. */
const answerTo = kept((question) => asked(JSON.parse(question) as Question));

export function laidOut({ frames, nodes }: Graph, bundles: readonly Bundle[]): Laid {
  const frameOf = (id: string | undefined) => frames.findIndex((frame) => frame.id === id);
  const places = new Map(nodes.map(({ id }, index) => [id, index]));
  const question: Question = {
    frames: frames.map(({ parent }) => frameOf(parent)),
    nodes: nodes.map((node) => ({ ...sizeOf(node), parent: frameOf(node.parent) })),
    edges: bundles.map(({ from, to, width, height, edges }) => ({
      from: places.get(from) ?? 0,
      to: places.get(to) ?? 0,
      width,
      height,
      weight: edges.some(({ hops }) => hops.length > 0) ? 4 : 1,
    })),
  };
  const answer = answerTo(JSON.stringify(question));
  return { nodes: new Map(nodes.map(({ id }, index) => [id, answer.nodes[index] ?? [0, 0]])), edges: answer.edges };
}

function asked({ frames, nodes, edges }: Question): Answer {
  const dagre = new DagreGraph({ compound: true, multigraph: true });
  dagre.setGraph({ rankdir: "LR", nodesep: 26, edgesep: 16, ranksep: 72 });
  for (const index of frames.keys()) dagre.setNode(`f${index}`, {});
  for (const [index, { width, height }] of nodes.entries()) dagre.setNode(`n${index}`, { width, height });
  for (const [index, parent] of frames.entries()) if (parent !== -1) dagre.setParent(`f${index}`, `f${parent}`);
  for (const [index, { parent }] of nodes.entries()) if (parent !== -1) dagre.setParent(`n${index}`, `f${parent}`);
  for (const { from, to, ...size } of edges) dagre.setEdge(`n${from}`, `n${to}`, { ...size, labelpos: "c" });
  layout(dagre);
  return {
    nodes: nodes.map((_, index) => pointOf(dagre.node(`n${index}`))),
    edges: edges.map(({ from, to }) => {
      const found = dagre.edge(`n${from}`, `n${to}`);
      const points: readonly Point[] = found.points.map(pointOf);
      return { label: pointOf(found), points: points.slice(1, -1) };
    }),
  };
}

const pointOf = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point => [
  Math.round(x),
  Math.round(y),
];
