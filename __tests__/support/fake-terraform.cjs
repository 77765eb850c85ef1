#!/usr/bin/env node
// Terraform's command line without providers, for tests: it keeps states, makes and applies plans, and writes down its calls.
//   FAKE_CALLS  the file to which each call is written: "start plan account-b", "end plan account-b"
//   FAKE_FAIL   "apply account-b": fails there; several by commas
//   FAKE_SLOW   "apply account-b": there, after its first resource, it waits until it is interrupted
//   FAKE_PAUSE  milliseconds that each call takes in addition
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { basename, dirname, resolve } = require("node:path");

const ACCOUNT = ({ provider }) => provider?.aws?.[0]?.allowed_account_ids?.[0] ?? "";

/** What a provider computes of a resource. */
const computed = (type, values, account) => {
  const at = (service, path) => `arn:aws:${service}:us-east-1:${account}:${path}`;
  switch (type) {
    case "random_pet":
      return { id: "happy-otter" };
    case "aws_s3_bucket":
      return { arn: `arn:aws:s3:::${values.bucket}`, id: values.bucket };
    case "aws_iam_role":
      return { arn: `arn:aws:iam::${account}:role/${values.name}`, id: values.name };
    case "aws_iam_policy":
      return { arn: `arn:aws:iam::${account}:policy/${values.name}` };
    case "aws_eks_cluster":
      return {
        arn: at("eks", `cluster/${values.name}`),
        endpoint: "https://api.example.com",
        certificate_authority: [{ data: "Q0E=" }],
      };
    case "aws_eks_pod_identity_association":
      return { association_arn: at("eks", `podidentityassociation/${values.cluster_name}/a-1`), association_id: "a-1" };
    default:
      return {};
  }
};

/** The values that a stack's resources and data sources have once it is applied; `outputsOf` gives another stack's outputs. */
function valuesOf(root, outputsOf) {
  const account = ACCOUNT(root);
  const known = new Map();
  const value = (type, name, mode) => {
    const address = `${mode === "data" ? "data." : ""}${type}.${name}`;
    if (known.has(address)) return known.get(address);
    const raw = root[mode === "data" ? "data" : "resource"]?.[type]?.[name];
    if (raw === undefined) throw new Error(`there is no ${address}`);
    const { lifecycle: _, depends_on: __, provider: ___, ...written } = raw;
    if (type === "terraform_remote_state") {
      const outputs = outputsOf(basename(written.config.path, ".tfstate"));
      if (!outputs) throw new Error(`stack ${name} has no state`);
      return { outputs };
    }
    const given = resolved(written);
    if (given.metadata && !Array.isArray(given.metadata)) given.metadata = [given.metadata];
    const made = { ...given, ...computed(type, given, account) };
    known.set(address, made);
    return made;
  };
  const referred = (reference) => {
    if (reference.startsWith("var.")) {
      const set = process.env[`TF_VAR_${reference.slice(4)}`];
      if (set === undefined) throw new Error(`No value for required variable ${reference.slice(4)}`);
      return set;
    }
    const parts = reference.split(/[.[\]]+/).filter((part) => part !== "");
    const mode = parts[0] === "data" ? parts.shift() : "managed";
    const [type, name, ...path] = parts;
    return path.reduce((from, part) => from?.[part], value(type, name, mode));
  };
  const resolved = (part) => {
    if (typeof part === "string")
      return part.replace(/\$\{([\w.[\]-]+)\}/g, (_, reference) => String(referred(reference)));
    if (Array.isArray(part)) return part.map(resolved);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, resolved(one)]));
  };
  const resources = ["resource", "data"].flatMap((section) =>
    Object.entries(root[section] ?? {}).flatMap(([type, named]) =>
      Object.keys(named).map((name) => {
        const mode = section === "data" ? "data" : "managed";
        const values = value(type, name, mode);
        return { address: `${mode === "data" ? "data." : ""}${type}.${name}`, mode, type, name, values };
      }),
    ),
  );
  const outputs = Object.entries(root.output ?? {}).map(([name, { value: text }]) => [name, { value: resolved(text) }]);
  return { resources, outputs: Object.fromEntries(outputs) };
}

/** As `terraform show -json` prints a state. */
const shown = ({ resources, outputs }) => ({
  format_version: "1.0",
  terraform_version: "1.11.4",
  ...(resources.length + Object.keys(outputs).length > 0 ? { values: { outputs, root_module: { resources } } } : {}),
});

module.exports = { valuesOf, shown };
if (require.main === module) main();

