import { accountOfAddOn } from "../aws";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { required, textAt } from "./values";

interface AddOnAccount {
  readonly namespace: string | UnknownValue;
  readonly serviceAccount: string | UnknownValue;
}

/** The service account of an aws_eks_addon: AWS's own for it, in the namespace that it is given, if any. */
export function addOnAccountOf(resource: Resource): AddOnAccount {
  const name = required(textAt(resource, "addon_name"), "addon_name");
  const known = name instanceof UnknownValue ? undefined : accountOfAddOn(name);
  const otherwise =
    name instanceof UnknownValue
      ? name
      : new UnknownValue("not-read", `the service account of the add-on ${name} is not in the table of add-ons`);
  return {
    namespace: textAt(resource, "namespace_config", 0, "namespace") ?? known?.namespace ?? otherwise,
    serviceAccount: known?.serviceAccount ?? otherwise,
  };
}
