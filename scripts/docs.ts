// Writes what is generated from the source: the documents of rules and configuration, the JSON Schema, and the repository's
// address and the version in all texts.
import { writeFileSync } from "node:fs";
import { jsonText } from "../src/cli/print";
import { jsonSchema } from "../src/config";
import { configurationMarkdown } from "../src/config/markdown";
import { notModelledMarkdown } from "../src/inventory/effects/markdown";
import { rulesMarkdown, TABLE } from "../src/rules";
import { TEXTS, withRepository } from "./repository";

writeFileSync("docs/rules.md", rulesMarkdown(Object.values(TABLE)));
writeFileSync("docs/not-modelled.md", notModelledMarkdown());
writeFileSync("docs/configuration.md", configurationMarkdown(jsonSchema()));
writeFileSync("eks-cross-account.schema.json", jsonText(jsonSchema()));
for (const file of TEXTS) writeFileSync(file, withRepository(file));
