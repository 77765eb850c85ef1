import { z } from "zod";
import { schema } from "./schema";

/** The JSON Schema (2020-12) of the configuration file, for editors. What relates entries to each other is not in it. */
export const jsonSchema = (): object => ({
  title: "eks-cross-account configuration",
  ...z.toJSONSchema(schema, { io: "input", override: ({ jsonSchema: made }) => leaveToPreset(made) }),
  patternProperties: { "^x-": { description: "Not read: for what YAML anchors share." } },
});

/** What a preset gives is required only without one. */
function leaveToPreset(made: z.core.JSONSchema.BaseSchema): void {
  if (made.properties?.preset === undefined) return;
  const given = (made.required ?? []).filter((key) => /^(namespace|serviceAccount)$/.test(key));
  made.required = (made.required ?? []).filter((key) => !given.includes(key));
  if (given.length > 0) made.anyOf = [{ required: ["preset"] }, { required: given }];
}
