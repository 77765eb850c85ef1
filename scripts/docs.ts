// Writes what is generated from the source: the documents of rules and configuration, and the JSON Schema.
import { writeFileSync } from "node:fs";
import { jsonText } from "../src/cli/print";
import { configurationMarkdown, jsonSchema } from "../src/config";
import { FINDINGS, RULES, rulesMarkdown } from "../src/rules";

writeFileSync("docs/rules.md", rulesMarkdown(RULES, FINDINGS));
writeFileSync("docs/configuration.md", configurationMarkdown(jsonSchema()));
writeFileSync("eks-cross-account.schema.json", jsonText(jsonSchema()));
