import type { Resource } from "../../terraform/world";
import type { Effect, WideEffect } from "../effect";
import { isOpen } from "../open-names";
import type { Found } from "./found";

/** A command that changes who gets to one thing, or to any that it names. */
export interface AccessCommand {
  readonly resource: Resource;
  readonly doing: {
    readonly service: string;
    readonly subject: string | undefined;
    readonly does: string;
    /** Whether its credentials are perhaps another account's. */
    readonly anyAccount?: boolean;
  };
}

type EffectBy = (resource: Resource, about: Pick<Effect, "does" | "change">, more?: Partial<Effect>) => Effect;

/**
 * A command that names its subject has an effect on that, in whichever account its credentials are of; one that does not, on
 * all of its account, or of any where its credentials may be of another.
 */
export function commandEffect(
  { resource, doing: { service, subject, does, anyAccount = false } }: AccessCommand,
  effectBy: EffectBy,
): { readonly found?: Found; readonly wide?: WideEffect } {
  const effect = effectBy(
    resource,
    { does, change: "either" },
    { advice: { text: "Make it with Terraform, or review by hand what the command changes.", options: [] } },
  );
  if (subject !== undefined && !isOpen(subject))
    return {
      found: { effect, kind: service, naming: subject, arn: undefined, resource, argument: undefined, anywhere: true },
    };
  const account = anyAccount || service === "organizations" ? undefined : resource.account;
  return { wide: { ...effect, account, service: OF_ANY.test(service) ? undefined : service, text: undefined } };
}

/** Services whose commands change what callers may do with others. */
const OF_ANY = /^(role|kms|cloudformation|cloudcontrol|organizations|controltower|ram|servicecatalog|sts|sso-admin)$/;
