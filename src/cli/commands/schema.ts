import type { AddCommand } from "./command";

const HELP = `
Examples:
  eks-cross-account schema > eks-cross-account.schema.json
  eks-cross-account schema --part > teams/part.schema.json

An editor finds it by the first line of the YAML:
  # yaml-language-server: $schema=part.schema.json`;

export const schema: AddCommand = (program, { io }) => {
  program
    .command("schema")
    .description("print the JSON Schema of the configuration, for editors")
    .option("--part", "of one file of a folder, which need not have every section", false)
    .addHelpText("after", HELP)
    .action(async ({ part }: { readonly part: boolean }) => {
      const { jsonText, jsonSchema } = await import("../configuration");
      io.out(jsonText(jsonSchema({ part })));
    });
};
