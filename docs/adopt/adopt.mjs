#!/usr/bin/env node
// Brings what root modules of your own have made into the states of synthesized stacks, so that nothing is made anew:
//
//   node adopt.mjs OLD_ROOT...           shows what would go where, and changes nothing
//   node adopt.mjs --apply OLD_ROOT...   does it; a second run finds nothing more to do
//
// Docs: ../adopt.md. What the options are: --help.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs, stripVTControlCharacters } from "node:util";

const HELP = `Usage: node adopt.mjs [options] OLD_ROOT...

OLD_ROOT is a folder in which \`terraform init\` has been run. A resource of its state goes to the stack that has one of the
same type and name. Kubernetes objects whose types have no _v1 are imported there, since Terraform moves none to another type.

  --out FOLDER        what synth has written (default: cdktf.out)
  --work FOLDER       where backups and working copies of states are kept (default: state/adopt)
  --terraform PATH    (default: terraform)
  --apply             move the states; without it only what would be done is shown
  --help

Exit status: 0 done, or shown, or nothing to do; 1 stopped half way, and a second run goes on; 2 nothing changed.
`;

class Refused extends Error {}
class Stopped extends Error {}

/** Terraform's kind of Kubernetes object that has a _v1 of its own. */
const UNVERSIONED = /^kubernetes_(namespace|service_account|pod|deployment|service|config_map|job)$/;

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: "string", default: "cdktf.out" },
      work: { type: "string", default: "state/adopt" },
      terraform: { type: "string", default: "terraform" },
      apply: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return process.stdout.write(HELP);
  if (positionals.length === 0) throw new Refused("found no folder, expected each of your root modules; see --help");
  const terraform = runnerOf(values.terraform);
  const stacks = stacksIn(values.out);
  for (const stack of stacks) {
    if (!existsSync(join(stack.folder, ".terraform"))) terraform(stack.folder, "init", "-input=false");
    stack.state = pulled(terraform, stack.folder);
  }
  const roots = positionals.map((folder) => ({
    folder,
    name: basename(resolve(folder)),
    state: pulled(terraform, folder),
  }));
  const names = roots.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new Refused(`found folders of one name, expected different ones: ${names.join(", ")}`);

  const steps = roots.flatMap((root) => stepsOf(root, stacks));
  const taken = new Map();
  for (const { root, from, stack, to } of steps) {
    const place = `${stack.name} ${to}`;
    if (taken.has(place))
      throw new Refused(
        `found ${root.name}: ${from} beside ${taken.get(place)}, expected one for ${to} of ${stack.name}`,
      );
    taken.set(place, `${root.name}: ${from}`);
  }
  const left = roots.flatMap((root) =>
    resourcesOf(root.state)
      .filter((one) => !steps.some((step) => step.root === root && step.from === one.address))
      .map((one) => `${root.name}: ${one.address}`),
  );
  for (const { do: what, root, from, stack, id } of steps)
    console.log(`${what.padEnd(7)} ${root.name}: ${from} -> ${stack.name}${id === undefined ? "" : ` (import ${id})`}`);
  for (const one of left) console.log(`stays   ${one}`);
  if (steps.length === 0) return console.log("nothing to do");
  if (!values.apply) return console.log("nothing was changed; the same with --apply does it");
  move(steps, { roots, stacks, terraform, work: values.work });
  console.log(
    `done; what the states were is in ${join(values.work, "backup")}. Next: terraform plan in each stack, in order`,
  );
}

/** `terraform -chdir=FOLDER …`; what it prints. */
const runnerOf =
  (binary) =>
  (folder, ...args) => {
    try {
      return execFileSync(binary, [`-chdir=${folder}`, ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 2 ** 28,
        env: { ...process.env, TF_IN_AUTOMATION: "1" },
      });
    } catch (error) {
      throw new Refused(
        `${binary} -chdir=${folder} ${args.join(" ")}: ${stripVTControlCharacters(`${error.stderr || error.message}`).trim()}`,
      );
    }
  };

/** The stacks of an output folder, in no order: what each has, and the account that it is for. */
function stacksIn(out) {
  const folder = join(out, "stacks");
  if (!existsSync(folder))
    throw new Refused(`found no ${folder}, expected what synth has written; run it, or give --out`);
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "cdk.tf.json")))
    .map((name) => {
      const root = JSON.parse(readFileSync(join(folder, name, "cdk.tf.json"), "utf8"));
      const addresses = Object.entries(root.resource ?? {}).flatMap(([type, of]) =>
        Object.keys(of).map((label) => `${type}.${label}`),
      );
      const account = root.provider?.aws?.[0]?.allowed_account_ids?.[0];
      return { name, folder: join(folder, name), addresses: new Set(addresses), account };
    });
}

/** The state of a root module, as text and data; undefined where it has none yet. */
function pulled(terraform, folder) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Refused(`found no folder ${folder}`);
  const text = terraform(folder, "state", "pull").trim();
  return text === "" ? undefined : { text: `${text}\n`, ...JSON.parse(text) };
}

/** Managed resources of a state, each instance by its address there. */
const resourcesOf = (state) =>
  (state?.resources ?? [])
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ module, type, name, instances }) =>
      instances.map(({ index_key: key, attributes = {} }) => ({
        type,
        name,
        attributes,
        address: `${module ? `${module}.` : ""}${type}.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`,
      })),
    );

