import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "./synth";

/** What a proof says of each chain, but that documents are only asked for. */
export const said = ({ chains }: Json): Json =>
  chains.map(({ id, verdict, hops, intruders, assumptions }: Json) => ({
    id,
    verdict,
    hops: hops.map((one: Json) => [one.id, one.verdict]),
    intruders: intruders.map((one: Json) => [one.id, one.verdict, one.assumption]),
    assumptions: assumptions.flatMap((one: Json) =>
      one.id === "document-requested" ? [] : [`${one.id} ${one.subject}`],
    ),
  }));

/** Puts handed-over Terraform in the place of what a copy of an output has for its steps. */
export function withHanded(
  output: string,
  copy: string,
  form: "hcl" | "json",
  handed: readonly { readonly name: string; readonly terraform: Json }[],
): void {
  cpSync(output, copy, { recursive: true });
  for (const { name, terraform } of handed) {
    const folder = join(copy, name.startsWith("handover/") ? "" : "stacks", name);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    if (form === "hcl") writeFileSync(join(folder, "main.tf"), terraform.hcl);
    else writeFileSync(join(folder, "main.tf.json"), JSON.stringify(terraform.json));
  }
}
