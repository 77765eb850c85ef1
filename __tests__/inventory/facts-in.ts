import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Inventory, inventoryOf } from "../../src/inventory";
import { readWorld } from "../../src/terraform";

type Json = Readonly<Record<string, unknown>>;

export const A = "111111111111";
export const B = "222222222222";

/** A stack of account `account`: its resources, and whatever else it has. */
export const stackIn = (account: string, resource: Json, rest: Json = {}): Json => ({
  provider: { aws: [{ region: "us-east-1", allowed_account_ids: [account] }] },
  resource,
  ...rest,
});

/** A stack of which nothing tells the account. */
export const stackOfNobody = (resource: Json, rest: Json = {}): Json => ({
  provider: { aws: [{ region: "us-east-1" }] },
  resource,
  ...rest,
});

export interface StateResource {
  readonly type: string;
  readonly name?: string;
  readonly mode?: "managed" | "data";
  readonly values: Json;
}

/** What `terraform show -json` writes of a state. */
export const state = (resources: readonly StateResource[]): Json => ({
  format_version: "1.0",
  terraform_version: "1.11.4",
  values: {
    root_module: {
      resources: resources.map(({ type, name = "x", mode = "managed", values }) => ({
        address: `${mode === "data" ? "data." : ""}${type}.${name}`,
        mode,
        type,
        name,
        provider_name: "registry.terraform.io/hashicorp/aws",
        values,
      })),
    },
  },
});

/** The facts in a world of `stacks`, by name; a state is a file, everything else a directory. */
export async function factsIn(stacks: Readonly<Record<string, Json>>): Promise<Inventory> {
  const root = mkdtempSync(join(tmpdir(), "facts-"));
  try {
    const paths = Object.entries(stacks).map(([name, content]) => {
      const isState = "format_version" in content;
      if (!isState) mkdirSync(join(root, name));
      const path = join(root, isState ? `${name}.json` : name);
      writeFileSync(isState ? path : join(path, "main.tf.json"), JSON.stringify(content));
      return path;
    });
    return inventoryOf(await readWorld(paths, {}));
  } finally {
    rmSync(root, { recursive: true });
  }
}

export const json = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
