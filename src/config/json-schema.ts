import { z } from "zod";
import { schema } from "./schema";

/** The JSON Schema (2020-12) of the configuration file, for editors. What relates entries to each other is not in it. */
export const jsonSchema = (): object => ({
  title: "eks-cross-account configuration",
  ...z.toJSONSchema(schema, { io: "input" }),
  patternProperties: { "^x-": { description: "Not read: for what YAML anchors share." } },
});
