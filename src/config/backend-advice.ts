import type { Path } from "../rules";

/** Backends that are maps, as they are written at their shortest. */
const MAPS: Readonly<Record<string, string>> = {
  s3: "{ s3: { bucket: …, region: … } }",
  cloud: "{ cloud: { organization: … } }",
  other: "{ other: { type: …, settings: … } }",
};

/** What to write for a word in the place of a backend's map, or a map in the place of its word. */
export function backendAdvice(path: Path, written: string, form: "word" | "key"): string | undefined {
  if (path.at(-1) !== "backend") return undefined;
  if (form === "key") return /^(local|none)$/.test(written) ? `Write \`backend: ${written}\` alone.` : undefined;
  const kind = written.toLowerCase();
  if (Object.hasOwn(MAPS, kind)) return `Write \`backend: ${MAPS[kind]}\`.`;
  return `Write one of them, or a map: ${Object.values(MAPS).join(", ")}.`;
}
