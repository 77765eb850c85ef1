import type { Answer, Edge, Way, WayNode } from "../../proof/answer";
import { podOf } from "../../proof/chain-id";
import type { Assumption, ChainResult, Hop } from "../../proof/proof";
import { readable } from "../../unknown/unknown-text";
import { callersInto } from "./callers";
import { Collected, type Graph, type GraphNode, type State } from "./elements";
import { thingOf } from "./things";

/**
 * The chains at some indexes of `answer` as one graph: what they share is there once. An edge holds each hop that is
 * decided alike from the same node to the same node.
 */
export function graphOf(answer: Answer, chains: readonly number[]): Graph {
  const all = new Collected();
  for (const index of chains) {
    const way = answer.ways[index];
    if (way) drawWay(all, answer, way, index);
  }
  return all.graph();
}

function drawWay(all: Collected, answer: Answer, way: Way, chain: number): void {
  const nodes = nodesOf(all, answer, way);
  const pod = nodes("pod");
  const ends = way.edges.map(({ from, to }) => ({ from: nodes(from), to: nodes(to) }));
  for (const [index, edge] of way.edges.entries()) {
    const { from = pod, to = pod } = ends[index] ?? {};
    // what the pod's own side says is a step towards the next thing on the way
    const goal = from !== to ? to : (ends.slice(index + 1).find((one) => one.to !== from)?.to ?? nowhere(all, way));
    const state = stateOf(edge, way.chain);
    all.hop({ from, to: goal, state, name: nameOf(edge.hop), kind: edge.hop.id, at: [chain, index] });
  }
  callersInto(all, way, chain, (id) => nodes(id));
}

/** The node that the picture has for a node of the way. */
function nodesOf(all: Collected, answer: Answer, way: Way): (id: string) => string {
  const made = new Map<string, string>();
  return (id) => {
    const known = made.get(id);
    if (known !== undefined) return known;
    const node = way.nodes.find((one) => one.id === id);
    const key =
      node === undefined || POD.has(node.kind) ? podNode(all, answer, way) : thingNode(all, answer, way, node);
    made.set(id, key);
    return key;
  };
}

/** What belongs to the pod, and is drawn as its service account. */
const POD: ReadonlySet<WayNode["kind"]> = new Set(["pod", "association", "service-account"]);

const within = ({ world = "" }: ChainResult, name: string): string => `${world} ${name}`;

function podNode(all: Collected, answer: Answer, way: Way): string {
  const { id, account, region } = way.chain;
  const { cluster, namespace, serviceAccount } = podOf(id);
  const key = within(way.chain, `cluster ${account ?? "?"} ${region ?? "?"} ${cluster}`);
  const frame = accountFrame(all, answer, way, account ?? undefined, `arn:aws:eks:${region ?? ""}:${account ?? ""}:`);
  all.frame({ id: key, kind: "cluster", title: cluster, detail: region ?? "", ...(frame ? { parent: frame } : {}) });
  return all.node({
    id: `${key} ${namespace}/${serviceAccount}`,
    kind: "service-account",
    word: "service account",
    name: namespace === "" ? serviceAccount : `${namespace}/${serviceAccount}`,
    full: id,
    parent: key,
  });
}

function thingNode(all: Collected, answer: Answer, way: Way, { id, kind, name }: WayNode): string {
  if (name === undefined) return unknownNode(all, way, id, kind);
  const thing = thingOf(name);
  const node: GraphNode =
    kind === "provider"
      ? {
          id: within(way.chain, name),
          kind: "provider",
          word: "OIDC provider",
          name: providerName(name),
          full: readable(name),
        }
      : kind === "document"
        ? {
            id: within(way.chain, name),
            kind: "resource",
            word: "document",
            name: readable(name),
            full: readable(name),
          }
        : {
            id: within(way.chain, thing.key),
            kind: kind === "role" ? "role" : thing.kind,
            word: kind === "role" ? "IAM role" : thing.word,
            name: thing.name,
            full: readable(thing.key),
          };
  const { account } = answer.owner(way, name);
  const own = account ?? (kind === "provider" ? (way.chain.account ?? undefined) : undefined);
  const frame = accountFrame(all, answer, way, own, name);
  return all.node({ ...node, ...(frame ? { parent: frame } : {}) });
}

/** `oidc.eks.us-east-1.amazonaws.com/id/…` of an ARN, or an address as it is. */
const providerName = (name: string): string => readable(/:oidc-provider\/(.*)$/s.exec(name)?.[1] ?? name);

const unknownNode = (all: Collected, { chain }: Way, id: string, kind: WayNode["kind"]): string =>
  all.node({
    id: within(chain, `${chain.key} ${id}`),
    kind: kind === "role" ? "role" : "resource",
    word: kind === "role" ? "IAM role" : "resource",
    name: "not known",
    full: "not known",
  });

/** Where a chain ends that leads nowhere. */
const nowhere = (all: Collected, way: Way): string => unknownNode(all, way, "nowhere", "role");

function accountFrame(
  all: Collected,
  answer: Answer,
  way: Way,
  account: string | undefined,
  arn: string,
): string | undefined {
  if (account === undefined) return undefined;
  const stacks = answer.owner(way, arn).stacks;
  return all.frame({
    id: within(way.chain, `account ${account}`),
    kind: "account",
    title: account,
    detail: stacks.length === 0 ? "" : `${stacks.length === 1 ? "stack" : "stacks"} ${stacks.join(", ")}`,
  });
}

function stateOf({ hop, reached }: Edge, { assumptions, hops }: ChainResult): State {
  if (hop.verdict !== "allowed") return hop.verdict;
  if (!reached) return "not-reached";
  return assumptions.some((one) => carries(one, hop, hops)) ? "assumed" : "allowed";
}

/** Whether `hop` rests on an assumption: one about a resource of grants carries those on it alone. */
function carries({ for: rests, subject }: Assumption, hop: Hop, hops: readonly Hop[]): boolean {
  if (!rests.some((id) => id === hop.id)) return false;
  const isOn = ({ resource = "" }: Hop) => resource === subject || resource.startsWith(`${subject}/`);
  return hop.id !== "grant" || !hops.some((one) => one.id === "grant" && isOn(one)) || isOn(hop);
}

const NAMES: Readonly<Record<Exclude<Hop["id"], "grant">, string>> = {
  association: "association",
  "service-account": "annotation",
  "oidc-provider": "provider",
  "primary-trust": "trust",
  "primary-permission": "permission",
  "target-trust": "trust",
};

const nameOf = ({ id, action }: Hop): string => (id === "grant" ? shortAction(readable(action ?? "grant")) : NAMES[id]);

/** How long an action may be that has its service before it: what it is on says that too. */
const SHORT = 18;

const shortAction = (action: string): string => (action.length > SHORT ? action.replace(/^.*:(?=.)/s, "") : action);
