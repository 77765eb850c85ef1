import { TerraformBackend, TerraformRemoteState, type TerraformStack } from "cdktf";
import { type Backend, type RemoteState, type Setting, terraformSettings } from "../src/backend";
import { constructId, escapeTemplates, withAddress } from "./element";
import { requireTerraform } from "./versions";

/** Where a stack's state is. A stack without a backend of cdktf's would be given a local one, so that `none` is one too. */
export class StackBackend extends TerraformBackend {
  /** `path` is that of the state file, were it local. */
  constructor(
    stack: TerraformStack,
    private readonly backend: Backend,
    private readonly path: string,
  ) {
    super(stack, "backend", backend.kind === "other" ? backend.type : backend.kind);
    if (("assumeRole" in backend && backend.assumeRole) || ("project" in backend && backend.project))
      requireTerraform(stack, "stateSettings");
    if (backend.kind === "s3" && backend.useLockfile) requireTerraform(stack, "lockfile");
  }

  override toTerraform() {
    return { terraform: literal(terraformSettings(this.backend, this.path)) };
  }

  /** What cdktf would read for its references between stacks, of which there are none. */
  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error("stacks hand over by named outputs: stacks/handover.ts");
  }
}

/** The outputs of another stack, whose state may be in any backend. */
class OutputsOfStack extends TerraformRemoteState {
  constructor(
    stack: TerraformStack,
    id: string,
    private readonly state: RemoteState,
  ) {
    super(stack, id, state.backend, {});
  }

  override toTerraform() {
    const read = { backend: this.state.backend, config: literal(this.state.config), ...this.rawOverrides };
    return { data: { terraform_remote_state: { [this.friendlyUniqueId]: read } } };
  }
}

/** The data source at `address` that reads a state. */
export const readState = (stack: TerraformStack, address: string, state: RemoteState): TerraformRemoteState =>
  withAddress(address, new OutputsOfStack(stack, constructId("terraform_remote_state", address), state));

/** Settings whose texts Terraform takes as they are. */
function literal(setting: Setting): unknown {
  if (typeof setting === "string") return escapeTemplates(setting);
  if (typeof setting !== "object") return setting;
  if (Array.isArray(setting)) return setting.map(literal);
  return Object.fromEntries(Object.entries(setting).map(([key, value]) => [key, literal(value)]));
}
