import { drawn, spoken } from "../draw";
import { type Packed, unpacked } from "../pack";
import type { Picture, PlacedEdge } from "../picture";
import { tree } from "../tree";
import { opening, placeOf } from "./choice";
import { detailsTree, failedTree } from "./details";
import { at, made, show } from "./dom";
import { callerTree, hopTree, STATES } from "./evidence";
import { keepingFocus } from "./focus";
import { filterTree, findingsTree, headTree, legendTree, restTree } from "./head";
import { chainsTree, fewTree, listTree } from "./list";
import { ANY, type Filter, isAny, linked, matching } from "./state";
import { all, counted, data, nameOf, type Shown } from "./world";

let filter: Filter = ANY;
let chains: readonly Shown[] = all;
let selected: Shown | undefined;
/** The group whose picture is shown, where there is no picture of all, and which part of it. */
let group = 0;
let part = 0;

function frame(): void {
  const many = all.length > 1;
  show(
    at("page"),
    headTree(),
    tree("section", { id: "rest", "aria-label": "What it rests on, and what was found" }),
    ...(many ? [filterTree()] : []),
    tree(
      "div",
      { class: data.overview ? "columns wide" : "columns" },
      ...(many ? [tree("nav", { id: "list", class: "list", "aria-label": "Chains" })] : []),
      tree(
        "main",
        {},
        tree("div", { class: "picture-head" }, tree("h2", { id: "title" }), tree("div", { id: "pages" })),
        tree("div", { id: "picture", class: "scrolls", tabindex: 0, role: "region", "aria-label": "Picture" }),
        legendTree(),
        tree("section", { id: "failed", "aria-label": "Expectations that failed" }),
        tree("section", { id: "evidence", "aria-label": "What decides" }),
        tree("section", { id: "details", "aria-label": "Chain" }),
      ),
    ),
    tree("p", { id: "said", class: "unseen", role: "status" }),
  );
  show(at("rest"), restTree());
  const findings = document.getElementById("findings");
  findings?.addEventListener("toggle", () => findings.append(made(findingsTree())), { once: true });
}

/** The picture that is shown. */
let picture: Picture | undefined;

/** Whether the picture shows this chain, or only has it beside those that the filter leaves. */
const isIn = (index: number): boolean => selected !== undefined || chains.some((one) => one.index === index);

/** The picture of what is chosen: a chain, all of few, or a part of a namespace. */
function chosen(): { readonly title: string; readonly packed: Packed | undefined; readonly parts: number } {
  if (selected) return { title: nameOf(selected), packed: selected.own.picture, parts: 1 };
  if (data.overview)
    return { title: isAny(filter) ? "All chains" : counted(chains.length, "chain"), packed: data.overview, parts: 1 };
  const { account = "", namespace = "", parts = [] } = data.groups[group] ?? {};
  return { title: `${namespace} in ${account}`, packed: parts[part]?.picture, parts: parts.length };
}

function showList(): void {
  const list = document.getElementById("list");
  if (!list) return;
  show(
    list,
    tree("p", { class: "count" }, `${counted(chains.length, "chain")}${isAny(filter) ? "" : ` of ${all.length}`}`),
    data.overview ? fewTree(chains, selected) : listTree(chains, selected),
  );
  for (const details of list.querySelectorAll<HTMLDetailsElement>("details.group")) {
    const members = chains.filter(({ own }) => own.group === Number(details.dataset.group));
    // those of a closed namespace are made when it is opened
    details.addEventListener("toggle", () => {
      if (details.open && !details.querySelector("ul")) details.append(made(chainsTree(members, selected)));
    });
    // not at "toggle", which comes for each group that is open from the start, too
    details.querySelector("summary")?.addEventListener("click", () => {
      if (details.open || selected || group === Number(details.dataset.group)) return;
      [group, part] = placeOf(members, data.groups);
      showPicture();
    });
  }
}

function showPicture(): void {
  const { title, packed, parts } = chosen();
  picture = packed && unpacked(packed, data.forms);
  at("title").textContent = title;
  const pages = Array.from({ length: parts > 1 ? parts : 0 }, (_, index) =>
    tree(
      "button",
      { type: "button", class: "part", "data-part": index, "aria-pressed": String(index === part) },
      `${index + 1}`,
    ),
  );
  show(at("pages"), ...(selected && all.length > 1 ? [tree("a", { href: "#" }, "← all chains")] : []), ...pages);
  const place = at("picture");
  if (!picture) {
    place.replaceChildren();
    return;
  }
  show(place, drawn(picture, title, nameIn(picture)));
  const isShown = ({ hops, callers }: PlacedEdge) => [...hops, ...callers].some(([chain]) => isIn(chain));
  const lit = new Set(picture.edges.flatMap((edge) => (isShown(edge) ? [edge.from, edge.to] : [])));
  for (const element of place.querySelectorAll<SVGElement>("[data-edge]")) {
    const edge = picture.edges[Number(element.dataset.edge)];
    if (!edge) continue;
    element.classList.toggle("dim", !isShown(edge));
    if (!isShown(edge)) element.removeAttribute("tabindex");
    if (element.classList.contains("label")) listen(element, Number(element.dataset.edge));
  }
  for (const [index, node] of [...place.querySelectorAll(".node")].entries())
    node.classList.toggle("dim", !lit.has(index));
  const first = opening(picture.edges, isShown, selected !== undefined);
  if (first !== -1) showEdge(first);
  else
    show(
      at("evidence"),
      tree("p", { class: "hint" }, "Choose a line of the picture to see the statements that decide it."),
    );
}

