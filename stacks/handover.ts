import { type TerraformStack, TerraformVariable } from "cdktf";
import { remoteState } from "../src/backend";
import type { Backend, Handover } from "../src/model";
import { readState } from "./backend";
import { constructId, withAddress } from "./element";

/** Reads what is known only after the apply of another stack; the own state of `stack` is in `reader`. */
export function handover(
  stack: TerraformStack,
  source: Handover,
  reader: Backend,
  statePath: (stack: string) => string,
): void {
  if (source.kind === "variable") {
    const description = `${source.what}: the output ${source.variable} of stack ${source.from}.`;
    withAddress(
      source.variable,
      new TerraformVariable(stack, constructId("variable", source.variable), { type: "string", description }),
    );
    return;
  }
  const { address, from, backend, outputs } = source;
  const path = statePath(from);
  const state = remoteState(backend, reader, path);
  if (!state) throw new Error(`unreadable state of ${from}`);
  const remedy = `apply ${from} first, or set "handover: variable" where its state cannot be read`;
  readState(stack, address, state).addOverride("lifecycle", {
    ...(backend.kind === "local"
      ? {
          precondition: [
            {
              condition: `\${fileexists("\${path.module}/${path}")}`,
              error_message: `stack ${from} has no state at ${path}: ${remedy}`,
            },
          ],
        }
      : {}),
    postcondition: outputs.map((output) => ({
      condition: `\${can(self.outputs.${output})}`,
      error_message: `the state of stack ${from} has no output ${output}: ${remedy}`,
    })),
  });
}
