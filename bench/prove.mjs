/** The benchmark of `prove`, `npm run bench:prove`; README.md beside it has what it measures and why. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { configurationOf } from "./configuration.mjs";
import { interleaved, runNode, summary } from "./measure.mjs";

const ROOT = join(import.meta.dirname, "..");
const [MAIN, CLI] = ["main.js", "cli.js"].map((file) => join(ROOT, "dist", file));
const RUNS = Number(process.env.RUNS ?? 10);
const CHAINS = [100, 1000, 10_000];
const PLAN_BYTES = 20_000_000;
const HCL_RESOURCES = [500, 2000, 8000];

const print = (text) => process.stdout.write(`${text}\n`);
const progress = (text) => process.stderr.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), "bench-prove-"));

/** `chains` associations of one cluster, each with a primary and a target role of its own, as Terraform JSON. */
function writeChains(chains) {
  const out = join(folder, `chains-${chains}`);
  const provider = (account) => ({ aws: [{ region: "us-east-1", allowed_account_ids: [account] }] });
  const [a, b] = ["111111111111", "222222222222"];
  const resource = { a: {}, b: {} };
  const add = (stack, type, name, body) => {
    resource[stack][type] ??= {};
    resource[stack][type][name] = body;
  };
  const policy = (...Statement) => JSON.stringify({ Version: "2012-10-17", Statement });
  for (let i = 0; i < chains; i += 1) {
    const [namespace, serviceAccount] = [`ns-${i}`, `sa-${i}`];
    const Condition = {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:us-east-1:${a}:cluster/c`,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
    };
    const Action = ["sts:AssumeRole", "sts:TagSession"];
    const [primary, target] = [`arn:aws:iam::${a}:role/primary-${i}`, `arn:aws:iam::${b}:role/target-${i}`];
    const trust = (Principal) => policy({ Effect: "Allow", Principal, Action, Condition });
    add("a", "aws_iam_role", `p${i}`, {
      name: `primary-${i}`,
      assume_role_policy: trust({ Service: "pods.eks.amazonaws.com" }),
    });
    add("a", "aws_iam_role_policy", `p${i}`, {
      role: `primary-${i}`,
      policy: policy({ Effect: "Allow", Action, Resource: target }),
    });
    add("a", "aws_eks_pod_identity_association", `a${i}`, {
      cluster_name: "c",
      namespace,
      service_account: serviceAccount,
      role_arn: primary,
      target_role_arn: target,
    });
    add("b", "aws_iam_role", `t${i}`, { name: `target-${i}`, assume_role_policy: trust({ AWS: primary }) });
    add("b", "aws_iam_role_policy", `t${i}`, {
      role: `target-${i}`,
      policy: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::data/${namespace}/*` }),
    });
  }
  resource.b.aws_s3_bucket = { data: { bucket: "data" } };
  for (const [stack, account] of Object.entries({ a, b })) {
    mkdirSync(join(out, stack), { recursive: true });
    const main = JSON.stringify({ provider: provider(account), resource: resource[stack] });
    writeFileSync(join(out, stack, "main.tf.json"), main);
  }
  return out;
}

/** A plan of one chain's account among resources of other kinds, `PLAN_BYTES` long. */
function writePlan() {
  const file = join(folder, "plan.json");
  const other = (index) => ({
    address: `aws_ssm_parameter.p${index}`,
    mode: "managed",
    type: "aws_ssm_parameter",
    name: `p${index}`,
    provider_name: "registry.terraform.io/hashicorp/aws",
    values: { name: `/p/${index}`, type: "String", value: "x".repeat(2000) },
  });
  const role = {
    address: "aws_iam_role.r",
    mode: "managed",
    type: "aws_iam_role",
    name: "r",
    provider_name: "registry.terraform.io/hashicorp/aws",
    values: {
      name: "r",
      arn: "arn:aws:iam::111111111111:role/r",
      assume_role_policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
        },
      }),
    },
  };
  const resources = [role, ...Array.from({ length: Math.round(PLAN_BYTES / 2200) }, (_, index) => other(index))];
  const aws = {
    name: "aws",
    full_name: "registry.terraform.io/hashicorp/aws",
    expressions: { region: { constant_value: "us-east-1" }, allowed_account_ids: { constant_value: ["111111111111"] } },
  };
  const text = JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: { resources } },
    configuration: { provider_config: { aws }, root_module: {} },
  });
  writeFileSync(file, text);
  return { file, megabytes: text.length / 1e6 };
}

