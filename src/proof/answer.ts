import { parseArn } from "../aws";
import type { SourceLocation } from "../terraform/source-location";
import type { Derivation } from "./derivation";
import type { AssumptionId, ChainResult, Decision, Hop, IntruderId, Proof, Witness } from "./proof";

/**
 * All that a run answers: the proof, and each of its chains as a graph from the pod to the resources, with the callers
 * that its documents admit. Texts, machine formats and pictures are written from it.
 */
export interface Answer {
  readonly proof: Proof;
  /** In the proof's order. */
  readonly ways: readonly Way[];
  /** A hop that the proof does not have: an action of a way's final role on one resource; undefined where that is not known. */
  grant(way: Way, action: string, resource: string): Edge | undefined;
  /** Where a role or a resource of a way is: its ARN may not say so. */
  owner(way: Way, arn: string): Owner;
}

/** The account that something is in, and the stacks of it that were read. */
export interface Owner {
  /** undefined where it is not known. */
  readonly account: string | undefined;
  readonly stacks: readonly string[];
}

/** A chain as a graph. */
export interface Way {
  readonly chain: ChainResult;
  readonly nodes: readonly WayNode[];
  readonly edges: readonly Edge[];
  readonly callers: readonly CallerEdge[];
}

export type NodeKind = "pod" | "association" | "service-account" | "provider" | "role" | "resource" | "document";

export interface WayNode {
  /** Unique within the way. */
  readonly id: string;
  readonly kind: NodeKind;
  /** ARN, address or chain id; undefined where it is not known. */
  readonly name: string | undefined;
}

/** One hop, from node to node. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly hop: Hop;
  /** Whether the pod gets as far as to this hop: false behind a denied one. */
  readonly reached: boolean;
  /** How it was decided; worked out when it is asked for. */
  readonly derivation: () => Derivation;
}

/** Another caller that a document on the way admits, or may. */
export interface CallerEdge {
  readonly who: string;
  readonly to: string;
  readonly kind: IntruderId | "shared";
  readonly verdict: Exclude<Decision, "denied">;
  /** Neither accepted, nor carried by an assumption, nor named by the document on purpose. */
  readonly refutes: boolean;
  readonly actions: readonly string[];
  /** Whether it is accepted, where it is an intruder. */
  readonly accepted: boolean;
  /** The assumption that carries it, where one does. */
  readonly assumption?: AssumptionId;
  /** A request that passes. */
  readonly witness?: Witness;
  readonly statement?: string;
  readonly location?: SourceLocation;
}

/** Tells how a hop was decided, of the proof and beyond it. */
export interface Explainer {
  /** How the hop at an index of a chain was decided. */
  derivation(chain: ChainResult, index: number): Derivation;
  /** One more action of a chain on one resource; undefined where its role is not known. */
  grant(
    chain: ChainResult,
    action: string,
    resource: string,
  ): { readonly hop: Hop; readonly derivation: () => Derivation } | undefined;
  /** Where what a chain comes to is. */
  owner(chain: ChainResult, arn: string): Owner;
}

/** Of a proof of which only the result is there. */
export const UNEXPLAINED: Explainer = {
  derivation: () => ({ asked: [], faults: [] }),
  grant: () => undefined,
  owner: (_, arn) => ({ account: accountIn(arn), stacks: [] }),
};

/** The account that an ARN names. */
export const accountIn = (arn: string): string | undefined => parseArn(arn)?.account || undefined;

/** `proof` as an answer. */
export const answerOf = (proof: Proof, explainer: Explainer = UNEXPLAINED): Answer => {
  const ways = proof.chains.map((chain) => wayOf(chain, explainer));
  return {
    proof,
    ways,
    grant({ chain, edges }, action, resource) {
      const asked = explainer.grant(chain, action, resource);
      const last = edges.findLast(({ hop }) => hop.id !== "grant");
      const reached = !edges.some(({ hop }) => hop.id !== "grant" && hop.verdict === "denied");
      return asked && { from: last?.to ?? "pod", to: "", reached, ...asked };
    },
    owner: ({ chain }, arn) => explainer.owner(chain, arn),
  };
};

