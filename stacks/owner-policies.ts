import { App, TerraformStack } from "cdktf";
import type { ResourcePolicy } from "../src/model";
import { resourceFileName } from "../src/model/document-files";
import { resourcePolicy } from "./services";

/** A document that lies beside the module. */
export const fileOf = (name: string): string => `\${file("\${path.module}/${name}")}`;

/** Of Terraform JSON, by type and address. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** What the services' own constructs make of the policies, which are read from their files. */
export function policyResources(policies: readonly ResourcePolicy[]): Resources {
  if (policies.length === 0) return {};
  const stack = new TerraformStack(new App({ stackTraces: false }), "documents");
  for (const policy of policies) resourcePolicy(stack, policy);
  const { resource = {} }: { readonly resource?: Resources } = stack.toTerraform();
  const files = new Map(policies.map((policy) => [policy.address, fileOf(resourceFileName(policy))]));
  return mapValues(resource, (of) =>
    mapValues(of, ({ "//": _, ...made }, address) => ({ ...made, policy: files.get(address) })),
  );
}

const mapValues = <T, U>(map: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
