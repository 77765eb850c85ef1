import { relative } from "node:path";
import type { Configuration } from "../library/configuration";
import { prove, readWorld } from "../library/proof";
import { provedPaths } from "../library/synthesize";
import type { Proof } from "../proof/proof";

/** The proof of a configuration's Terraform, whose source locations are in the folder that it was written to for the proof. */
export interface OutputProof {
  readonly proof: Proof;
  /** A text made from the proof, or the proof as JSON, as if the Terraform lay in the output folder. */
  readonly relocated: (text: string) => string;
}

/** Proves the Terraform in `folder`, which is to lie in `outdir`. */
export async function proveOutput(configuration: Configuration, folder: string, outdir: string): Promise<OutputProof> {
  const { answer } = await prove(await readWorld(provedPaths(configuration, folder)), { configuration });
  const from = relative(process.cwd(), folder);
  return { proof: answer.proof, relocated: (text) => text.replaceAll(from, outdir) };
}
