import { type Tree, tree } from "../tree";
import { signTree } from "./details";
import { linkTo } from "./state";
import { VERDICTS } from "./verdict";
import { counted, data, MECHANISMS, nameOf, type Shown } from "./world";

/** How many chains a list opens by itself; a longer one opens a namespace at a time. */
const OPEN = 60;

/** The chains by account and namespace. Those of a namespace that is closed are not there until it is opened. */
export function listTree(chains: readonly Shown[], selected: Shown | undefined): Tree {
  if (chains.length === 0) return nothing();
  const groups = new Map<number, Shown[]>();
  for (const one of chains) {
    const group = groups.get(one.own.group);
    if (group) group.push(one);
    else groups.set(one.own.group, [one]);
  }
  const accounts = new Map<string, Tree[]>();
  for (const [index, members] of [...groups].sort(([a], [b]) => a - b)) {
    const { account = "", namespace = "" } = data.groups[index] ?? {};
    const open = chains.length <= OPEN || selected?.own.group === index;
    const made = groupTree(index, namespace, members, open, selected);
    const known = accounts.get(account);
    if (known) known.push(made);
    else accounts.set(account, [made]);
  }
  return tree(
    "div",
    { class: "groups" },
    ...[...accounts].map(([account, made]) =>
      tree(
        "div",
        {},
        tree("h2", { class: "account-name" }, /^\d{12}$/.test(account) ? `Account ${account}` : account),
        ...made,
      ),
    ),
  );
}

function groupTree(
  index: number,
  namespace: string,
  members: readonly Shown[],
  open: boolean,
  selected: Shown | undefined,
): Tree {
  const worst = VERDICTS.find((verdict) => members.some(({ chain }) => chain.verdict === verdict)) ?? "proved";
  return tree(
    "details",
    { class: "group", "data-group": index, ...(open ? { open: "" } : {}) },
    tree(
      "summary",
      {},
      tree("span", { class: `dot ${worst}`, "aria-hidden": "true" }),
      tree("span", { class: "namespace" }, namespace === "" ? "no namespace" : namespace),
      tree("span", { class: "count" }, counted(members.length, "chain")),
    ),
    ...(open ? [chainsTree(members, selected)] : []),
  );
}

/** A few chains in one row. */
export const fewTree = (chains: readonly Shown[], selected: Shown | undefined): Tree =>
  chains.length === 0
    ? nothing()
    : tree("ul", { class: "few" }, ...chains.map((one) => tree("li", {}, linkTree(one, nameOf(one), selected))));

const nothing = (): Tree => tree("p", { class: "none" }, "No chain is like that.");

const linkTree = (one: Shown, name: string, selected: Shown | undefined): Tree =>
  tree(
    "a",
    { href: linkTo(one), title: one.chain.id, ...(one === selected ? { "aria-current": "true" } : {}) },
    signTree(one.chain.verdict),
    tree("span", { class: "chain-name" }, name),
  );

/** The chains of one namespace as links. */
export const chainsTree = (members: readonly Shown[], selected: Shown | undefined): Tree =>
  tree("ul", {}, ...members.map((one) => tree("li", {}, linkTree(one, shortName(one), selected))));

/** The service account and the cluster of a chain, whose namespace stands above it. */
const shortName = ({ chain: { id, mechanism }, own: { cluster, namespace } }: Shown): string => {
  const rest = id.startsWith(`${cluster}/${namespace}/`) ? id.slice(cluster.length + namespace.length + 2) : id;
  return rest === id
    ? `${id} (${MECHANISMS[mechanism]})`
    : `${rest} on ${cluster}${mechanism === "irsa" ? " (IRSA)" : ""}`;
};
