import { glyph } from "./glyphs";
import { type Picture, type PlacedEdge, type PlacedFrame, type PlacedNode, shortened } from "./picture";
import { type Tree, tree } from "./tree";

/** How edges of a picture are named for those who cannot see it. */
export type Name = (edge: PlacedEdge) => string;

const plainName =
  ({ nodes }: Picture): Name =>
  ({ from, to, text }) =>
    `${spoken(text)}: from ${nodes[from]?.lines.join("") ?? ""} to ${nodes[to]?.lines.join("") ?? ""}`;

/**
 * A text of the picture at the beginning of a longer name: it begins with what is to be seen, so that it can be spoken to.
 * @see https://www.w3.org/WAI/WCAG22/Understanding/label-in-name.html
 */
export const spoken = (text: string): string => (shortened(text) === text ? text : `${shortened(text)}, ${text}`);

/** The picture as SVG. Colours are given by the style sheet, shapes and words by the picture itself. */
export function drawn(picture: Picture, title: string, nameOf: Name = plainName(picture)): Tree {
  const { width, height, frames, nodes, edges } = picture;
  return tree(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "picture",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": title,
    },
    ...frames.map(frameTree),
    ...edges.map(lineTree),
    ...frames.map(frameTitleTree),
    ...nodes.map(nodeTree),
    ...edges.map((edge, index) => labelTree(edge, index, nameOf(edge))),
  );
}

function frameTree({ kind, title, detail, x, y, width, height }: PlacedFrame): Tree {
  return tree(
    "g",
    { class: `frame ${kind}` },
    tree("title", {}, `${WORDS[kind]} ${title}${detail === "" ? "" : `, ${detail}`}`),
    tree("rect", { x, y, width, height, rx: kind === "account" ? 14 : 10 }),
  );
}

const WORDS = { account: "Account", cluster: "Cluster" } as const;

/** Above the lines: what comes behind its name is left out where one would run through it. */
function frameTitleTree({ kind, title, detail, x, y, width, free }: PlacedFrame): Tree {
  const letters = (pixels: number) => Math.floor((pixels - 18) / 7.4);
  const room = letters(width);
  const name = `${WORDS[kind]} ${title}`;
  const rest = name.length + 2 + detail.length > letters(free) ? "" : detail;
  return tree(
    "text",
    { class: `frame-title of-${kind}`, x: x + 14, y: y + (kind === "account" ? 25 : 21) },
    tree("tspan", { class: "frame-name" }, cut(name, room)),
    rest !== "" && tree("tspan", { class: "frame-detail", dx: 8 }, rest),
  );
}

const cut = (text: string, room: number): string => {
  const letters = [...text];
  return letters.length <= room ? text : `${letters.slice(0, Math.max(1, room - 1)).join("")}…`;
};

function nodeTree({ kind, word, lines, full, x, y, width, height }: PlacedNode): Tree {
  return tree(
    "g",
    { class: word === "intruder" ? "node caller intruder" : `node ${kind}` },
    tree("title", {}, `${word} ${full}`),
    shapeTree(kind, x, y, width, height),
    glyph(kind, word, x + 12, y + 9),
    tree("text", { class: "word", x: x + 34, y: y + 21 }, word),
    ...lines.map((line, index) => tree("text", { class: "name", x: x + 12, y: y + 41 + 18 * index }, line)),
  );
}

/** Roles are plain, what they lead to has round sides, other callers have pointed ones. */
function shapeTree(kind: PlacedNode["kind"], x: number, y: number, width: number, height: number): Tree {
  if (kind === "caller") {
    const [right, bottom, tip] = [x + width, y + height, 8];
    const middle = y + height / 2;
    const points = `${x + tip},${y} ${right - tip},${y} ${right},${middle} ${right - tip},${bottom} ${x + tip},${bottom} ${x},${middle}`;
    return tree("polygon", { class: "shape", points });
  }
  const rx = kind === "resource" || kind === "key" ? 16 : kind === "service-account" ? 8 : 4;
  return tree("rect", { class: "shape", x, y, width, height, rx });
}

function lineTree({ path, end: [x, y, right], state }: PlacedEdge, index: number): Tree {
  const [tip, back] = right ? [x - 1, x - 9] : [x + 1, x + 9];
  return tree(
    "g",
    { class: `line ${state}`, "data-edge": index },
    tree("path", { class: "stroke", d: path }),
    state === "denied"
      ? tree("path", {
          class: "cross",
          d: `M${back - 4},${y - 5}L${back + 6},${y + 5}M${back - 4},${y + 5}L${back + 6},${y - 5}`,
        })
      : tree("path", { class: "head", d: `M${tip},${y}L${back},${y - 4.5}L${back},${y + 4.5}Z` }),
  );
}

function labelTree({ label: { x, y, width, height }, state, text }: PlacedEdge, index: number, name: string): Tree {
  return tree(
    "g",
    {
      class: `label ${state}`,
      "data-edge": index,
      tabindex: 0,
      role: "button",
      "aria-label": name,
      "aria-pressed": "false",
    },
    tree("title", {}, text),
    tree("rect", { x, y, width, height, rx: state === "denied" || state === "gets-in" ? 3 : 12 }),
    tree("text", { x: x + width / 2, y: y + 16.5 }, shortened(text)),
  );
}