/**
 * What becomes of each resource of a root module: `move`, `import` for a Kubernetes object of another type, or `forget`, where
 * the stack has it already since an earlier run ended in between.
 */
function stepsOf(root, stacks) {
  return resourcesOf(root.state).flatMap((resource) => {
    const { type, name, attributes, address: from } = resource;
    const same = stackWith(`${type}.${name}`, resource, stacks);
    if (same) {
      const to = `${type}.${name}`;
      const there = resourcesOf(same.state).find(({ address }) => address === to);
      if (there && !isSame(there.attributes, attributes))
        throw new Refused(
          `found ${root.name}: ${from} (${nameOf(attributes)}) beside ${to} of ${same.name} (${nameOf(there.attributes)}), which is another one: move it to another address, or remove one of the two from its state`,
        );
      return [{ do: there ? "forget" : "move", root, from, stack: same, to }];
    }
    const to = `${type}_v1.${name}`;
    const versioned = UNVERSIONED.test(type) ? stackWith(to, resource, stacks) : undefined;
    return versioned ? [{ do: "import", root, from, stack: versioned, to, id: attributes.id }] : [];
  });
}

/** Whether two entries of one type are of one thing: by what AWS or Kubernetes calls it, else by all that is recorded. */
const isSame = (a, b) =>
  a.id === b.id && a.arn === b.arn && ((a.id ?? a.arn) !== undefined || JSON.stringify(a) === JSON.stringify(b));

const nameOf = ({ arn, id, ...rest }) => arn ?? id ?? JSON.stringify(rest);

/** The one stack that has an address. A resource of another account than the stack's is refused: the configuration names others. */
function stackWith(address, { attributes, address: from }, stacks) {
  const having = stacks.filter(({ addresses }) => addresses.has(address));
  if (having.length > 1)
    throw new Refused(
      `found ${address} in ${having.map(({ name }) => name).join(" and ")}, expected one stack that has it`,
    );
  const [stack] = having;
  const [, account] = /^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):/.exec(attributes.arn ?? "") ?? [];
  if (stack?.account && account && stack.account !== account)
    throw new Refused(
      `found ${from} in account ${account}, expected ${stack.account}, which ${stack.name} is for: correct the ids in the configuration`,
    );
  return stack;
}

/**
 * Working copies are changed first, then the new states are written, then the old ones: interrupted in between, a resource is in
 * both, never in neither, and the next run takes it out of the old one.
 */
function move(steps, { roots, stacks, terraform, work }) {
  const [backup, copies] = [join(work, "backup"), resolve(work, "copies")];
  rmSync(copies, { recursive: true, force: true });
  mkdirSync(backup, { recursive: true });
  mkdirSync(copies, { recursive: true });
  const fileOf = (kind, { name }) => join(copies, `${kind}-${name}.tfstate`);
  for (const [kind, all] of [
    ["old", roots],
    ["new", stacks],
  ])
    for (const one of all) {
      if (!one.state) continue;
      const kept = join(backup, `${kind}-${one.name}-${one.state.lineage}-${one.state.serial}.tfstate`);
      if (!existsSync(kept)) writeFileSync(kept, one.state.text, { flag: "wx", mode: 0o600 });
      writeFileSync(fileOf(kind, one), one.state.text, { mode: 0o600 });
    }
  for (const { do: what, root, from, stack, to } of steps) {
    const old = `-state=${fileOf("old", root)}`;
    if (what === "move")
      terraform(copies, "state", "mv", "-lock=false", old, `-state-out=${fileOf("new", stack)}`, from, to);
    else terraform(copies, "state", "rm", "-lock=false", old, from);
  }
  writeImports(steps);
  const push = (kind, one) => terraform(one.folder, "state", "push", fileOf(kind, one));
  try {
    for (const stack of stacks)
      if (steps.some((step) => step.stack === stack && step.do === "move")) push("new", stack);
    for (const root of roots) if (steps.some((step) => step.root === root)) push("old", root);
  } catch (error) {
    throw new Stopped(`${error.message}\nstopped half way, with nothing lost: run it again`);
  }
  rmSync(copies, { recursive: true });
}

/** `import` blocks beside the stack's JSON: a plan shows them, and they do nothing once they are applied. */
function writeImports(steps) {
  for (const [{ folder }, all] of importsByStack(steps)) {
    const file = join(folder, "adopt_imports.tf");
    const before = existsSync(file)
      ? readFileSync(file, "utf8")
      : "# Written by adopt.mjs; delete it once it is applied.\n";
    const blocks = all
      .filter(({ to }) => !before.includes(`to = ${to}\n`))
      .map(({ to, id }) => `\nimport {\n  to = ${to}\n  id = ${JSON.stringify(id)}\n}\n`);
    writeFileSync(file, `${before}${blocks.join("")}`);
  }
}

function importsByStack(steps) {
  const byStack = new Map();
  for (const step of steps)
    if (step.do === "import") byStack.set(step.stack, [...(byStack.get(step.stack) ?? []), step]);
  return byStack;
}

try {
  main();
} catch (error) {
  if (!(error instanceof Refused || error instanceof Stopped || `${error.code}`.startsWith("ERR_PARSE_ARGS")))
    throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof Stopped ? 1 : 2;
}
