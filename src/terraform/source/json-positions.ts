/** A JSON value's place in a text: where it starts, and where it and its name do. */
interface Entry {
  readonly key: number;
  readonly start: number;
}

/** Where each object and array starts, in the order of the text, and where it ends. */
interface Ends {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const FEW = 16;
const BLANK = /[\s\u{feff}]*/uy;
const SCALAR = /[^\s,\]}]*/y;

/**
 * Finds lines of values in JSON text that has been parsed. What a container holds is read when it is first asked about,
 * past containers in it whose ends are found once, so that a large or deep file of which a few places are asked about
 * costs little.
 */
export class JsonPositions {
  private readonly containers = new Map<number, ReadonlyMap<string, Entry>>();
  private lineEnds: Uint32Array | undefined;
  private ends: Ends | undefined;

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
    this.lineEnds ??= Uint32Array.from(lineEndsOf(this.text));
    return placeOf(this.lineEnds, at) + 1;
  }

  private entriesAt(start: number): ReadonlyMap<string, Entry> {
    const known = this.containers.get(start);
    if (known) return known;
    this.ends ??= endsOf(this.text);
    const entries = entriesOf(this.text, start, this.ends);
    // of the many small ones each is asked about once or twice
    if (entries.size > FEW) this.containers.set(start, entries);
    return entries;
  }
}

function* lineEndsOf(text: string): Iterable<number> {
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) yield at;
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

const skip = (text: string, at: number): number => match(BLANK, text, at);

function entriesOf(text: string, start: number, ends: Ends): ReadonlyMap<string, Entry> {
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
function endOf(text: string, at: number, ends: Ends): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  // a scalar is at least one character, so that every round moves on
  return first === "{" || first === "["
    ? (ends.ends[placeOf(ends.starts, at)] ?? text.length)
    : Math.max(match(SCALAR, text, at), at + 1);
}

function endsOf(text: string): Ends {
  const starts: number[] = [];
  const ends: number[] = [];
  const open: number[] = [];
  for (let place = 0; place < text.length; place++) {
    const character = text.charCodeAt(place);
    if (character === 34) place = endOfString(text, place) - 1;
    else if (character === 123 || character === 91) {
      open.push(starts.length);
      starts.push(place);
      ends.push(text.length);
    } else if (character === 125 || character === 93) {
      const last = open.pop();
      if (last !== undefined) ends[last] = place + 1;
    }
  }
  return { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/** The index of the first of the sorted `values` that is not less than `value`. */
function placeOf(values: Uint32Array, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
