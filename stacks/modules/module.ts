import type { Stack } from "../../src/model";
import { TERRAFORM } from "../versions";
import { type Block, mapValues, type Root, withoutEmpty } from "./block";
import { guarded } from "./guard";

/**
 * A stack as a child module: without provider blocks, with which it could not be called with count, for_each or depends_on,
 * and without a backend, which only a root module has. Addresses are the stack's.
 * @see https://developer.hashicorp.com/terraform/language/modules/develop/providers
 */
export function moduleOf(root: Root, stack: Stack): Root {
  const { provider: _, ephemeral: __, terraform = {}, ...kept } = root;
  const { backend: ___, cloud: ____, required_providers = {}, ...settings } = terraform;
  const aliases = aliasesIn(root);
  return guarded(
    withoutEmpty({
      ...kept,
      terraform: {
        ...settings,
        // what only the provider blocks need is the caller's to require
        required_version: TERRAFORM.conditions,
        required_providers: mapValues(required_providers, (one, name) =>
          name === "kubernetes" ? { ...one, configuration_aliases: aliases } : one,
        ),
      },
    }),
    stack,
  );
}

/**
 * Provider configurations that every caller must pass, `kubernetes.my-eks-cluster`: those that something in the module uses.
 * Not the default aws provider, which a caller with a single one need not pass.
 */
export const aliasesIn = ({ resource = {} }: Root): readonly string[] => [
  ...new Set(
    Object.values(resource)
      .flatMap((byLabel) => Object.values<Block>(byLabel))
      .flatMap(({ provider }) => (typeof provider === "string" && provider.includes(".") ? [provider] : []))
      .sort(),
  ),
];
