// node scripts/sbom.mjs: prints what the package is made of, in CycloneDX: the packages in its bundles, and those that it
// depends on. npm alone would list everything that development needs, and nothing of the bundles as shipped.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
const npm = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application"];
const all = JSON.parse(execFileSync("npm", npm, { encoding: "utf8", maxBuffer: 1e8 }));
const bundled = new Set(
  [...readFileSync("dist/THIRD-PARTY-NOTICES.txt", "utf8").matchAll(/^-{80}\n(\S+) (\S+)\nLicence: /gm)].map(
    ([, name, version]) => `${name}@${version}`,
  ),
);
const { name: ownName, dependencies: needed } = JSON.parse(readFileSync("package.json", "utf8"));
const dependsOn = new Map(all.dependencies.map((one) => [one.ref, one.dependsOn ?? []]));
/** What is installed with the package: its dependencies, and theirs. */
const installed = new Set(Object.entries(needed).map(([name, version]) => `${name}@${version}`));
for (const ref of installed) for (const next of dependsOn.get(ref) ?? []) installed.add(next);
const components = all.components
  .filter((component) => {
    const { name, version } = component;
    return bundled.has(`${name}@${version}`) || installed.has(component["bom-ref"]);
  })
  .map((component) => ({ ...component, scope: "required", properties: [] }));
const missing = [...bundled].filter((id) => !components.some(({ name, version }) => `${name}@${version}` === id));
if (missing.length > 0) throw new Error(`found no ${missing.join(", ")} in package-lock.json, which the bundles hold`);

const root = all.metadata.component;
const refs = new Set([root["bom-ref"], ...components.map((component) => component["bom-ref"])]);
const dependencies = [...dependsOn]
  .filter(([ref]) => refs.has(ref))
  .map(([ref, others]) => ({ ref, dependsOn: others.filter((one) => refs.has(one)) }));
const metadata = { ...all.metadata, component: { ...root, name: ownName } };
process.stdout.write(`${JSON.stringify({ ...all, metadata, components, dependencies }, undefined, 2)}\n`);
