/** How a hop was decided, as pictures show it. */
export type State = "allowed" | "assumed" | "unknown" | "denied" | "not-reached";

/** How another caller stands to what it leads to. */
export type CallerState = "gets-in" | "may-get-in" | "listed";

export type NodeKind = "service-account" | "provider" | "role" | "resource" | "key" | "caller";

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** What it is: `S3 bucket`. */
  readonly word: string;
  readonly name: string;
  /** The whole ARN, address or id. */
  readonly full: string;
  /** The frame that it is in. */
  readonly parent?: string;
}

/** An account, or a cluster in one. */
export interface GraphFrame {
  readonly id: string;
  readonly kind: "account" | "cluster";
  readonly title: string;
  readonly detail: string;
  readonly parent?: string;
}

/** One hop or caller of one chain, by its index there. */
export type At = readonly [chain: number, index: number];

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly state: State | CallerState;
  /** What stands on it. */
  readonly text: string;
  readonly hops: readonly At[];
  readonly callers: readonly At[];
}

export interface Graph {
  readonly frames: readonly GraphFrame[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

interface Drawn {
  readonly from: string;
  readonly to: string;
  readonly state: State | CallerState;
  readonly names: Set<string>;
  readonly hops: At[];
  readonly callers: At[];
}

/** What a graph is made of, in the order in which it is found, each thing once. */
export class Collected {
  private readonly frames = new Map<string, GraphFrame>();
  private readonly nodes = new Map<string, GraphNode>();
  private readonly edges = new Map<string, Drawn>();

  frame(frame: GraphFrame): string {
    if (!this.frames.has(frame.id)) this.frames.set(frame.id, frame);
    return frame.id;
  }

  node(node: GraphNode): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
    return node.id;
  }

  hop({
    kind,
    name,
    at,
    ...ends
  }: Pick<Drawn, "from" | "to" | "state"> & { kind: string; name: string; at: At }): void {
    const drawn = this.edge(kind, ends);
    drawn.names.add(name);
    drawn.hops.push(at);
  }

  caller({ name, at, ...ends }: Pick<Drawn, "from" | "to" | "state"> & { name: string; at: At }): void {
    const drawn = this.edge("caller", ends);
    drawn.names.add(name);
    drawn.callers.push(at);
  }

  graph(): Graph {
    return {
      frames: [...this.frames.values()],
      nodes: [...this.nodes.values()],
      edges: [...this.edges.values()].map(({ names, ...edge }) => ({ ...edge, text: textOf(edge.state, [...names]) })),
    };
  }

  private edge(kind: string, { from, to, state }: Pick<Drawn, "from" | "to" | "state">): Drawn {
    const key = JSON.stringify([kind, from, to, state]);
    const known = this.edges.get(key);
    if (known) return known;
    const made: Drawn = { from, to, state, names: new Set(), hops: [], callers: [] };
    this.edges.set(key, made);
    return made;
  }
}

/** Mark before and word behind what stands on an edge, so that colour is never all that tells it. */
const WORDS: Readonly<Record<State | CallerState, readonly [before: string, behind: string]>> = {
  allowed: ["✔ ", ""],
  assumed: ["◇ ", " if"],
  unknown: ["? ", " unknown"],
  denied: ["✘ ", " denied"],
  "not-reached": ["– ", ""],
  "gets-in": ["! gets in: ", ""],
  "may-get-in": ["? may get in: ", ""],
  listed: ["+ ", ""],
};

function textOf(state: State | CallerState, names: readonly string[]): string {
  const [before, behind] = WORDS[state];
  const more = names.length > 1 ? ` +${names.length - 1}` : "";
  return `${before}${names[0] ?? ""}${more}${behind}`;
}
