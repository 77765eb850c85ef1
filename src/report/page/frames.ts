import type { Graph } from "./elements";
import type { Bundle, Laid } from "./laid-out";
import { type Box, type PlacedEdge, type PlacedFrame, type PlacedNode, sizeOf } from "./picture";
import type { Point } from "./route";

/** What a frame keeps above its content, for its title, and around it. */
const TITLE = { account: 40, cluster: 32 } as const;
const INSET = { account: 14, cluster: 12 } as const;
/** Between frames. */
const GAP = 14;

/**
 * Moves everything below the upper edge of a frame down by what the title of the frame needs, and everything below its lower
 * edge by its inset: distances only grow, so that nothing comes to overlap.
 */
export function roomForTitles(graph: Graph, bundles: readonly Bundle[], laid: Laid): Laid {
  const needs: { readonly at: number; readonly room: number }[] = [];
  const span = (frame: string) => spanOf(frame, graph, bundles, laid);
  for (const { kind, id, parent } of graph.frames) {
    const inside = span(id);
    if (!inside) continue;
    const [top, bottom] = inside;
    const outer = graph.frames.find((one) => one.id === parent);
    const around = outer && span(outer.id);
    const above = outer && around && top - around[0] < NEAR ? TITLE[outer.kind] + GAP : GAP;
    const below = outer && around && around[1] - bottom < NEAR ? INSET[outer.kind] + GAP : GAP;
    needs.push({ at: top, room: TITLE[kind] + above }, { at: bottom + 0.5, room: INSET[kind] + below });
  }
  const cuts = together(needs);
  const down = ([x, y]: Point): Point => [x, y + cuts.reduce((sum, { at, room }) => sum + (y >= at ? room : 0), 0)];
  return {
    nodes: new Map([...laid.nodes].map(([id, point]) => [id, down(point)])),
    edges: laid.edges.map(({ label, points }) => ({ label: down(label), points: points.map(down) })),
  };
}

/** Edges that are as close as this are treated as one: half the height of the lowest box. */
const NEAR = 26;

/** What is needed about the same height is needed once, at the first of them. */
function together(needs: readonly { readonly at: number; readonly room: number }[]) {
  const cuts: { at: number; room: number }[] = [];
  for (const { at, room } of [...needs].sort((a, b) => a.at - b.at)) {
    const last = cuts.at(-1);
    if (last && at - last.at < NEAR) last.room = Math.max(last.room, room);
    else cuts.push({ at, room });
  }
  return cuts;
}

/** From where to where the content of a frame reaches. */
function spanOf(
  frame: string,
  graph: Graph,
  bundles: readonly Bundle[],
  { nodes, edges }: Laid,
): readonly [top: number, bottom: number] | undefined {
  const own = membersOf(graph, frame);
  const boxes = [
    ...graph.nodes.flatMap((node) =>
      own.has(node.id) ? [{ y: nodes.get(node.id)?.[1] ?? 0, height: sizeOf(node).height }] : [],
    ),
    ...bundles.flatMap(({ from, to, height }, index) =>
      own.has(from) && own.has(to) ? [{ y: edges[index]?.label[1] ?? 0, height }] : [],
    ),
  ];
  if (boxes.length === 0) return undefined;
  return [
    Math.min(...boxes.map((one) => one.y - one.height / 2)),
    Math.max(...boxes.map((one) => one.y + one.height / 2)),
  ];
}

/** The ids of nodes in a frame, or in one within it. */
function membersOf({ frames, nodes }: Graph, id: string): ReadonlySet<string> {
  const inner = new Set([id, ...frames.filter(({ parent }) => parent === id).map((frame) => frame.id)]);
  return new Set(nodes.filter(({ parent }) => parent !== undefined && inner.has(parent)).map((node) => node.id));
}

/** A frame around each account's and cluster's nodes, and what leads from one of them to another. */
export function framesAround(
  graph: Graph,
  places: readonly PlacedNode[],
  edges: readonly PlacedEdge[],
): readonly PlacedFrame[] {
  const labels = edges.map(({ label }) => label);
  const drawn = drawnAround(graph, places, edges);
  const frames = drawn.map((frame) => (frame.kind === "account" ? covering(frame, drawn, places, labels) : frame));
  const others = [...places, ...labels];
  const lined = frames.map((frame) => (frame.kind === "account" ? inLine(frame, frames, others) : frame));
  const points = edges.flatMap(({ path }) => pointsOn(path));
  return lined.map((frame) => ({ ...frame, free: freeIn(frame, points) }));
}

