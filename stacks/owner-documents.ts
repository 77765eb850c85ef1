import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AccountDocuments } from "../src/model";
// alone: the program has the rest of the model already
import { documentFiles } from "../src/model/document-files";
import { ownerModule } from "./owner-module";

/**
 * Writes what owners of accounts are asked for beside the stacks: each document as a file, and a root module that reads
 * these. It has no backend: its owner applies it from a folder of his own, or does the same in another way.
 */
export function writeOwnerDocuments(documents: readonly AccountDocuments[], outdir: string): void {
  for (const asked of documents) {
    const files = [
      ...documentFiles(asked),
      { path: `${asked.name}/main.tf.json`, text: `${JSON.stringify(ownerModule(asked), undefined, 2)}\n` },
    ];
    for (const { path, text } of files) {
      mkdirSync(dirname(join(outdir, path)), { recursive: true });
      writeFileSync(join(outdir, path), text);
    }
  }
}