const nameIn =
  ({ nodes }: Picture) =>
  ({ from, to, state, text }: PlacedEdge): string =>
    `${spoken(text)}, ${STATES[state]}: from ${nodes[from]?.word} ${nodes[from]?.full} to ${nodes[to]?.word} ${nodes[to]?.full}`;

function listen(element: SVGElement, index: number): void {
  const choose = () => {
    showEdge(index);
    at("evidence").scrollIntoView({ block: "nearest" });
  };
  element.addEventListener("click", choose);
  // who steps through the lines keeps the picture in sight
  element.addEventListener("focus", () => showEdge(index));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose();
  });
}

/** The statements that decide an edge; where it holds several hops, those of the one that is chosen among them. */
function showEdge(index: number, place = 0): void {
  const edge = picture?.edges[index];
  if (!edge) return;
  for (const element of at("picture").querySelectorAll<SVGElement>("[data-edge]")) {
    const isIt = Number(element.dataset.edge) === index;
    element.classList.toggle("chosen", isIt);
    if (element.classList.contains("label")) element.setAttribute("aria-pressed", String(isIt));
  }
  const every = [
    ...edge.hops.map(([chain, hop]) => ({ chain: all[chain], hop, caller: undefined })),
    ...edge.callers.map(([chain, caller]) => ({ chain: all[chain], hop: undefined, caller })),
  ];
  const left = every.filter(({ chain }) => chain && isIn(chain.index));
  const items = left.length > 0 ? left : every;
  const chosenItem = items[place];
  if (!chosenItem?.chain) return;
  const { chain, own } = chosenItem.chain;
  const caller = chosenItem.caller === undefined ? undefined : own.callers[chosenItem.caller];
  const several = items.length > 1;
  const choices = items
    .slice(0, MOST)
    .map((one, item) =>
      tree(
        "button",
        { type: "button", "data-item": item, "aria-pressed": String(item === place) },
        itemName(one, items),
      ),
    );
  show(
    at("evidence"),
    ...(several
      ? [tree("div", { class: "choices", role: "group", "aria-label": "Decisions on this line" }, ...choices)]
      : []),
    caller ? callerTree(caller) : hopTree(chosenItem.chain, chosenItem.hop ?? 0),
  );
  at("evidence").dataset.edge = String(index);
  at("said").textContent = `${edge.text}, of ${chain.id}: the statements that decide it are below the picture`;
}

/** How many decisions of one line can be chosen among. */
const MOST = 24;

interface Item {
  readonly chain: Shown | undefined;
  readonly hop: number | undefined;
  readonly caller: number | undefined;
}

/** What distinguishes one decision of a line from its others. */
function itemName({ chain, hop, caller }: Item, items: readonly Item[]): string {
  const isOne = new Set(items.map((one) => one.chain)).size === 1;
  const id = chain ? nameOf(chain) : "";
  if (caller !== undefined) return [isOne ? "" : id, chain?.own.callers[caller]?.kind ?? ""].filter(Boolean).join(" ");
  const { id: name = "", action, resource = "" } = chain?.chain.hops[hop ?? 0] ?? {};
  const same = isOne && new Set(items.map((one) => one.chain?.chain.hops[one.hop ?? 0]?.action)).size < items.length;
  const what = name === "grant" ? `${action}${same ? ` on ${resource}` : ""}` : name;
  return isOne ? what : `${id}: ${what}`;
}

function showDetails(): void {
  show(at("failed"), failedTree(selected ? [selected] : chains));
  if (selected) show(at("details"), detailsTree(selected));
  else at("details").replaceChildren();
}

/** The edge of the picture that holds a hop. */
function showHop(hop: number): void {
  const edge = picture?.edges.findIndex(({ hops }) => hops.some(([, index]) => index === hop)) ?? -1;
  const place = picture?.edges[edge]?.hops.findIndex(([, index]) => index === hop) ?? -1;
  if (edge === -1) return;
  showEdge(edge, place);
  at("picture").scrollIntoView({ block: "start" });
}

function filtered(): void {
  chains = matching(filter);
  for (const button of document.querySelectorAll<HTMLElement>("[data-verdict]"))
    button.setAttribute("aria-pressed", String(button.dataset.verdict === filter.verdict));
  if (selected && !chains.includes(selected)) history.replaceState(null, "", "#");
  if (!data.overview) [group, part] = placeOf(chains, data.groups);
  follow();
  at("said").textContent = counted(chains.length, "chain");
}

/** Shows what the address names. */
function follow(): void {
  selected = linked(location.hash) ?? (all.length === 1 ? all[0] : undefined);
  showList();
  showPicture();
  showDetails();
}

function start(): void {
  frame();
  if (!data.overview) [group, part] = placeOf(chains, data.groups);
  const form = document.querySelector<HTMLFormElement>("form.filter");
  const read = () => {
    if (!form) return;
    filter = { ...ANY, ...Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])) };
    filtered();
  };
  form?.addEventListener("input", read);
  form?.addEventListener("submit", (event) => event.preventDefault());
  form?.addEventListener("reset", () => setTimeout(read));
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("button, a") : null;
    if (!button) return;
    const { verdict, part: to, item, hop } = button.dataset;
    if (verdict !== undefined && form) {
      const select = form.querySelector<HTMLSelectElement>("[name=verdict]");
      if (select) select.value = verdict;
      read();
    } else if (to !== undefined) {
      part = Number(to);
      keepingFocus(showPicture);
    } else if (item !== undefined) keepingFocus(() => showEdge(Number(at("evidence").dataset.edge), Number(item)));
    else if (hop !== undefined) showHop(Number(hop));
  });
  addEventListener("hashchange", () => keepingFocus(follow));
  follow();
}

start();
