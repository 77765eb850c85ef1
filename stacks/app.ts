import { App } from "cdktf";
import type { Model, Stack } from "../src/model";
import { AccountResourcesStack } from "./account";
import type { AccountScopedStack } from "./account-scoped";
import { writeManifests } from "./manifests";
import { type Made, writeModules } from "./modules";
import { moved } from "./moved";
import { writeOwnerDocuments } from "./owner-documents";
import { PrimaryRolesStack } from "./primary";
import { ClusterStack } from "./rest";

export interface SynthesizeOptions {
  /** Folder that gets `manifest.json` and `stacks/<name>/cdk.tf.json`, or `<name>/main.tf.json` where these are modules. */
  readonly outdir: string;
  /** Path of a stack's state file, relative to the stack's final folder. */
  statePath(stack: string): string;
  /** Of the configuration, where it has one: modules' pages name folders. */
  readonly name?: string | undefined;
}

/** Writes the Terraform JSON of a model. What each stack depends on is stated in the manifest. */
export function synthesize(model: Model, options: SynthesizeOptions): void {
  // cdktf records where each token was made and has no way to turn that off: a quarter of the time
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => {};
  try {
    write(model, options);
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}

/** Stack by stack: once its text is written, only its name is needed of it, so that memory is that of the largest stack. */
function write(model: Model, { outdir, statePath, name: ofConfiguration = "" }: SynthesizeOptions): void {
  const app = new App({ outdir, stackTraces: false });
  const made = new Map<string, AccountScopedStack>();
  const modules: Made[] = [];
  for (const stack of model.stacks) {
    const construct = create(app, stack, statePath);
    moved(construct, stack);
    for (const name of stack.dependsOn) {
      const dependency = made.get(name);
      if (dependency) construct.addDependency(dependency);
    }
    made.set(stack.name, construct);
    if (model.layout === "stacks") construct.write(app);
    else {
      modules.push({ stack, root: construct.toTerraform() });
      construct.letGo();
    }
  }
  if (model.layout === "stacks") app.manifest.writeToFile();
  else writeModules(modules, model, outdir, ofConfiguration);
  writeOwnerDocuments(model.documents, outdir);
  writeManifests(model.manifests, outdir);
}

function create(app: App, stack: Stack, statePath: SynthesizeOptions["statePath"]): AccountScopedStack {
  switch (stack.layer) {
    case "primary":
      return new PrimaryRolesStack(app, stack, statePath);
    case "account":
      return new AccountResourcesStack(app, stack, statePath);
    case "rest":
      return new ClusterStack(app, stack, statePath);
  }
}
