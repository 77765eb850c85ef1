import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { answerWorlds } from "../../../src/proof/worlds";
import { asJson } from "../../../src/report";
import { asPage } from "../../../src/report/page";
import type { PageData } from "../../../src/report/page/data";
import type { Graph } from "../../../src/report/page/elements";
import { graphOf } from "../../../src/report/page/graph";
import type { Box, Picture } from "../../../src/report/page/picture";
import { placed } from "../../../src/report/page/place";
import { readWorlds } from "../../../src/terraform";

const CORPORA = ["examples", "e2e/fuzz/files/seeds"];

const worlds = CORPORA.flatMap((corpus) =>
  readdirSync(corpus)
    .sort()
    .map((name) => (corpus === "examples" ? join(corpus, name, "golden") : join(corpus, name)))
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    // modules are no root modules
    .filter((folder) => !existsSync(join(folder, "README.md"))),
);

const pathsIn = (folder: string): readonly string[] =>
  [folder, join(folder, "..", "handover")]
    .filter((one, index) => index === 0 || existsSync(one))
    .flatMap((one) => readdirSync(one).map((name) => join(one, name)));

const meet = (a: Box, b: Box, room = 0): boolean =>
  a.x + room < b.x + b.width &&
  b.x + room < a.x + a.width &&
  a.y + room < b.y + b.height &&
  b.y + room < a.y + a.height;

/** Points on a line of the picture, closer than the narrowest thing in it. */
function pointsOn(path: string): readonly (readonly [number, number])[] {
  const points: [number, number][] = [];
  let from: readonly number[] = [];
  for (const [, command, numbers = ""] of path.matchAll(/([MLC])([^MLC]+)/g)) {
    const all = numbers.split(/[ ,]/).map(Number);
    const [a = 0, b = 0] = from;
    const [x = 0, y = 0, u = 0, v = 0, p = 0, q = 0] = all;
    for (let step = 1; step <= 40 && command !== "M"; step++) {
      const t = step / 40;
      const s = 1 - t;
      if (command === "L") points.push([a + (x - a) * t, b + (y - b) * t]);
      else
        points.push([
          s ** 3 * a + 3 * s * s * t * x + 3 * s * t * t * u + t ** 3 * p,
          s ** 3 * b + 3 * s * s * t * y + 3 * s * t * t * v + t ** 3 * q,
        ]);
    }
    from = all.slice(-2);
  }
  return points;
}

/** Everything that is on top of something else, in words. */
function faults({ frames, nodes, edges, width, height }: Picture, graph: Graph): readonly string[] {
  const boxes = [
    ...nodes.map((node, index) => ({ ...node, name: `node ${node.full}`, index })),
    ...edges.map(({ label, text }, index) => ({ ...label, name: `text ${text}`, index: nodes.length + index })),
  ];
  const overlapping = boxes.flatMap((one, index) =>
    boxes.slice(index + 1).flatMap((other) => (meet(one, other) ? [`${one.name} on ${other.name}`] : [])),
  );
  const crossed = edges.flatMap((edge, index) => {
    const own = new Set([edge.from, edge.to, nodes.length + index]);
    const points = pointsOn(edge.path);
    return boxes.flatMap((box) =>
      !own.has(box.index) && points.some(([x, y]) => meet({ x, y, width: 0, height: 0 }, box, -0.5))
        ? [`line ${edge.text} through ${box.name}`]
        : [],
    );
  });
  const accounts = frames.filter(({ kind }) => kind === "account");
  const nested = accounts.flatMap((one, index) =>
    accounts.slice(index + 1).flatMap((other) => (meet(one, other) ? [`account ${one.title} on ${other.title}`] : [])),
  );
  const strange = nodes.flatMap((node, index) => {
    const cluster = graph.frames.find(({ id }) => id === graph.nodes[index]?.parent);
    const within = new Set([cluster, graph.frames.find(({ id }) => id === cluster?.parent)].map((one) => one?.title));
    return frames.flatMap((frame) =>
      meet(node, frame) && !within.has(frame.title) ? [`${node.full} in ${frame.title}`] : [],
    );
  });
  // a title's details are left out where a line would cross them
  const titles = frames.flatMap(({ kind, title, detail, x, y, free }) => {
    const letters = `${kind} ${title}`.length + 2 + detail.length;
    if (letters > (free - 18) / 7.4) return [];
    const box = { x: x + 14, y: y + 10, width: letters * 7.4, height: 16 };
    return edges.flatMap(({ path, text }) =>
      pointsOn(path).some(([left, top]) => meet({ x: left, y: top, width: 0, height: 0 }, box, -0.5))
        ? [`line ${text} through the title ${title}`]
        : [],
    );
  });
  const cut = accounts.flatMap((frame) =>
    edges.flatMap(({ label, text }) =>
      meet(label, frame) && (label.y + label.height > frame.y + frame.height || label.x < frame.x)
        ? [`text ${text} on the border of ${frame.title}`]
        : [],
    ),
  );
  const outside = [...boxes, ...frames].filter(
    (box) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height,
  );
  return [
    ...overlapping,
    ...crossed,
    ...nested,
    ...strange,
    ...titles,
    ...cut,
    ...outside.map((box) => `outside: ${JSON.stringify(box)}`),
  ];
}

/** What a page carries. */
const carried = (page: string, id: string): unknown =>
  JSON.parse(new RegExp(`id="${id}">([^<]*)</script>`).exec(page)?.[1] ?? "");

const ASSETS = { picture: ".picture{}", style: "body{}", script: "start()" };

test.each(worlds)(
  "the page of %s says what prove says, and nothing in its picture is on top of anything else",
  async (folder) => {
    const answer = answerWorlds(await readWorlds(pathsIn(folder), {}));
    const read = (file: string) => readFileSync(file, "utf8");
    const page = asPage(answer, ASSETS, read);
    expect(carried(page, "proof")).toEqual(JSON.parse(asJson(answer, { verbose: true })));
    const { chains } = carried(page, "data") as PageData;
    expect(chains.map(({ evidence }) => evidence.length)).toEqual(answer.proof.chains.map(({ hops }) => hops.length));
    expect(asPage(answer, ASSETS, read)).toBe(page);
    // a policy that is one text of Terraform JSON is shown by its statements, not as that text
    const wrong = chains.flatMap(({ evidence }) => evidence.flatMap(({ faults: found }) => found));
    for (const { line = [] } of wrong) expect(line.join("").length).toBeLessThan(400);
    const graph = graphOf(answer, [...answer.ways.keys()]);
    const picture = placed(graph);
    expect(picture.nodes.length).toBeGreaterThan(1);
    expect(faults(picture, graph)).toEqual([]);
    // every hop and every caller that gets in is on an edge
    const drawn = picture.edges.flatMap(({ hops }) => hops.map(([chain, hop]) => `${chain} ${hop}`)).sort();
    expect(drawn).toEqual(answer.ways.flatMap(({ edges }, chain) => edges.map((_, hop) => `${chain} ${hop}`)).sort());
  },
);
