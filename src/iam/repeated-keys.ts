/** A name that stands twice in one object of a JSON text. */
export interface Repeated {
  readonly name: string;
  /** JSON pointer of the object, within the document. */
  readonly pointer: string;
}

interface Level {
  readonly pointer: string;
  /** The names so far; undefined in a list. */
  readonly names: Set<string> | undefined;
  index: number;
  key: string;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * The first name that stands twice in one object of `json`, which is well-formed. `JSON.parse` keeps the last of them
 * without a word; IAM refuses the document. `value` is what it keeps: a text that is written from it again as it stands
 * has each name once.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function repeatedKey(json: string, value: unknown): Repeated | undefined {
  if (JSON.stringify(value) === json) return undefined;
  const levels: Level[] = [];
  const place = ({ pointer, names, key, index }: Level): string =>
    `${pointer}/${names ? key.replaceAll("~", "~0").replaceAll("/", "~1") : index}`;
  let expectsName = false;
  for (const [token] of json.matchAll(TOKENS)) {
    const level = levels.at(-1);
    if (token === "{" || token === "[") {
      const names = token === "{" ? new Set<string>() : undefined;
      levels.push({ pointer: level ? place(level) : "", names, index: 0, key: "" });
      expectsName = names !== undefined;
    } else if (token === "}" || token === "]") {
      levels.pop();
      expectsName = false;
    } else if (!level) continue;
    else if (token === ",") {
      level.index += 1;
      expectsName = level.names !== undefined;
    } else if (token === ":") expectsName = false;
    else if (expectsName) {
      const name = JSON.parse(token) as string;
      if (level.names?.has(name)) return { name, pointer: level.pointer };
      level.names?.add(name);
      level.key = name;
    }
  }
  return undefined;
}
