// Loads both articles into the emulator by real Terraform, where the machine has it with its plugins:
//   EKS_CROSS_ACCOUNT_PLUGIN_MIRROR=folder npm run terraform
import { type Emulator, startEmulator } from "../emulator";
import { synthesizedFile } from "../loader";
import { type ArticleRun, loadsAndUnloads, refusesAccountBFirst } from "./articles";
import { findTerraform, type Terraform } from "./find";

async function main(): Promise<void> {
  const { terraform, says } = findTerraform(process.env);
  console.log(says);
  if (!terraform) {
    console.log("skipped");
    return;
  }
  const started = performance.now();
  const emulator = await startEmulator();
  try {
    await show(loadsAndUnloads, "article-irsa", emulator, terraform);
    await show(loadsAndUnloads, "article-pod-identity", emulator, terraform);
    // last, since the AWS provider asks again for two minutes
    await show(refusesAccountBFirst, "article-pod-identity", emulator, terraform);
    console.log(`${emulator.requests} requests, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  } finally {
    await emulator.stop();
  }
}

async function show(
  check: (run: ArticleRun) => Promise<void>,
  article: string,
  emulator: Emulator,
  terraform: Terraform,
): Promise<void> {
  await emulator.reset();
  const made = await synthesizedFile(`../examples/${article}/eks-cross-account.yaml`);
  process.once("exit", made.dispose);
  try {
    await check({ terraform, emulator, made, say: (shown) => console.log(`${article}: ${shown}`) });
  } finally {
    process.off("exit", made.dispose);
    made.dispose();
  }
}

// what runs here, and what was written, goes with this process
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
void main();
