/** Where the attributes and blocks of an HCL body stand. */
export interface HclBody {
  readonly line: number;
  /** Lines of attributes, and of the keys of maps in them. */
  readonly attributes: ReadonlyMap<string, number>;
  /** Blocks by type, and by type and labels (`headerOf`), in their order. */
  readonly blocks: ReadonlyMap<string, readonly HclBlock[]>;
}

export interface HclBlock extends HclBody {
  readonly labels: readonly string[];
}

interface Open {
  line: number;
  labels: readonly string[];
  attributes: Map<string, number>;
  blocks: Map<string, HclBlock[]>;
}

const TOKEN =
  /(?<newline>\n)|(?<blank>[^\S\n]+)|(?<comment>(?:#|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|<<-?(?<heredoc>[\p{L}_][\p{L}\p{N}_-]*)[^\n]*|(?<name>[\p{L}_][\p{L}\p{N}_-]*)|(?<quote>")|(?<mark>[\s\S])/uy;

/** Reads the structure of an HCL text that hcl2json has accepted. Total: of any other text it finds what it can. */
export function hclStructure(text: string): HclBody {
  const open = (line: number, labels: readonly string[] = []): Open => ({
    line,
    labels,
    attributes: new Map(),
    blocks: new Map(),
  });
  const root = open(1);
  const bodies: Open[] = [root];
  let line = 1;
  let nested = 0;
  let words: string[] = [];
  let wordLine = 1;
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match?.groups) break;
    const { newline, comment, heredoc, name, quote, mark } = match.groups;
    const body = bodies[bodies.length - 1] as Open;
    let end = at + match[0].length;
    if (quote !== undefined) {
      end = endOfQuoted(text, at);
      if (nested === 0) words.push(text.slice(at + 1, end - 1));
    } else if (heredoc !== undefined) end = endOfHeredoc(text, end, heredoc);
    else if (newline !== undefined && nested === 0) words = [];
    else if (name !== undefined && nested === 0) {
      if (words.length === 0) wordLine = line;
      words.push(name);
    } else if (mark === "=" && nested === 0 && words.length === 1 && words[0] !== undefined) {
      body.attributes.set(words[0], wordLine);
      // what follows on this line is the value
      words.push("");
    } else if (mark === "{" && nested === 0 && words.length > 0 && !words.includes("")) {
      const [type = "", ...labels] = words;
      const block = open(wordLine, labels);
      for (const key of new Set([type, headerOf(type, labels)])) {
        const known = body.blocks.get(key);
        if (known) known.push(block);
        else body.blocks.set(key, [block]);
      }
      bodies.push(block);
      words = [];
    } else if (mark === "{" || mark === "[" || mark === "(") nested++;
    else if (mark === "}" && nested === 0 && bodies.length > 1) {
      bodies.pop();
      words = [];
    } else if ((mark === "}" || mark === "]" || mark === ")") && nested > 0) nested--;
    if (newline !== undefined || comment !== undefined || heredoc !== undefined || quote !== undefined)
      line += breaks(text, at, end);
    at = end;
  }
  return root;
}

/** The key of blocks with these labels. */
export const headerOf = (type: string, labels: readonly string[]): string => [type, ...labels].join("\n");

function breaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** Where the quoted template that starts at `at` ends; interpolations may hold quotes. */
function endOfQuoted(text: string, start: number): number {
  const inside: ("quote" | "brace")[] = ["quote"];
  let at = start + 1;
  for (; at < text.length && inside.length > 0; at++) {
    const character = text[at];
    if (inside[inside.length - 1] === "quote") {
      if (character === "\\") at++;
      else if (character === '"') inside.pop();
      else if (text.startsWith("$${", at) || text.startsWith("%%{", at)) at += 2;
      else if (text.startsWith("${", at) || text.startsWith("%{", at)) {
        inside.push("brace");
        at++;
      }
    } else if (character === '"') inside.push("quote");
    else if (character === "{") inside.push("brace");
    else if (character === "}") inside.pop();
  }
  return at;
}

function endOfHeredoc(text: string, from: number, name: string): number {
  for (let at = from; at < text.length; ) {
    const next = text.indexOf("\n", at + 1);
    if (text.slice(at, next === -1 ? undefined : next).trim() === name) return next === -1 ? text.length : next;
    if (next === -1) break;
    at = next;
  }
  return text.length;
}

/** How much of the path below a block exists, and its line. */
export function findInBody(
  body: HclBody,
  path: readonly (string | number)[],
): { readonly depth: number; readonly line: number } {
  let current = body;
  let depth = 0;
  while (depth < path.length) {
    const step = path[depth];
    if (typeof step !== "string") break;
    // a dynamic block has the type of its blocks as its label
    const label = step === "dynamic" ? path[depth + 1] : undefined;
    const isLabelled = typeof label === "string" && current.blocks.has(headerOf(step, [label]));
    const blocks = current.blocks.get(isLabelled ? headerOf(step, [label]) : step);
    if (isLabelled) depth++;
    const index = path[depth + 1];
    const block = blocks?.[typeof index === "number" ? index : 0];
    if (!block) {
      const line = current.attributes.get(step);
      return line === undefined ? { depth, line: current.line } : { depth: depth + 1, line };
    }
    current = block;
    depth += typeof index === "number" ? 2 : 1;
  }
  return { depth, line: current.line };
}
