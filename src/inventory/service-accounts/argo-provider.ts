import { dictionary, type Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import { isBlock, isList, unlessWrong } from "../values";
import { type GitOps, gitOpsOf } from "./gitops";

/**
 * The Application of Argo CD that a resource of its own provider makes. Which cluster it is in, the provider's address of Argo
 * CD's server does not say.
 * @see https://registry.terraform.io/providers/argoproj-labs/argocd/latest/docs/resources/application
 */
export function argoApplicationOf(resource: Resource): GitOps {
  const at = (name: string): Value => blockIn(unlessWrong(() => resource.get(name)) ?? null);
  const object = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: at("metadata"),
    spec: at("spec"),
  };
  const { releases = [], rest = [] } = gitOpsOf({ resource, object, place: undefined }) ?? {};
  return {
    releases: releases.map((one) => ({ ...one, unsure: one.elsewhere ?? HOME, elsewhere: one.elsewhere ?? HOME })),
    rest,
  };
}

const HOME = new UnknownValue("not-read", "its destination is the cluster that Argo CD is in, which nothing shows", {
  advice: "Review it by hand, or give the service accounts of that cluster with --manifests.",
});

/** Blocks that there are several of, as the object calls them. */
const LISTS: Readonly<Record<string, string>> = {
  source: "sources",
  parameter: "parameters",
  file_parameter: "fileParameters",
};

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A block as the object has it; it may also be written as a list of one. */
function blockIn(value: Value): Value {
  const [only = null, ...others] = isList(value) ? value : [value];
  if (others.length > 0 || !isBlock(only)) return isList(value) && others.length === 0 ? only : value;
  return dictionary(
    Object.entries(only).map(([name, one]) => {
      const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
      if (list !== undefined) return [list, isList(one) ? one.map(blockIn) : one] as const;
      return [camel(name), isNested(name) ? blockIn(one) : one] as const;
    }),
  );
}

const isNested = (name: string): boolean => /^(destination|helm|sync_policy|automated)$/.test(name);