/** `resources` roles and their policies in HCL, in one file or a hundred to each, and a program that only has hcl2json read them. */
function writeHcl(resources, files) {
  const out = join(folder, `hcl-${resources}-${files}`);
  mkdirSync(out);
  const document = (rest) =>
    `jsonencode({\n    Version   = "2012-10-17"\n    Statement = [{ Effect = "Allow", ${rest} }]\n  })`;
  const pair = (i) => `resource "aws_iam_role" "r${i}" {
  name               = "role-${i}"
  assume_role_policy = ${document('Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole"')}
}

resource "aws_iam_role_policy" "p${i}" {
  role   = aws_iam_role.r${i}.name
  name   = "p"
  policy = ${document(`Action = "s3:GetObject", Resource = "arn:aws:s3:::b${i}/*"`)}
}
`;
  const pairs = Array.from({ length: resources / 2 }, (_, i) => pair(i));
  const each = Math.ceil(pairs.length / files);
  for (let i = 0; i < files; i += 1)
    writeFileSync(join(out, `f${i}.tf`), pairs.slice(i * each, (i + 1) * each).join("\n"));
  writeFileSync(
    join(out, "main.tf"),
    'provider "aws" {\n  region              = "us-east-1"\n  allowed_account_ids = ["111111111111"]\n}\n',
  );
  return out;
}

/** Has hcl2json alone read the folder that is its argument. */
const BARE = `const { parse } = require(${JSON.stringify(createRequire(import.meta.url).resolve("@cdktf/hcl2json"))});
const { readdirSync, readFileSync } = require("node:fs");
const [folder] = process.argv.slice(1);
(async () => {
  for (const name of readdirSync(folder)) await parse(name, readFileSync(folder + "/" + name, "utf8"));
  process.exit();
})();`;

const figures = (runs) => ({
  wall: summary(runs.map(({ wall }) => wall)),
  peak: summary(runs.map(({ peak }) => peak)),
});
const row = (name, { wall, peak }, more = "") =>
  print(`${name.padEnd(34)}${wall.median.toFixed(3)} s  ${peak.median.toFixed(0)} MB  ${more}`);

try {
  progress("building");
  if (
    !process.env.SKIP &&
    spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT, stdio: "inherit" }).status !== 0
  )
    process.exit(1);
  const main = (workloads, ...more) => {
    const [config, out] = [join(folder, `${workloads}.yaml`), join(folder, `out-${workloads}`)];
    writeFileSync(config, configurationOf(workloads));
    return () => runNode([MAIN, "--config", config, "--out", out, ...more], { cwd: folder });
  };
  main(1)();
  const programs = {
    node: () => runNode(["-e", "0"], { cwd: folder }),
    prove: () => runNode([CLI, "prove", join(folder, "out-1")], { cwd: folder }),
    without: main(1, "--no-prove"),
    with: main(1),
  };
  const results = interleaved(programs, RUNS, progress);
  const ratio = (a, b) => summary(a.map((run, i) => run.wall / b[i].wall)).median.toFixed(2);
  for (const name of Object.keys(programs)) row(name, figures(results[name]));
  print(`prove / node, goal at most 2.3       ${ratio(results.prove, results.node)}`);
  print(`synthesis with / without proof, goal at most 1.15  ${ratio(results.with, results.without)}`);
  const many = interleaved({ without: main(1000, "--no-prove"), with: main(1000) }, 3, progress);
  for (const name of Object.keys(many)) row(`1000 workloads, ${name}`, figures(many[name]));
  print(`1000 workloads with / without proof, goal at most 1.5  ${ratio(many.with, many.without)}`);
  const { file, megabytes } = writePlan();
  const plan = interleaved({ plan: () => runNode([CLI, "prove", file], { cwd: folder, exits: [1] }) }, 3, progress);
  row(`a plan of ${megabytes.toFixed(0)} MB, goal 3 s, 500 MB`, figures(plan.plan));
  for (const [resources, files] of HCL_RESOURCES.flatMap((n) => [
    [n, 1],
    [n, n / 100],
  ])) {
    const path = writeHcl(resources, files);
    const hcl = interleaved(
      {
        prove: () => runNode([CLI, "prove", path], { cwd: folder, exits: [1] }),
        bare: () => runNode(["-e", BARE, path], { cwd: folder }),
      },
      3,
      progress,
    );
    row(
      `${resources} resources in HCL, ${files} file${files === 1 ? "" : "s"}`,
      figures(hcl.prove),
      `${ratio(hcl.prove, hcl.bare)} of hcl2json alone${resources === 2000 ? ", goal 2 s" : ""}`,
    );
  }
  const sizes = CHAINS.map((chains) => [chains, writeChains(chains)]);
  for (const [chains, path] of sizes) {
    const runs = interleaved({ chains: () => runNode([CLI, "prove", path], { cwd: folder }) }, 3, progress);
    const result = figures(runs.chains);
    row(
      `${chains} chains${chains === 10_000 ? ", goal 10 s" : ""}`,
      result,
      `${((result.wall.median / chains) * 1000).toFixed(2)} ms each`,
    );
  }
  print(`Node ${process.version}, ${cpus().length} cores, medians of ${RUNS} runs (3 of the large ones)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