type Drawn = Omit<PlacedFrame, "free">;

/** An account reaches around texts on its border, which are of lines that come from elsewhere. */
function covering(frame: Drawn, frames: readonly Drawn[], places: readonly Box[], labels: readonly Box[]): Drawn {
  const cut = labels.filter((label) => meet(label, frame) && !isWithin(label, frame));
  const bottom = Math.max(frame.y + frame.height, ...cut.map(({ y, height }) => y + height + INSET.account));
  const covered = { ...frame, height: bottom - frame.y };
  const strangers = [...places, ...frames.filter(({ kind, title }) => kind === "account" && title !== frame.title)];
  return strangers.some((one) => meet(one, covered) && !meet(one, frame)) ? frame : covered;
}

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** How much of the line of a frame's title no line crosses, from its left. */
function freeIn({ kind, x, y, width }: Drawn, points: readonly Point[]): number {
  const crossing = points.flatMap(([left, top]) =>
    left > x && left < x + width && top > y + 6 && top < y + TITLE[kind] - 6 ? [left - x - 8] : [],
  );
  return Math.floor(Math.min(width, ...crossing));
}

/** How many points of a bend are looked at: closer than a title is high. */
const STEPS = 60;

/** Points on a line, of its bends alone: what is level runs through columns, and not through titles. */
const pointsOn = (path: string): readonly Point[] =>
  [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)C(-?[\d.]+),-?[\d.]+ -?[\d.]+,-?[\d.]+ (-?[\d.]+),(-?[\d.]+)/g)].flatMap(
    (found) => {
      const [, x = 0, y = 0, middle = 0, toX = 0, toY = 0] = found.map(Number);
      return Array.from({ length: STEPS + 1 }, (_, step): Point => {
        const [t, s] = [step / STEPS, 1 - step / STEPS];
        const [early, late] = [s ** 3 + 3 * s * s * t, t ** 3 + 3 * s * t * t];
        return [s ** 3 * x + (1 - s ** 3 - t ** 3) * middle + t ** 3 * toX, early * y + late * toY];
      });
    },
  );

/** How much higher a frame is made so that it ends where another one does. */
const STRETCH = 44;

/** An account beside others begins and ends where they do, as far as that costs little and nothing is in the way. */
function inLine(frame: Drawn, frames: readonly Drawn[], others: readonly Box[]): Drawn {
  const beside = frames.filter(({ kind }) => kind === "account");
  const top = Math.min(...beside.map(({ y }) => y).filter((y) => frame.y - y <= STRETCH));
  const ends = beside.map(({ y, height }) => y + height);
  const bottom = Math.max(...ends.filter((end) => end - frame.y - frame.height <= STRETCH));
  const stretched = {
    ...frame,
    y: Math.min(top, frame.y),
    height: Math.max(bottom, frame.y + frame.height) - Math.min(top, frame.y),
  };
  const added = [...others, ...beside.filter((one) => one !== frame)].filter((box) => meet(box, stretched));
  return added.some((box) => !meet(box, frame)) ? frame : stretched;
}

const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function drawnAround(graph: Graph, places: readonly PlacedNode[], edges: readonly PlacedEdge[]): readonly Drawn[] {
  return graph.frames.flatMap(({ id, kind, title, detail }): Drawn[] => {
    const members = membersOf(graph, id);
    const isIn = (index: number) => members.has(graph.nodes[index]?.id ?? "");
    const boxes: Box[] = [
      ...places.filter((_, index) => isIn(index)),
      ...edges.filter(({ from, to }) => isIn(from) && isIn(to)).map(({ label }) => label),
      ...(kind === "account" ? clustersIn(graph, id).flatMap((inner) => boxAround(graph, inner, places)) : []),
    ];
    return boxes.length === 0 ? [] : [{ kind, title, detail, ...around(boxes, kind) }];
  });
}

const clustersIn = ({ frames }: Graph, account: string): readonly string[] =>
  frames.filter(({ parent }) => parent === account).map(({ id }) => id);

function boxAround(graph: Graph, frame: string, places: readonly PlacedNode[]): readonly Box[] {
  const members = membersOf(graph, frame);
  const boxes = places.filter((_, index) => members.has(graph.nodes[index]?.id ?? ""));
  return boxes.length === 0 ? [] : [around(boxes, "cluster")];
}

function around(boxes: readonly Box[], kind: "account" | "cluster"): Box {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const inset = INSET[kind];
  return { x: x - inset, y: y - TITLE[kind], width: right - x + 2 * inset, height: bottom - y + TITLE[kind] + inset };
}
