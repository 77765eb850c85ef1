import { readText } from "../support/synth";

/** The YAML files that docs/ci.md shows, by the path that their first line names. */
export const recipes = (): ReadonlyMap<string, readonly string[]> => {
  const blocks = [...readText("docs/ci.md").matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)];
  const shown = new Map<string, string[]>();
  for (const [, path = "", text = ""] of blocks) shown.set(path, [...(shown.get(path) ?? []), text]);
  return shown;
};
