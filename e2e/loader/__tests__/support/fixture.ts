import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { AllClients } from "../../aws";
import { Deployment, type Options } from "../../deployment";
import { createExisting } from "../../existing";
import { Kubernetes } from "../../kubernetes";
import { type Synthesized, synthesizedFile } from "../../synthesize";
import { inventory, inventoryScopeOf } from "./inventory";

/** The programs of this workspace run in its folder. */
const ROOT = "..";

/** The default configuration as it ships; the root's own file is the user's to edit. */
export const DEFAULT = join(ROOT, "__tests__", "fixtures", "shipped.yaml");

export const exampleFile = (name: string): string => join(ROOT, "examples", name, "eks-cross-account.yaml");

/** Those of one file. */
export const EXAMPLES: readonly string[] = readdirSync(join(ROOT, "examples"), { withFileTypes: true })
  .map(({ name }) => name)
  .filter((name) => existsSync(join(ROOT, "examples", name, "golden")) && existsSync(exampleFile(name)))
  .sort();

/** An emulator and one configuration, of which nothing is loaded yet. */
export interface Fixture extends Synthesized {
  readonly kubernetes: Kubernetes;
  readonly deployment: Deployment;
  /** Empties everything, then makes again what exists before a deployment. */
  again(endpoint?: string): Promise<Fixture>;
  /** The inventory, one line per object. */
  inventory(): Promise<readonly string[]>;
}

export const start = (): Promise<Emulator> => startEmulator();

/** @param endpoint where the deployment finds AWS, if not at the emulator itself */
export async function fixture(emulator: Emulator, file: string, options: Options = {}): Promise<Fixture> {
  const made = await synthesizedFile(file);
  // documents that owners are asked for are files beside their stacks, read when these are applied
  process.once("exit", made.dispose);
  const scope = inventoryScopeOf(made.model);
  const clients = new AllClients(emulator);
  const again = async (endpoint = emulator.endpoint): Promise<Fixture> => {
    await emulator.reset();
    const kubernetes = new Kubernetes();
    await createExisting(made.model, emulator, kubernetes);
    const at = { endpoint, administrator: (account: string) => emulator.administrator(account) };
    return {
      ...made,
      kubernetes,
      deployment: new Deployment(at, kubernetes, options),
      again,
      inventory: () => inventory(scope, clients, kubernetes),
    };
  };
  return again();
}
