import { DataTerraformRemoteStateLocal, type TerraformStack, TerraformVariable } from "cdktf";
import type { Handover } from "../src/model";
import { constructId, withAddress } from "./element";

/** Reads what is known only after the apply of another stack. */
export function handover(stack: TerraformStack, source: Handover, statePath: (stack: string) => string): void {
  if (source.kind === "variable") {
    const description = `${source.what}: the output ${source.variable} of stack ${source.from}.`;
    withAddress(
      source.variable,
      new TerraformVariable(stack, constructId("variable", source.variable), { type: "string", description }),
    );
    return;
  }
  const { address, from, outputs } = source;
  const path = statePath(from);
  const state = withAddress(
    address,
    new DataTerraformRemoteStateLocal(stack, constructId("terraform_remote_state", address), { path }),
  );
  const remedy = `apply ${from} first, or set "handover: variable" where its state cannot be read`;
  state.addOverride("lifecycle", {
    precondition: [
      {
        condition: `\${fileexists("\${path.module}/${path}")}`,
        error_message: `stack ${from} has no state at ${path}: ${remedy}`,
      },
    ],
    postcondition: outputs.map((output) => ({
      condition: `\${can(self.outputs.${output})}`,
      error_message: `the state of stack ${from} has no output ${output}: ${remedy}`,
    })),
  });
}