function wayOf(chain: ChainResult, explainer: Explainer): Way {
  const nodes = nodesOf(chain);
  const edges: Edge[] = [];
  let [role, reached] = ["pod", true];
  for (const [index, hop] of chain.hops.entries()) {
    const to = nodes.idOf(kindOf(hop), hop.resource);
    const before = edges.at(-1);
    // a role is asked twice, once by each side: both questions start from the same place
    const from =
      hop.id === "grant" ? (assumed(hop, nodes) ?? role) : !before ? "pod" : before.to === to ? before.from : before.to;
    edges.push({ from, to, hop, reached, derivation: () => explainer.derivation(chain, index) });
    if (hop.id !== "grant" && KIND[hop.id] === "role") role = to;
    if (hop.id !== "grant" && hop.verdict === "denied") reached = false;
  }
  const callers = callersOf(chain, edges, nodes);
  return { chain, nodes: nodes.all, edges, callers };
}

/** Where a grant is made to a role that the pod assumes by itself, that role. */
const assumed = ({ via }: Hop, nodes: Nodes): string | undefined => {
  const last = via?.at(-1);
  return last === undefined ? undefined : nodes.idOf("role", last);
};

const kindOf = ({ id, action }: Hop): NodeKind =>
  id === "grant" && action !== undefined && /^sts:assumerole$/i.test(action) ? "role" : KIND[id];

interface Nodes {
  readonly all: readonly WayNode[];
  /** The id of what is called `name`, which is made where it is new. */
  idOf(kind: NodeKind, name: string | undefined): string;
}

function nodesOf({ id }: ChainResult): Nodes {
  const all: WayNode[] = [{ id: "pod", kind: "pod", name: id }];
  return {
    all,
    idOf(kind, name) {
      const known = all.find((one) => one.kind === kind && one.name === name);
      if (known) return known.id;
      const made = { id: `n${all.length}`, kind, name };
      all.push(made);
      return made.id;
    },
  };
}

function callersOf(chain: ChainResult, edges: readonly Edge[], nodes: Nodes): readonly CallerEdge[] {
  const guarded = (document: string, location: SourceLocation | undefined): string => {
    const edge = edges.find(({ hop }) => TRUSTS.has(hop.id) && location && isAt(hop.location, location));
    return edge?.to ?? nodes.idOf("document", document);
  };
  return [
    ...chain.intruders.flatMap(({ id, verdict, accepted, through = [] }) =>
      verdict === "denied"
        ? []
        : through.map(
            ({ who, document, actions, statement, location, assumption, witness, verdict: may }): CallerEdge => ({
              who,
              to: guarded(document, location),
              kind: id,
              verdict: may,
              refutes: may === "allowed" && !accepted && assumption === undefined,
              actions,
              accepted,
              ...(assumption === undefined ? {} : { assumption }),
              ...(witness ? { witness } : {}),
              ...(statement === undefined ? {} : { statement }),
              ...(location ? { location } : {}),
            }),
          ),
    ),
    ...chain.shared.map(
      ({ who, document, statement, actions, location }): CallerEdge => ({
        who,
        to: guarded(document, location),
        kind: "shared",
        verdict: "allowed",
        refutes: false,
        accepted: false,
        actions,
        statement,
        ...(location ? { location } : {}),
      }),
    ),
  ];
}

const TRUSTS: ReadonlySet<Hop["id"]> = new Set(["primary-trust", "target-trust"]);

const isAt = (a: SourceLocation | undefined, b: SourceLocation): boolean =>
  a?.file === b.file && a.pointer === b.pointer;

const KIND: Readonly<Record<Hop["id"], NodeKind>> = {
  association: "association",
  "service-account": "service-account",
  "oidc-provider": "provider",
  "primary-trust": "role",
  "primary-permission": "role",
  "target-trust": "role",
  grant: "resource",
};
