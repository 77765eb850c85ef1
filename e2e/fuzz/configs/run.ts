// Any valid configuration is proved as synthesized: SEED=1 COUNT=1000 npm run fuzz:configs
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { configuration } from "../../../__tests__/support/arbitrary";
import type { ConfigInput } from "../../../src/config";
import { readConfiguration } from "../../../src/library/configuration";
import { prove, readWorld } from "../../../src/library/proof";
import { provedPaths } from "../../../src/library/synthesize";
import { InputError, type Proof } from "../../../src/proof";
import { synthesize } from "../../../stacks";
import { withObjects } from "./objects";

/** Hops that need a document managed outside the configuration, by what is missing. */
const OTHERS = new Set([
  "bucket-not-in-world",
  "resource-not-in-world",
  "resource-policy-not-seen",
  "key-not-in-world",
]);

/** Synthesizes and proves a configuration as `synth` does. */
async function proofOf(config: ConfigInput): Promise<Proof> {
  const read = readConfiguration(stringify(config), "fuzz.yaml");
  if (!read.configuration) throw new Error(`not valid: ${JSON.stringify(read.problems)}`);
  const outdir = mkdtempSync(join(tmpdir(), "fuzz-configs-"));
  try {
    synthesize(read.configuration.model, { outdir, statePath: (stack) => `../../../state/${stack}.tfstate` });
    const world = await readWorld(provedPaths(read.configuration, outdir));
    return (await prove(world, { configuration: read.configuration })).answer.proof;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** What is wrong with a proof; an unknown hop about a bucket that others make is not, nor what an assumption carries. */
function faultsOf(
  proof: Proof,
  { resources }: ConfigInput,
): readonly { readonly kind: string; readonly says: string }[] {
  const others = Object.values(resources).some((resource) =>
    Object.values(resource).some(
      (map) =>
        typeof map === "object" &&
        (("create" in map && map.create === false) || ("kmsKey" in map && map.kmsKey?.startsWith("arn:"))),
    ),
  );
  // the id of a zone that is made may be the one by which another is named
  const zones = Object.values(resources).flatMap(({ zone }) => zone ?? []);
  const mayBeOne = (action = "") =>
    action.startsWith("route53:") && zones.some(({ id }) => id) && zones.some(({ id }) => id === undefined);
  return proof.chains.flatMap(({ id, mechanism, hops, intruders, expectations }) => [
    ...hops
      .filter(
        ({ verdict, action, code = "" }) =>
          verdict === "denied" || (verdict === "unknown" && !(others && OTHERS.has(code)) && !mayBeOne(action)),
      )
      .map((hop) => ({ kind: `${mechanism} ${hop.id} ${hop.verdict} ${hop.code}`, says: `${id}: ${hop.message}` })),
    ...intruders
      .filter(({ assumption }) => assumption === undefined)
      .filter(({ verdict, accepted }) => verdict === "unknown" || (verdict === "allowed" && !accepted))
      .map((one) => ({ kind: `${mechanism} ${one.id} ${one.verdict}`, says: `${id}: ${JSON.stringify(one)}` })),
    ...expectations
      .filter(
        ({ verdict, can, cannot }) =>
          verdict === "failed" || (verdict === "unknown" && !others && !mayBeOne(can ?? cannot)),
      )
      .map((one) => ({
        kind: `${mechanism} ${one.can ? "can" : "cannot"} ${one.verdict}`,
        says: `${id}: ${JSON.stringify(one)}`,
      })),
  ]);
}

/** Whether others make the service account of a workload that uses its token. */
const bareToken = ({ workloads }: ConfigInput): boolean =>
  Object.values(workloads).some((one) => one.mechanism === "irsa" && one.createServiceAccount === false);

/** Faults of one kind, and the smallest configuration seen that has it. */
interface Fault {
  readonly times: number;
  readonly config: string;
  readonly text: string;
}

async function main(): Promise<void> {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const count = Number(process.env.COUNT ?? 1000);
  console.log(`seed ${seed}, ${count} configurations`);
  const [verdicts, faults] = [new Map<string, number>(), new Map<string, Fault>()];
  const started = performance.now();
  for (const config of fc.sample(withObjects(configuration), { seed, numRuns: count })) {
    const proof = await proofOf(config).catch((error: unknown) => {
      if (error instanceof InputError) return error;
      throw error;
    });
    const verdict = proof instanceof InputError ? "input error" : proof.verdict;
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    const text = stringify(config);
    const found = proof instanceof InputError ? [{ kind: verdict, says: proof.message }] : faultsOf(proof, config);
    for (const { kind: what, says } of found) {
      const kind = `${what}${bareToken(config) ? ", a token's service account is made by others" : ""}`;
      const known = faults.get(kind);
      const smaller = !known || text.length < known.config.length;
      faults.set(kind, { ...(smaller ? { config: text, text: says } : known), times: (known?.times ?? 0) + 1 });
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  for (const [kind, { times, config, text }] of faults)
    console.log(`\n## ${kind}: ${times} times\n\n${text}\n\n${config}`);
  const counts = [...verdicts].map(([verdict, times]) => `${times} ${verdict}`).join(", ");
  console.log(`${counts}; ${faults.size} kinds of fault, ${seconds} s`);
  if (faults.size > 0) process.exitCode = 1;
}

void main();
