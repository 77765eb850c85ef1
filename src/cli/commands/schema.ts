import type { AddCommand } from "./command";

export const schema: AddCommand = (program, { io }) => {
  program
    .command("schema")
    .description("print the JSON Schema of the configuration, for editors")
    .action(async () => {
      const { jsonText, jsonSchema } = await import("../configuration");
      io.out(jsonText(jsonSchema()));
    });
};
