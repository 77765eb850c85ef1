import type { Proof } from "../proof/proof";
import type { Io } from "./io";
import type { OutputProof } from "./prove-output";

/** Says why the output of a configuration is refuted; nothing is written of it. */
export async function reportRefuted(
  { proof, relocated }: OutputProof,
  { format }: { readonly format: string },
  io: Io,
): Promise<void> {
  const [{ asJson, asText }, { answerOf }] = await Promise.all([import("../report"), import("../proof/answer")]);
  const answer = answerOf(JSON.parse(relocated(JSON.stringify(proof))) as Proof);
  if (format === "json") io.out(asJson(answer, { verbose: false }));
  else io.err(`${asText(answer, { verbose: false, color: io.errColors.isColorSupported })}nothing was written\n`);
}
