// The notices owed for what a bundle holds: each package's licence, and for MPL-2.0 where its source is.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @param {readonly string[]} inputs files in the bundle, from esbuild's metafile */
export function notices(inputs) {
  const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  const packages = [...new Set(folders)]
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
  return [
    "This program's bundles contain the packages below, each under its own licence.\n",
    ...packages.map(
      ({ folder, name, version, license, repository }) =>
        `${"-".repeat(80)}\n${name} ${version}\nLicence: ${license}\n${sourceOf(version, license, repository)}\n${licenceText(folder) || sameLicence(packages, license)}`,
    ),
  ].join("\n");
}

/** MPL-2.0, section 3.2: an executable form comes with how to get the source form. */
const sourceOf = (version, license, repository) =>
  license === "MPL-2.0"
    ? `Source form, unmodified: tag v${version} of ${(repository.url ?? repository).replace(/^git\+/, "")}\n`
    : "";

/** For a package that ships no licence text: that of another under the same licence. */
const sameLicence = (packages, license) =>
  packages
    .filter((other) => other.license === license)
    .map(({ folder }) => licenceText(folder))
    .find(Boolean) ?? "";

function licenceText(folder) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
  return file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
}
