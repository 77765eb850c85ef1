import type { Graph } from "./elements";
import { framesAround, roomForTitles } from "./frames";
import { bundled, laidOut } from "./laid-out";
import { labelSize, linesOf, PITCH, type Picture, type PlacedEdge, type PlacedNode, sizeOf } from "./picture";
import { type Columns, closedUp, columnsOf, type Point, routed } from "./route";

const MARGIN = 3;
/** How far such lines are apart where they pass a column, and where they leave or reach a box. */
const APART = { passing: 7, port: 14 } as const;

/**
 * Places a graph from left to right: dagre gives columns and the order in them, so that nothing overlaps and lines cross
 * little. Between columns lines bend, within them they are level, so that none goes through a box or a text.
 * @see https://github.com/dagrejs/dagre/wiki
 */
export function placed(graph: Graph): Picture {
  const bundles = bundled(graph.edges);
  const spread = roomForTitles(graph, bundles, laidOut(graph, bundles));
  const columns = columnsOf([
    ...graph.nodes.map((node) => [spread.nodes.get(node.id)?.[0] ?? 0, sizeOf(node).width] as const),
    ...bundles.map(({ width }, index) => [spread.edges[index]?.label[0] ?? 0, width] as const),
  ]);
  const { nodes: points, edges: ways } = closedUp(spread, columns);
  const places = graph.nodes.map((node): PlacedNode => {
    const [x, y] = points.get(node.id) ?? [0, 0];
    const { width, height } = sizeOf(node);
    const { kind, word, name, full } = node;
    return { kind, word, full, lines: linesOf(name), x: x - width / 2, y: Math.round(y - height / 2), width, height };
  });
  const indexes = new Map(graph.nodes.map(({ id }, index) => [id, index]));
  const lines = bundles.flatMap(({ edges }, bundle) =>
    edges.map((edge, place) => ({ edge, way: ways[bundle], offset: place - (edges.length - 1) / 2 })),
  );
  const edges = withPorts(lines, places, indexes, columns.closed);
  return moved({ width: 0, height: 0, frames: framesAround(graph, places, edges), nodes: places, edges });
}

interface Line {
  readonly edge: Graph["edges"][number];
  readonly way: { readonly label: Point; readonly points: readonly Point[] } | undefined;
  /** Its place in its bundle, 0 being the middle. */
  readonly offset: number;
}

function withPorts(
  lines: readonly Line[],
  places: readonly PlacedNode[],
  indexes: ReadonlyMap<string, number>,
  columns: Columns,
): readonly PlacedEdge[] {
  const heights = lines.map(({ way, offset }) => ({
    first: (way?.points[0]?.[1] ?? 0) + offset,
    last: (way?.points.at(-1)?.[1] ?? 0) + offset,
  }));
  const leaving = ports(
    lines,
    ({ edge }) => edge.from,
    (index) => heights[index]?.first ?? 0,
  );
  const reaching = ports(
    lines,
    ({ edge }) => edge.to,
    (index) => heights[index]?.last ?? 0,
  );
  return lines.flatMap(({ edge, way, offset }, index): PlacedEdge[] => {
    const from = places[indexes.get(edge.from) ?? -1];
    const to = places[indexes.get(edge.to) ?? -1];
    if (!from || !to || !way) return [];
    const labelX = way.label[0];
    const points = way.points.map(([x, y]): Point => [x, y + offset * (x === labelX ? PITCH : APART.passing)]);
    const { path, end } = routed(from, to, points, columns, leaving(index), reaching(index));
    const { width, height } = labelSize(edge);
    const y = way.label[1] + offset * PITCH - height / 2;
    const { state, text, hops, callers } = edge;
    return [
      {
        from: indexes.get(edge.from) ?? 0,
        to: indexes.get(edge.to) ?? 0,
        state,
        text,
        hops,
        callers,
        path,
        end,
        label: { x: Math.round(labelX - width / 2), y, width, height },
      },
    ];
  });
}

/** How far from the middle of its box each line begins or ends, in the order of where it goes. */
function ports(
  lines: readonly Line[],
  nodeOf: (line: Line) => string,
  height: (index: number) => number,
): (index: number) => number {
  const groups = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const group = groups.get(nodeOf(line));
    if (group) group.push(index);
    else groups.set(nodeOf(line), [index]);
  }
  const offsets = new Map<number, number>();
  for (const group of groups.values()) {
    group.sort((a, b) => height(a) - height(b) || a - b);
    const apart = Math.min(APART.port, 40 / group.length);
    for (const [place, index] of group.entries()) offsets.set(index, (place - (group.length - 1) / 2) * apart);
  }
  return (index) => offsets.get(index) ?? 0;
}

/** Moved so that everything is within the picture. */
function moved(picture: Picture): Picture {
  const boxes = [...picture.frames, ...picture.nodes, ...picture.edges.map(({ label }) => label)];
  if (boxes.length === 0) return picture;
  const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
  const shift = <T extends { readonly x: number; readonly y: number }>(box: T): T => ({
    ...box,
    x: round(box.x - left),
    y: round(box.y - top),
  });
  return {
    width: Math.ceil(Math.max(...boxes.map((box) => box.x + box.width)) - left + MARGIN),
    height: Math.ceil(Math.max(...boxes.map((box) => box.y + box.height)) - top + MARGIN),
    frames: picture.frames.map(shift),
    nodes: picture.nodes.map(shift),
    edges: picture.edges.map((edge) => ({
      ...edge,
      label: shift(edge.label),
      path: edge.path.replaceAll(
        /(-?[\d.]+),(-?[\d.]+)/g,
        (_, x, y) => `${round(Number(x) - left)},${round(Number(y) - top)}`,
      ),
      end: [round(edge.end[0] - left), round(edge.end[1] - top), edge.end[2]],
    })),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
