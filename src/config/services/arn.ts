import { ANY_SERVICE, factsOfArn, listedServices, type Partition, parseArn, partitionOf } from "../../aws";
import type { Problem } from "../../rules";
import { problemIf } from "../problem-if";
import { closestMatch } from "../suggestion";
import * as t from "../text-types";
import type { DraftEntry, ServiceConfig } from "./service-config";
import { uselessHandover } from "./service-names";

/** An ARN whose last field may be a pattern: no policy variable, no template of Terraform. */
const schema = t
  .textMatching("resource-arn", /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12})?:[^\s$"'\\]+$/)
  .describe(
    "ARN of what exists, of any service and with wildcards where it stands for several, for actions by name and, where its service has a map of its own, for that map's verbs. Only for roles of its account.",
  );

/** What any ARN names; where one of `services` has maps for such resources, with its verbs. */
export const anyArn = (services: readonly Omit<ServiceConfig, "resourceOf">[]) =>
  ({
    facts: ANY_SERVICE,
    schema,
    verbs: {},
    resourcePolicy: false,
    resourceOf: (arn) => {
      const known = services.find(({ facts }) => facts.service === parseArn(arn)?.service);
      const facts = factsOfArn(arn, known?.facts);
      const hasVerbs = known && Object.keys(facts.parts).some((type) => type in known.facts.parts);
      return {
        isCreated: false,
        name: { text: arn, of: "ARN", within: "partition", rule: "resource-name-taken", path: [] },
        of: { facts, verbs: hasVerbs ? known.verbs : {} },
        check: (entry) => checkArn(arn, Object.keys(facts.parts).length > 0, entry),
      };
    },
  }) as const satisfies ServiceConfig<typeof schema>;

function checkArn(text: string, hasType: boolean, entry: DraftEntry): readonly Problem[] {
  const { path, account, region } = entry;
  const arn = parseArn(text);
  if (!arn) return [];
  const { service, partition } = arn;
  if (!listedServices().includes(service)) {
    const near = closestMatch(service, listedServices());
    const fix = near ? { fix: `Did you mean ${near}?` } : {};
    return [{ rule: "arn-service", path, found: `"${service}"`, ...fix }];
  }
  const home: Partition | undefined = account?.region === undefined ? undefined : partitionOf(account.region);
  return [
    ...problemIf(!hasType, { rule: "arn-service", path, found: text, expected: `an ARN of a resource of ${service}` }),
    ...problemIf(arn.account !== "" && account?.id !== undefined && arn.account !== account.id, {
      rule: "arn-account",
      path,
      found: `an ARN of account ${arn.account}`,
      expected: `one of account ${account?.id}, which the resource names`,
    }),
    ...problemIf(home !== undefined && partition !== home, {
      rule: "arn-account",
      path,
      found: `an ARN of partition ${partition}`,
      expected: `one of ${home}, where the resource's account is`,
    }),
    ...problemIf(region !== undefined, {
      rule: "no-effect",
      path: [...path.slice(0, -1), "region"],
      at: "key",
      found: "region beside an ARN, which names its own",
    }),
    ...uselessHandover(entry, "resource"),
  ];
}
