import type { ConditionJson, Document, OneOrMore, StatementJson } from "../pair";
import type { Random } from "../random";
import { nearMiss, widened } from "../values";

export const ACCOUNT = "111111111111";
export const TARGET_ACCOUNT = "222222222222";
export const ROLE_PREFIX = `arn:aws:iam::${ACCOUNT}:role/`;
const ISSUED = "us-east-1/111111111111/production/payments/api";

/** The tags that a caller chooses, by the names that trusts know them under. */
export const TAGS = ["kubernetes-namespace", "kubernetes-service-account", "eks-cluster-arn"] as const;
export type Tag = (typeof TAGS)[number];
const VALUES: Readonly<Record<Tag | "external", string>> = {
  "kubernetes-namespace": "payments",
  "kubernetes-service-account": "api",
  "eks-cluster-arn": `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/production`,
  external: ISSUED,
};

/** A trust of the account's role `primary`, over the conditions that such trusts have. */
export function randomTrust(random: Random): Document {
  const Statement = Array.from({ length: random.pick([1, 2, 2, 3]) }, (_, index) =>
    statement(random, index > 0 && random.chance(0.35)),
  );
  return { Version: "2012-10-17", Statement };
}

function statement(random: Random, deny: boolean): StatementJson {
  const root = `arn:aws:iam::${ACCOUNT}:root`;
  const names: readonly OneOrMore[] = [
    root,
    root,
    root,
    "*",
    `${ROLE_PREFIX}primary`,
    [`${ROLE_PREFIX}primary`, `${ROLE_PREFIX}other`],
  ];
  return {
    Effect: deny ? "Deny" : "Allow",
    Principal: { AWS: random.pick(names) },
    Action: random.pick([
      ["sts:AssumeRole", "sts:TagSession"],
      ["sts:AssumeRole", "sts:TagSession"],
      "sts:*",
      "sts:AssumeRole",
      "sts:TagSession",
    ]),
    Condition: condition(random),
  };
}

function condition(random: Random): ConditionJson {
  const out: Record<string, Record<string, OneOrMore>> = {};
  for (let left = random.pick([1, 2, 2, 3]); left > 0; left -= 1) {
    const [operator, key, values] = test(random);
    out[operator] = { ...out[operator], [key]: values.length === 1 ? (values[0] as string) : values };
  }
  return out;
}

type Test = readonly [operator: string, key: string, values: readonly string[]];

function test(random: Random): Test {
  const several = (make: () => string) => Array.from({ length: random.chance(0.25) ? 2 : 1 }, make);
  const tag = random.pick(TAGS);
  const key = random.chance(0.25) ? "sts:ExternalId" : `aws:RequestTag/${tag}`;
  const right = key === "sts:ExternalId" ? VALUES.external : VALUES[tag];
  switch (random.below(8)) {
    case 0:
      return ["Null", key, [random.pick(["true", "false"])]];
    case 1: {
      const keys = () => random.pick([...TAGS, "kubernetes-*", "*-arn", "k*s*"]);
      return [
        random.pick(["ForAllValues:StringLike", "ForAnyValue:StringLike", "ForAllValues:StringEquals"]),
        "aws:TagKeys",
        several(keys),
      ];
    }
    case 2:
    case 3: {
      const name = () =>
        ROLE_PREFIX + random.pick(["primary", "primar?", "prim*", "*", "*y", "pods/*", "other", "p*y*"]);
      const operator = random.pick([
        "ArnLike",
        "ArnEquals",
        "ArnNotLike",
        "StringLike",
        "StringNotLike",
        "StringEquals",
        "StringNotEquals",
      ]);
      return [operator, "aws:PrincipalArn", several(name)];
    }
    case 4:
      return [
        random.pick(["StringEquals", "StringNotEquals", "StringLike"]),
        "sts:ExternalId",
        [random.pick(["${aws:RequestTag/kubernetes-namespace}", "team-${aws:RequestTag/kubernetes-namespace}"])],
      ];
    default: {
      const operator = `${random.pick(["StringEquals", "StringEquals", "StringLike", "StringNotEquals", "StringNotLike"])}${random.chance(0.2) ? "IfExists" : ""}`;
      const value = () => {
        const wanted = random.chance(0.25) ? nearMiss(random, right) : right;
        return operator.includes("Like") ? widened(random, wanted, true) : wanted;
      };
      return [operator, key, several(value)];
    }
  }
}

/**
 * The class of requests of which one may pass: those of any other role that chooses its tags and
 * ExternalId, or those that EKS makes for a pod of another namespace, with all tags and no ExternalId.
 */
export type Asked = "other-role" | "other-namespace";
