import type { Resource } from "../../terraform/world";
import type { Effect, WideEffect } from "../effect";
import { isOpen } from "../open-names";
import type { Found } from "./found";

/** A command that changes who gets to one thing, or to any that it names. */
export interface AccessCommand {
  readonly resource: Resource;
  readonly doing: { readonly service: string; readonly subject: string | undefined; readonly does: string };
}

type EffectBy = (resource: Resource, about: Pick<Effect, "does" | "change">, more?: Partial<Effect>) => Effect;

/**
 * A command that names its subject has an effect on that, in whichever account its credentials are of; one that does not, on
 * all of its account.
 */
export function commandEffect(
  { resource, doing: { service, subject, does } }: AccessCommand,
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
  const isOfOne = OF_ONE_SERVICE.test(service);
  return { wide: { ...effect, account: resource.account, service: isOfOne ? service : undefined, text: undefined } };
}

/** Services whose own policies alone a command of theirs changes. */
const OF_ONE_SERVICE =
  /^(s3|sqs|sns|secretsmanager|dynamodb|lambda|ecr|efs|kinesis|glue|es|opensearch|backup|codeartifact)$/;
