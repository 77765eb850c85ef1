import { readConfig } from "../../src/config";
import { claimsOf } from "../../src/library/claims";
import { buildModel } from "../../src/model";
import type { Proof } from "../../src/proof";
import { DEFAULT, type Json, stacksOf } from "./synth";
import { proofOf } from "./world";

/** The proof of what a configuration gives, by the configuration's own claims; of what `change` makes of its stacks, where that is given. */
export function proofOfText(text: string, change: (stacks: Json) => void = () => {}): Promise<Proof> {
  const { config } = readConfig(text, DEFAULT);
  if (!config) throw new Error("the configuration has errors");
  const stacks: Json = structuredClone(stacksOf(text));
  change(stacks);
  return proofOf(stacks, claimsOf(buildModel(config).model));
}

/** Every chain with its mechanism and verdict. */
export const verdictsIn = ({ chains }: Proof): readonly (readonly [string, string, string])[] =>
  chains.map(({ id, mechanism, verdict }) => [id, mechanism, verdict]);
