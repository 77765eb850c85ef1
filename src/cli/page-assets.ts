import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PageAssets } from "../report/page";
import { InputError } from "../terraform/source-location";

/** The folder that the build makes: beside the bundle, and from the sources. */
const FOLDERS = ["page", "../../dist/page"].map((path) => join(__dirname, path));

/** What pages are made of besides data. @throws InputError where it was not built */
export function pageAssets(): PageAssets {
  const folder = FOLDERS.find((path) => existsSync(join(path, "script.js")));
  if (folder === undefined)
    throw new InputError("found no dist/page in this installation, expected what npm run build writes there");
  const text = (name: string) => readFileSync(join(folder, name), "utf8");
  return { picture: text("picture.css"), style: text("page.css"), script: text("script.js") };
}
