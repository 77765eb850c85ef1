// Writes examples/NAME/golden: what each example's configuration gives, JSON without cdktf's own "//" entries; and, as they are,
// examples/NAME/handover where owners of accounts are asked for documents, with what one of them is sent,
// examples/NAME/manifests where others apply Kubernetes objects, and examples/NAME/modules with layout: modules.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
for (const name of readdirSync("examples")) {
  const out = join("cdktf.out", name);
  const file = join("examples", name, "eks-cross-account.yaml");
  const config = existsSync(file) ? file : join("examples", name);
  const [golden, modules] = ["golden", "modules"].map((folder) => join("examples", name, folder));
  if (!existsSync(golden) && !existsSync(modules)) continue; // its users' own test holds it
  execFileSync(process.execPath, ["dist/cli.js", "synth", "--config", config, "--out", out], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const folder of ["handover", "manifests"]) {
    rmSync(join("examples", name, folder), { recursive: true, force: true });
    if (existsSync(join(out, folder))) cpSync(join(out, folder), join("examples", name, folder), { recursive: true });
  }
  rmSync(golden, { recursive: true, force: true });
  rmSync(modules, { recursive: true, force: true });
  if (!existsSync(join(out, "stacks"))) {
    cpSync(out, modules, { recursive: true, filter: (path) => !path.endsWith(".eks-cross-account.json") });
    continue;
  }
  for (const stack of readdirSync(join(out, "stacks"))) {
    const text = readFileSync(join(out, "stacks", stack, "cdk.tf.json"), "utf8");
    const root = JSON.parse(text, (key, value) => (key === "//" ? undefined : value));
    mkdirSync(join(golden, stack), { recursive: true });
    writeFileSync(join(golden, stack, "cdk.tf.json"), `${JSON.stringify(root, undefined, 2)}\n`);
    copyFileSync(join(out, "stacks", stack, "REVIEW.md"), join(golden, stack, "REVIEW.md"));
  }
}
const [sent, account] = ["examples/existing-roles", "finance"];
execFileSync(
  process.execPath,
  [
    "dist/cli.js",
    "handover",
    account,
    "--config",
    `${sent}/eks-cross-account.yaml`,
    "--out",
    `${sent}/handover-${account}.md`,
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);
