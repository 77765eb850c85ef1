import { ANY_SERVICE, factsOfArn, parseArn } from "../../aws";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

/** Nothing is made of what an ARN names. */
export interface ArnPlan {
  readonly kind: "arn";
}

type Known = Omit<ServiceModel<never, never>, "resolve" | "serviceOf">;

/** What any ARN names, granted by the verbs of those of `services` that it is of; of other services, by actions alone. */
export const anyArn = (services: readonly Known[]): ServiceModel<string, ArnPlan> => ({
  facts: ANY_SERVICE,
  resolve: ({ map: arn }: ResourceEntry<string>): ResolvedBy<ArnPlan> => ({ arn, name: arn }),
  serviceOf: (arn) => {
    const known = services.find(({ facts }) => facts.service === parseArn(arn)?.service);
    const facts = factsOfArn(arn, known?.facts);
    return known ? { ...known, facts } : { facts, verbs: {}, keyActions: {}, others: [] };
  },
  verbs: {},
  keyActions: {},
  others: [],
});
