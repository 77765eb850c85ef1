/** A JSON value's place in a text: where it starts, and where it and its name do. */
interface Entry {
  readonly key: number;
  readonly start: number;
}

const BLANK = /[\s\u{feff}]*/uy;
const SCALAR = /[^\s,\]}]*/y;

/**
 * Finds lines of values in JSON text that has been parsed. What a container holds is read when it is first asked about,
 * past containers in it whose ends are found once, so that a large or deep file of which a few places are asked about
 * costs little.
 */
export class JsonPositions {
  private readonly containers = new Map<number, ReadonlyMap<string, Entry>>();
  private lineStarts: readonly number[] | undefined;
  private ends: ReadonlyMap<number, number> | undefined;

  constructor(private readonly text: string) {}

  /** How much of `path` exists, and the line (from 1) on which it stands: of its name where it has one. */
  find(path: readonly (string | number)[]): { readonly depth: number; readonly line: number } {
    let start = skip(this.text, 0);
    let key = start;
    let depth = 0;
    for (const step of path) {
      const entry = this.entriesAt(start).get(String(step));
      if (!entry) break;
      ({ key, start } = entry);
      depth++;
    }
    return { depth, line: this.lineOf(key) };
  }

  /** The line (from 1) of a place in the text. */
  lineOf(at: number): number {
    this.lineStarts ??= [...this.text.matchAll(/\n/g)].map(({ index }) => index);
    let [low, high] = [0, this.lineStarts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  private entriesAt(start: number): ReadonlyMap<string, Entry> {
    const known = this.containers.get(start);
    if (known) return known;
    this.ends ??= endsOf(this.text);
    const entries = entriesOf(this.text, start, this.ends);
    this.containers.set(start, entries);
    return entries;
  }
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

const skip = (text: string, at: number): number => match(BLANK, text, at);

function entriesOf(text: string, start: number, ends: ReadonlyMap<number, number>): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const open = text[start];
  if (open !== "{" && open !== "[") return entries;
  const close = open === "{" ? "}" : "]";
  let at = skip(text, start + 1);
  for (let index = 0; at < text.length && text[at] !== close; index++) {
    const key = at;
    let name = String(index);
    if (open === "{") {
      const end = endOfString(text, at);
      name = memberName(text.slice(at, end));
      at = skip(text, skip(text, end) + 1);
    }
    entries.set(name, { key, start: at });
    at = skip(text, endOf(text, at, ends));
    if (text[at] === ",") at = skip(text, at + 1);
  }
  return entries;
}

function memberName(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/** Where the string that starts at `at` ends. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end === -1) return text.length;
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes++;
    end++;
    if (slashes % 2 === 0) return end;
  }
}

/** Where the value that starts at `at` ends. */
function endOf(text: string, at: number, ends: ReadonlyMap<number, number>): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  // a scalar is at least one character, so that every round moves on
  return ends.get(at) ?? Math.max(match(SCALAR, text, at), at + 1);
}

/** Where every object and array ends, by where it starts. */
function endsOf(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (let place = 0; place < text.length; place++) {
    const character = text.charCodeAt(place);
    if (character === 34) place = endOfString(text, place) - 1;
    else if (character === 123 || character === 91) open.push(place);
    else if (character === 125 || character === 93) ends.set(open.pop() ?? place, place + 1);
  }
  for (const start of open) ends.set(start, text.length);
  return ends;
}
