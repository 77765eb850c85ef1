/** A line of a source, with the part of it that is meant. */
export interface Excerpt {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** Where in `text` the marked part begins and ends; undefined where the line as a whole is meant. */
  readonly mark?: readonly [from: number, to: number];
}

/**
 * The line of `source` that holds one of the values `wrong` of what begins at `line`, behind one of the names `under`
 * where they stand there, of which `part` alone is wrong; else the line itself.
 */
export function excerptOf(
  source: string,
  line: number,
  wrong: readonly string[],
  under: readonly string[],
  part?: string,
): Excerpt | undefined {
  const lines = source.split("\n");
  const first = lines[line - 1];
  if (first === undefined) return undefined;
  const region = lines.slice(line - 1, endOf(lines, line - 1)).join("\n");
  const whole = find(region, wrong, under);
  const found = whole && partOf(region, whole, part);
  if (!found) return { line, text: first.trimEnd() };
  const start = region.lastIndexOf("\n", found.from - 1) + 1;
  const next = region.indexOf("\n", found.from);
  return {
    line: line + region.slice(0, start).split("\n").length - 1,
    text: region.slice(start, next === -1 ? undefined : next).trimEnd(),
    mark: [found.from - start, found.to - start],
  };
}

/** Where what begins at `start` ends: before the next line that is not indented deeper, closing brackets and heredocs aside. */
function endOf(lines: readonly string[], start: number): number {
  const depth = indentOf(lines[start] ?? "");
  let heredoc: string | undefined = heredocIn(lines[start] ?? "");
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (heredoc !== undefined) {
      if (line.trim() === heredoc) heredoc = undefined;
      continue;
    }
    if (line.trim() !== "" && indentOf(line) <= depth && !/^[\]})]/.test(line.trim())) return at;
    heredoc = heredocIn(line);
  }
  return lines.length;
}

const indentOf = (line: string): number => line.search(/\S|$/);

const heredocIn = (line: string): string | undefined => /<<-?([\p{L}_][\p{L}\p{N}_-]*)\s*$/u.exec(line)?.[1];

interface Span {
  readonly from: number;
  readonly to: number;
}

function partOf(region: string, { from, to }: Span, part: string | undefined): Span {
  const at = part === undefined || part === "" ? -1 : region.slice(from, to).indexOf(part);
  return at === -1 || part === undefined ? { from, to } : { from: from + at, to: from + at + part.length };
}

/** How far behind its name a value is looked for. */
const NEAR = 600;

function find(region: string, wrong: readonly string[], under: readonly string[]): Span | undefined {
  const names = under.flatMap((name) => placesOf(region, name));
  for (const value of wrong) {
    const spans = spansOf(region, value);
    const behind = names.flatMap(({ to }) => spans.find(({ from }) => from >= to && from - to < NEAR) ?? []);
    const nearest = behind[0] ?? spans[0];
    if (nearest) return nearest;
  }
  return undefined;
}

/** Every place of `value` in quotes, plain or escaped as in JSON within JSON; without any, those of its bare text. */
function spansOf(region: string, value: string): readonly Span[] {
  const text = JSON.stringify(value).slice(1, -1);
  const quoted = [`"${text}"`, `\\"${text}\\"`].flatMap((form) => {
    const edge = (form.length - text.length) / 2;
    return placesOf(region, form).map(({ from }) => ({ from: from + edge, to: from + edge + text.length }));
  });
  return quoted.length > 0 ? quoted.sort((a, b) => a.from - b.from) : placesOf(region, text);
}

function placesOf(region: string, text: string): readonly Span[] {
  const found: Span[] = [];
  if (text === "") return found;
  for (let at = region.indexOf(text); at !== -1; at = region.indexOf(text, at + text.length))
    found.push({ from: at, to: at + text.length });
  return found;
}

/** The lines of what begins at `line`, to where it ends, without their common indentation. */
export function blockAt(source: string, line: number): readonly string[] {
  const lines = source.split("\n");
  const [first = "", ...more] = lines.slice(line - 1, endOf(lines, line - 1));
  const depth = indentOf(first);
  const after = more.findIndex((one) => one.trim() !== "" && indentOf(one) <= depth);
  const closes = /^[\]})]/.test(more[after]?.trim() ?? "") && indentOf(more[after] ?? "") === depth;
  const block = [first, ...(after === -1 ? more : more.slice(0, closes ? after + 1 : after))];
  while (block.length > 1 && block.at(-1)?.trim() === "") block.pop();
  return block.map((one) => one.slice(depth).replaceAll("\t", "  ").trimEnd());
}
