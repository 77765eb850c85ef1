import type { Value } from "./value";

/**
 * The documents in a YAML text, such as Kubernetes manifests or a chart's values; undefined where it is not YAML. The
 * parser is loaded where one is needed: most configurations have none.
 */
export function yamlDocuments(text: string): readonly Value[] | undefined {
  const { parseAllDocuments } = require("yaml") as typeof import("yaml");
  const documents = parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: "silent" });
  if (!Array.isArray(documents)) return [];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  try {
    return documents.map((document) => document.toJS() as Value);
  } catch {
    // aliases that expand without end
    return undefined;
  }
}
