/** @throws Error naming the variable, what was found and what was expected. */
export function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, least: number, most: number): number {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`found ${name}=${text}, expected a whole number from ${least} to ${most}`);
}

/** Off by default. @throws Error naming the variable, what was found and what was expected. */
export function flag(env: NodeJS.ProcessEnv, name: string): boolean {
  const text = env[name];
  if (text === "true") return true;
  if (!text || text === "false") return false;
  throw new Error(`found ${name}=${text}, expected true or false`);
}

/**
 * The parts of a list with commas. An empty text is none: a list that bounds something would bound nothing.
 * @throws Error naming the variable, what was found and what was expected.
 */
export function list(env: NodeJS.ProcessEnv, name: string, what: string): readonly string[] {
  const text = env[name];
  if (text === undefined) return [];
  const parts = text.split(",").map((part) => part.trim());
  if (parts.every((part) => part !== "")) return parts;
  throw new Error(`found ${name}=${text}, expected ${what} with commas between them, none of them empty`);
}
