import { type App, TerraformElement, TerraformOutput, TerraformStack } from "cdktf";
import { deepMerge } from "cdktf/lib/util";
import { forgettingTokens, resolved } from "./resolved";

type Block = Record<string, unknown>;

/**
 * A stack that comes to what cdktf makes of it with a third of the work. cdktf resolves each element three times: to
 * prepare references to other stacks, of which there are none here since stacks are given literals and outputs; to make
 * its block; and once more as a part of the whole.
 */
export abstract class LeanStack extends TerraformStack {
  private readonly forgetTokens = forgettingTokens();

  /** Writes its text, as `App.synth` does, and lets go of all that it was made of. */
  write({ outdir, manifest }: App): void {
    this.synthesizer.synthesize({ outdir, manifest });
    this.letGo();
  }

  /** Lets go of all that it was made of, once its text, or its JSON, is all that is needed of it. */
  letGo(): void {
    for (const { node } of this.node.children) this.node.tryRemoveChild(node.id);
    this.forgetTokens();
  }

  override prepareStack(): void {}

  override toTerraform(): Block {
    // which cdktf keeps to itself
    const rawOverrides: Block = Reflect.get(this, "rawOverrides");
    const overridden = Object.keys(rawOverrides);
    const metadata: Block = {
      version: this.node.tryGetContext("cdktfVersion"),
      stackName: this.node.id,
      backend: "local",
      ...(overridden.length > 0 ? { overrides: { stack: overridden } } : {}),
    };
    const named: Block = {};
    const outputs: Block = {};
    const root: Block = { "//": { metadata, outputs } };
    for (const element of this.node.findAll()) {
      if (!TerraformElement.isTerraformElement(element)) continue;
      deepMerge(metadata, resolved(this, element.toMetadata()));
      if (TerraformOutput.isTerraformOutput(element)) named[element.node.id] = element.friendlyUniqueId;
      deepMerge(root, resolved(this, element.toTerraform()));
    }
    if (Object.keys(named).length > 0) outputs[this.node.id] = named;
    deepMerge(root, rawOverrides);
    for (const block of overridden) if (block in root) root[block] = resolved(this, root[block]);
    return root;
  }
}