function main() {
  const [command, ...args] = process.argv.slice(2);
  const stack = basename(process.cwd());
  const call = `${command} ${stack}`;
  const say = (text) => process.env.FAKE_CALLS && appendFileSync(process.env.FAKE_CALLS, `${text}\n`);
  const is = (list) => (process.env[list] ?? "").split(",").includes(call);
  const file = (option) => args.find((arg) => arg.startsWith(`-${option}=`))?.slice(option.length + 2);
  const named = args.find((arg) => !arg.startsWith("-"));
  const fail = (summary) => {
    const diagnostic = { severity: "error", summary, detail: "" };
    console.log(JSON.stringify({ "@level": "error", "@message": summary, type: "diagnostic", diagnostic }));
    say(`fail ${call}`);
    process.exit(1);
  };
  if (command === "version") {
    console.log(JSON.stringify({ terraform_version: "1.11.4" }));
    return;
  }
  say(`start ${call}`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(process.env.FAKE_PAUSE ?? 0));
  if (is("FAKE_FAIL")) fail(`${stack} is refused`);
  const root = JSON.parse(readFileSync("cdk.tf.json", "utf8"));
  const statePath = resolve(root.terraform.backend.local.path);
  const stateAt = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).fake : undefined);
  const state = stateAt(statePath) ?? { resources: [], outputs: {} };
  const wanted = () =>
    valuesOf(root, (of) => {
      const outputs = stateAt(resolve(dirname(statePath), `${of}.tfstate`))?.outputs;
      return outputs && Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    });
  const write = (fake) => {
    mkdirSync(dirname(statePath), { recursive: true });
    const managed = fake.resources.filter(({ mode }) => mode === "managed");
    const resources = managed.map(({ mode, type, name }) => ({ mode, type, name, instances: [{}] }));
    writeFileSync(statePath, JSON.stringify({ version: 4, resources, fake }));
  };
  switch (command) {
    case "init":
      say(`lock ${existsSync(".terraform.lock.hcl") ? readFileSync(".terraform.lock.hcl", "utf8").trim() : "none"}`);
      writeFileSync(".terraform.lock.hcl", `locks of ${stack}\n`);
      break;
    case "plan": {
      const destroy = args.includes("-destroy");
      let after = { resources: [], outputs: {} };
      try {
        if (!destroy) after = wanted();
      } catch (error) {
        fail(error.message);
      }
      writeFileSync(file("out"), JSON.stringify({ before: state, after }));
      break;
    }
    case "show": {
      if (named === undefined) {
        console.log(JSON.stringify(shown(state)));
        break;
      }
      const plan = JSON.parse(readFileSync(named, "utf8"));
      if (args.includes("-json")) console.log(JSON.stringify(planned(plan)));
      else console.log(`Terraform's own plan of ${stack}`);
      break;
    }
    case "apply": {
      const { after } = JSON.parse(readFileSync(named, "utf8"));
      const done = (address) =>
        console.log(JSON.stringify({ type: "apply_complete", "@message": "", hook: { resource: { addr: address } } }));
      if (is("FAKE_SLOW")) {
        const [first] = after.resources.filter(({ mode }) => mode === "managed");
        write({ resources: first ? [first] : [], outputs: {} });
        done(first?.address);
        if (leadsGroup()) say(`leads ${call}`);
        say(`wait ${call}`);
        let signals = 0;
        for (const signal of ["SIGINT", "SIGTERM"])
          process.on(signal, () => {
            say(`${signal} ${call}`);
            signals += 1;
            // as Terraform does: it lets what is under way end, and a second one ends it at once
            setTimeout(() => (signals > 1 ? process.exit(1) : fail("execution halted")), 300);
          });
        setTimeout(() => fail("waited for too long"), 20_000);
        return;
      }
      for (const { address, mode } of after.resources) if (mode === "managed") done(address);
      write(after);
      break;
    }
  }
  say(`end ${call}`);
}

/** Whether a terminal's Ctrl-C, which goes to the group of processes in front, leaves this one out. */
function leadsGroup() {
  if (!existsSync("/proc/self/stat")) return true; // not told elsewhere than on Linux
  const [, , group] = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return Number(group) === process.pid;
}

/** As `terraform show -json` prints a plan. */
function planned({ before, after }) {
  const managed = ({ resources }) =>
    new Map(resources.filter(({ mode }) => mode === "managed").map((one) => [one.address, one]));
  const [was, will] = [managed(before), managed(after)];
  const change = (address, actions) => ({ address, mode: "managed", change: { actions } });
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const changes = [...will.values()].map(({ address, values }) => {
    const old = was.get(address);
    return change(address, [old === undefined ? "create" : same(old.values, values) ? "no-op" : "update"]);
  });
  const removed = [...was.keys()].filter((address) => !will.has(address)).map((address) => change(address, ["delete"]));
  const outputs = [...new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)])].map((name) => {
    const same = before.outputs[name]?.value === after.outputs[name]?.value;
    return [name, { actions: [same ? "no-op" : name in before.outputs ? "update" : "create"] }];
  });
  return {
    format_version: "1.2",
    prior_state: shown(before),
    planned_values: shown(after).values ?? { root_module: {} },
    resource_changes: [...changes, ...removed],
    output_changes: Object.fromEntries(outputs),
  };
}
