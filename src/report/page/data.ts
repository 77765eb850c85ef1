import type { Answer, CallerEdge, Way } from "../../proof/answer";
import { podOf } from "../../proof/chain-id";
import type { Proof } from "../../proof/proof";
import { readable } from "../../unknown/unknown-text";
import { place } from "../layout";
import { stateOf } from "./callers";
import type { CallerState } from "./elements";
import { type Evidence, evidenceOf, type Read, type Statement } from "./evidence";
import { graphOf } from "./graph";
import { type Form, type Packed, packed } from "./pack";
import { placed } from "./place";
import { Table } from "./table";
import { thingOf } from "./things";

/** What a page has beside the proof: everything in it is made when the page is written. */
export interface PageData {
  readonly chains: readonly ChainData[];
  readonly groups: readonly Group[];
  readonly statements: readonly Statement[];
  /** The picture of all chains, where these are few. */
  readonly overview?: Packed;
  readonly forms: readonly Form[];
}

export interface ChainData {
  readonly cluster: string;
  readonly namespace: string;
  readonly group: number;
  /** What its link says behind `#chain=`. */
  readonly link: string;
  /** Accounts and names of resources, to find it by. */
  readonly accounts: readonly string[];
  readonly resources: readonly string[];
  /** In the order of the proof's hops. */
  readonly evidence: readonly Evidence[];
  readonly callers: readonly Caller[];
  readonly picture: Packed;
}

/** Another caller that is drawn. */
export interface Caller {
  readonly state: CallerState | "kept-out";
  readonly kind: CallerEdge["kind"];
  readonly who: string;
  readonly actions: readonly string[];
  readonly statement?: string;
  readonly at?: string;
  readonly witness?: CallerEdge["witness"];
}

/** The chains of one namespace in one account, in parts that fit a picture. */
export interface Group {
  readonly account: string;
  readonly namespace: string;
  readonly chains: readonly number[];
  readonly parts: readonly { readonly chains: readonly number[]; readonly picture: Packed }[];
}

/** How many chains one picture has. */
const PER_PICTURE = 8;

/** Of how many chains there is one picture of all. */
const FEW = 12;

/** Where the account of a cluster is not known. */
export const NO_ACCOUNT = "account not known";

export function pageData(answer: Answer, proof: Proof, read: Read): PageData {
  const statements = new Table<Statement>();
  const forms = new Table<Form>();
  const picture = (chains: readonly number[]) => packed(placed(graphOf(answer, chains)), forms);
  const groups = groupsOf(answer);
  const groupOf = new Map(groups.flatMap(({ chains }, group) => chains.map((chain) => [chain, group] as const)));
  const links = linksOf(proof);
  const isFew = answer.ways.length <= FEW;
  return {
    chains: answer.ways.map((way, index) => ({
      ...namesOf(way),
      group: groupOf.get(index) ?? 0,
      link: links[index] ?? "",
      accounts: accountsOf(answer, way),
      resources: resourcesOf(way),
      evidence: way.edges.map((edge) => evidenceOf(edge, statements, read)),
      callers: way.callers.map(callerOf),
      picture: picture([index]),
    })),
    groups: groups.map((group) => ({ ...group, parts: isFew ? [] : partsOf(group.chains, picture) })),
    statements: statements.values,
    forms: forms.values,
    ...(isFew ? { overview: picture([...answer.ways.keys()]) } : {}),
  };
}

function namesOf({ chain }: Way): Pick<ChainData, "cluster" | "namespace"> {
  const { cluster, namespace } = podOf(chain.id);
  return { cluster: readable(cluster), namespace: readable(namespace) };
}

function groupsOf({ ways }: Answer): readonly Omit<Group, "parts">[] {
  const groups = new Map<string, { account: string; namespace: string; chains: number[] }>();
  for (const [index, way] of ways.entries()) {
    const account = readable(way.chain.account ?? NO_ACCOUNT);
    const { namespace } = namesOf(way);
    const key = JSON.stringify([account, namespace]);
    const group = groups.get(key) ?? { account, namespace, chains: [] };
    group.chains.push(index);
    groups.set(key, group);
  }
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...groups.values()].sort((a, b) => order(a.account, b.account) || order(a.namespace, b.namespace));
}

const partsOf = (chains: readonly number[], picture: (chains: readonly number[]) => Packed): Group["parts"] =>
  Array.from({ length: Math.ceil(chains.length / PER_PICTURE) }, (_, part) => {
    const some = chains.slice(part * PER_PICTURE, (part + 1) * PER_PICTURE);
    return { chains: some, picture: picture(some) };
  });

/** The id of each chain, or its key where another chain has the same id. */
function linksOf({ chains }: Proof): readonly string[] {
  const times = new Map<string, number>();
  for (const { id } of chains) times.set(id, (times.get(id) ?? 0) + 1);
  return chains.map(({ id, key, world }) => (times.get(id) === 1 ? id : [world, key].filter(Boolean).join(" ")));
}

function accountsOf(answer: Answer, way: Way): readonly string[] {
  const named = way.nodes.flatMap(({ kind, name }) =>
    name === undefined || (kind !== "role" && kind !== "resource") ? [] : (answer.owner(way, name).account ?? []),
  );
  return [...new Set([way.chain.account ?? NO_ACCOUNT, ...named])].map(readable);
}

const resourcesOf = ({ nodes }: Way): readonly string[] => [
  ...new Set(
    nodes.flatMap(({ kind, name }) => {
      if (kind !== "resource" || name === undefined) return [];
      const { word, name: own } = thingOf(name);
      return [`${word} ${own}`];
    }),
  ),
];

function callerOf(caller: CallerEdge): Caller {
  const { kind, who, actions, statement, location, witness } = caller;
  const at = place(location);
  return {
    state: stateOf(caller) ?? "kept-out",
    kind,
    who: readable(who),
    actions: actions.map(readable),
    ...(statement === undefined ? {} : { statement: readable(statement) }),
    ...(at === undefined ? {} : { at }),
    ...(witness ? { witness } : {}),
  };
}
