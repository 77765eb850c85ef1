import { relative } from "node:path";
import type { Configuration } from "../library/configuration";
import { prove, readWorld } from "../library/proof";
import { provedPaths } from "../library/synthesize";
import type { Proof } from "../proof/proof";
import { withChainProgress } from "./chain-progress";
import type { Io } from "./io";

/** The proof of a configuration's Terraform, whose source locations are in the folder that it was written to for the proof. */
export interface OutputProof {
  readonly proof: Proof;
  /** A text made from the proof, or the proof as JSON, as if the Terraform lay in the output folder. */
  readonly relocated: (text: string) => string;
}

/** Proves the Terraform in `folder`, which is to lie in `outdir`. */
export async function proveOutput(
  configuration: Configuration,
  folder: string,
  outdir: string,
  io: Io,
): Promise<OutputProof> {
  const { answer } = await withChainProgress(io, async (progress) =>
    prove(await readWorld(provedPaths(configuration, folder)), { configuration, ...progress }),
  );
  const from = relative(process.cwd(), folder);
  return { proof: answer.proof, relocated: (text) => text.replaceAll(from, outdir) };
}
