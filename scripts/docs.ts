// Writes what is generated from the source: docs/rules.md and the configuration's JSON Schema.
import { writeFileSync } from "node:fs";
import { json } from "../src/cli/print";
import { jsonSchema } from "../src/config";
import { RULES, rulesMarkdown } from "../src/rules";

writeFileSync("docs/rules.md", rulesMarkdown(RULES));
writeFileSync("eks-cross-account.schema.json", json(jsonSchema()));
