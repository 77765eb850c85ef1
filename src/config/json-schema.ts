import { z } from "zod";
import { schema } from "./schema";

/**
 * The JSON Schema (2020-12) of the configuration file, for editors; of a `part` for each file of a folder, in which no section
 * has to be. What relates entries to each other is not in it.
 */
export function jsonSchema({ part = false } = {}): object {
  const { required, ...whole } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema: made }) => leaveToPreset(made),
  });
  return {
    title: `eks-cross-account configuration${part ? ", one file of a folder" : ""}`,
    ...whole,
    ...(part ? {} : { required }),
    patternProperties: { "^x-": { description: "Not read: for what YAML anchors share." } },
  };
}

/** What a preset gives is required only without one. */
function leaveToPreset(made: z.core.JSONSchema.BaseSchema): void {
  if (made.properties?.preset === undefined) return;
  const given = (made.required ?? []).filter((key) => /^(namespace|serviceAccount)$/.test(key));
  made.required = (made.required ?? []).filter((key) => !given.includes(key));
  if (given.length > 0) made.anyOf = [{ required: ["preset"] }, { required: given }];
}
