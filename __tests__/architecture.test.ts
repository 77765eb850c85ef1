import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = join(__dirname, "..");
const sources = ["main.ts", "library.ts", ...["src", "stacks"].flatMap(filesIn)];

function filesIn(folder: string): string[] {
  return (readdirSync(join(ROOT, folder), { withFileTypes: true }) as Dirent[]).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(([, path]) => path ?? "");

/** `src/model`, `stacks`, `main.ts`: the part of the tree that a file belongs to. */
const partOf = (file: string): string =>
  file.startsWith("src/") ? file.split("/").slice(0, 2).join("/") : (file.split("/")[0] ?? "");

/** What each part may import, besides itself and packages. Nothing points upward. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  "src/aws": ["src/unknown", "src/collections"],
  "src/unknown": [],
  "src/collections": [],
  "src/rules": [],
  "src/backend": [],
  "src/config": ["src/aws", "src/rules"],
  "src/model": ["src/aws", "src/backend", "src/collections", "src/rules", "src/config"],
  "src/terraform": ["src/aws", "src/unknown", "src/collections"],
  "src/iam": ["src/aws", "src/unknown", "src/collections"],
  "src/inventory": ["src/aws", "src/unknown", "src/collections", "src/terraform", "src/iam"],
  "src/proof": ["src/aws", "src/unknown", "src/collections", "src/rules", "src/terraform", "src/iam", "src/inventory"],
  "src/report": ["src/aws", "src/collections", "src/rules", "src/unknown", "src/terraform", "src/iam", "src/proof"],
  "src/order": ["src/model"],
  "src/manifests": ["src/model"],
  stacks: ["src/backend", "src/model", "src/manifests"],
  "src/library": [
    "src/aws",
    "src/collections",
    "src/rules",
    "src/config",
    "src/model",
    "src/terraform",
    "src/proof",
    "src/report",
    "package.json",
  ],
  "src/terraform-cli": [],
  "src/cli": [
    "src/terraform-cli",
    "src/library",
    "src/aws",
    "src/collections",
    "src/backend",
    "src/collections",
    "src/rules",
    "src/config",
    "src/model",
    "src/order",
    "src/manifests",
    "src/terraform",
    "src/proof",
    "src/report",
    "main.ts",
    "package.json",
  ],
  "main.ts": ["src/cli", "stacks"],
  "library.ts": ["src/library", "src/cli", "main.ts"],
};

test.each(sources)("%s imports only from below", (file) => {
  const parts = importsOf(file)
    .filter((path) => path.startsWith("."))
    .map((path) => partOf(relative(ROOT, resolve(ROOT, dirname(file), path))))
    .map((part) => (part === "main" ? "main.ts" : part));
  expect([partOf(file), ...(BELOW[partOf(file)] ?? [])]).toEqual(expect.arrayContaining(parts));
});

/** The import circles among the files and folders of each folder: a folder stands for everything in it, types count. */
function circlesIn(tops: readonly string[]): readonly string[] {
  const files = tops.flatMap(filesIn);
  const known = new Set(files);
  const imports = files.flatMap((from) =>
    importsOf(from)
      .filter((path) => path.startsWith("."))
      .map((path) => join(dirname(from), path))
      .flatMap((path) => [`${path}.ts`, join(path, "index.ts"), path].find((one) => known.has(one)) ?? [])
      .map((to) => [from, to] as const),
  );
  const parents = (file: string): readonly string[] => (file === "." ? [] : [file, ...parents(dirname(file))]);
  const folders = new Set(files.flatMap((file) => parents(dirname(file))));
  return [...folders].sort().flatMap((folder) => {
    const child = (file: string) =>
      file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split("/")[0] : undefined;
    const graph = new Map<string, Set<string>>();
    for (const [from, to] of imports) {
      const [a, b] = [child(from), child(to)];
      if (a !== undefined && b !== undefined && a !== b) graph.set(a, (graph.get(a) ?? new Set()).add(b));
    }
    const circle = circleOf(graph);
    return circle ? [`${folder}: ${circle.join(" -> ")}`] : [];
  });
}

/** One circle of `graph`, its first node repeated at the end. */
function circleOf(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...way, node]);
      if (circle) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node, []);
    if (circle) return circle;
  }
  return undefined;
}

test("no files and no folders import each other in a circle", () => {
  expect(circlesIn(["src", "stacks", "e2e"])).toEqual([]);
});

/** Who states what a service needs: none takes it from another, so that one mistake is not proved by itself. */
const PARTIES = ["src/config/services", "src/model/services", "src/inventory/services", "stacks/services"];

test("the parties that state what a service needs do not import each other", () => {
  const party = (file: string) => PARTIES.find((folder) => file.startsWith(`${folder}/`) || file === folder);
  const across = PARTIES.flatMap(filesIn).flatMap((file) =>
    importsOf(file)
      .filter((path) => path.startsWith("."))
      .map((path) => join(dirname(file), path))
      .filter((path) => party(path) !== undefined && party(path) !== party(file))
      .map((path) => `${file} -> ${path}`),
  );
  expect(PARTIES.map((folder) => filesIn(folder).length > 1)).toEqual(PARTIES.map(() => true));
  expect(across).toEqual([]);
});

test("a circle is found where there is one", () => {
  const graph = new Map([
    ["a", new Set(["b"])],
    ["b", new Set(["c"])],
    ["c", new Set(["b"])],
  ]);
  expect(circleOf(graph)).toEqual(["b", "c", "b"]);
});

test("only stacks/ knows cdktf and the provider bindings", () => {
  const knowing = sources.filter((file) =>
    importsOf(file).some((path) => /^(cdktf|constructs|@cdktf\/provider-)/.test(path)),
  );
  expect(knowing.filter((file) => !file.startsWith("stacks/"))).toEqual([]);
});

test("a command that does not synthesize loads neither cdktf nor the bindings, and synthesis no barrel of them", () => {
  jest.isolateModules(() => {
    const loaded = () => Object.keys(require.cache).map((file) => relative(ROOT, file));
    require("../src/cli/program");
    expect(loaded().filter((file) => /node_modules\/(cdktf|constructs|@cdktf)\//.test(file))).toEqual([]);
    require("../stacks");
    expect(loaded().filter((file) => /node_modules\/@cdktf\/provider-[a-z]+\/lib\/index\.js/.test(file))).toEqual([]);
    expect(loaded().some((file) => file.includes("node_modules/@cdktf/provider-aws/lib/iam-role"))).toBe(true);
  });
});

test("files of stacks/ stay under 80 lines", () => {
  const long = sources.filter(
    (file) => file.startsWith("stacks/") && readFileSync(join(ROOT, file), "utf8").split("\n").length > 80,
  );
  expect(long).toEqual([]);
});
