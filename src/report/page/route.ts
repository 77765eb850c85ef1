import type { Box } from "./picture";

export type Point = readonly [x: number, y: number];

/** Where the column of a centre begins and ends: within one, lines are level. */
export type Columns = (x: number) => readonly [left: number, right: number];

export interface AllColumns {
  /** New centres of columns; undefined where there is none. */
  readonly centre: (x: number) => number | undefined;
  readonly closed: Columns;
}

/** Between columns. */
const GAP = 28;

/** The columns of boxes and texts, each given by its centre and width, moved together: layouts leave more room than lines need. */
export function columnsOf(boxes: readonly (readonly [centre: number, width: number])[]): AllColumns {
  const widths = new Map<number, number>();
  for (const [centre, width] of boxes) widths.set(centre, Math.max(widths.get(centre) ?? 0, width));
  const centres = new Map<number, number>();
  const bounds = new Map<number, readonly [number, number]>();
  let left = 0;
  for (const [centre, width] of [...widths].sort(([a], [b]) => a - b)) {
    centres.set(centre, left + width / 2);
    bounds.set(left + width / 2, [left, left + width]);
    left += width + GAP;
  }
  return { centre: (x) => centres.get(x), closed: (x) => bounds.get(x) ?? [x, x] };
}

interface Places {
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: readonly { readonly label: Point; readonly points: readonly Point[] }[];
}

/** Everything at the new places of its column. A line needs no point where there is no column to pass. */
export function closedUp({ nodes, edges }: Places, { centre }: AllColumns): Places {
  const at = ([x, y]: Point): Point => [centre(x) ?? 0, y];
  return {
    nodes: new Map([...nodes].map(([id, point]) => [id, at(point)])),
    edges: edges.map(({ label, points }) => ({
      label: at(label),
      points: points.filter(([x]) => centre(x) !== undefined).map(at),
    })),
  };
}

/** The line from one box to another through `points`, and where it ends. */
export function routed(
  from: Box,
  to: Box,
  points: readonly Point[],
  columns: Columns,
  leaving: number,
  reaching: number,
): { readonly path: string; readonly end: readonly [x: number, y: number, right: boolean] } {
  const right = from.x < to.x;
  const start: Point = [right ? from.x + from.width : from.x, from.y + from.height / 2 + leaving];
  const end: Point = [right ? to.x : to.x + to.width, to.y + to.height / 2 + reaching];
  let path = `M${at(start)}`;
  let before = start;
  for (const [x, y] of points) {
    const [left, far] = columns(x);
    const [near, beyond] = right ? [left, far] : [far, left];
    path += bend(before, [near, y]);
    if (near !== beyond) path += `L${at([beyond, y])}`;
    before = [beyond, y];
  }
  return { path: path + bend(before, end), end: [...end, right] };
}

/** Level where it leaves and where it arrives. */
function bend(from: Point, to: Point): string {
  if (Math.abs(from[1] - to[1]) < 1) return `L${at(to)}`;
  const middle = (from[0] + to[0]) / 2;
  return `C${at([middle, from[1]])} ${at([middle, to[1]])} ${at(to)}`;
}

const at = ([x, y]: Point): string => `${x},${y}`;
