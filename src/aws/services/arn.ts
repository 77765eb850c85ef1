import { resourceTypesAt } from "../actions";
import { parseArn } from "../arn";
import type { ServiceFacts } from "./service-facts";

/** Of ARNs of any service, before one is given. */
export const ANY_SERVICE = { service: "", arn: (_, arn) => arn, parts: {} } as const satisfies ServiceFacts;

/**
 * What AWS publishes of what `arn` names, a pattern included: as `known` says where that is a service's resource itself, with
 * all that is in it; else each type whose ARNs have that form.
 */
export function factsOfArn(arn: string, known: ServiceFacts | undefined): ServiceFacts {
  const types = resourceTypesAt(arn);
  return {
    service: parseArn(arn)?.service ?? "",
    arn: () => arn,
    parts:
      known && types.some((type) => known.parts[type] === "")
        ? known.parts
        : Object.fromEntries(types.map((type) => [type, ""])),
    besides: { ...known?.besides, "": () => "*" },
  };
}
