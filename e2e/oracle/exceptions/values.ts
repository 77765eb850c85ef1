import { listOf, mapConditions, mapStatements, type Pair } from "../pair";
import { type Exception, isNegated, NOTHING, page } from "./exception";

export const seconds: Exception = {
  reason: "a date written as a number counts seconds since 1970",
  page: page("reference_policies_elements_condition_operators.html#Conditions_Date"),
  rewrite: (pair) => [
    mapConditions(pair, (operator, values) =>
      operator.includes("Date")
        ? values.map((value) => (/^\d{5,}$/.test(value) ? new Date(Number(value) * 1000).toISOString() : value))
        : values,
    ),
  ],
};

export const addresses: Exception = {
  reason: "an address without a prefix is one of its whole length, and /0 takes in every address",
  page: page("reference_policies_elements_condition_operators.html#Conditions_IPAddress"),
  rewrite: (pair) => [
    mapConditions(pair, (operator, values) =>
      operator.includes("IpAddress")
        ? values.flatMap((value) => {
            if (value === "0.0.0.0/0") return ["0.0.0.0/1", "128.0.0.0/1"];
            return value.includes("/") ? [value] : [`${value}/${value.includes(":") ? 128 : 32}`];
          })
        : values,
    ),
  ],
};

/** AWS's rule for `*` in a resource, as a regular expression. */
function matchesAcross(pattern: string, resource: string): boolean {
  let colons = 0;
  const source = [...pattern].map((c, i) => {
    if (c === ":") colons += 1;
    if (c === "?") return ".";
    if (c !== "*") return c.replace(/[.+^${}()|[\]\\]/, "\\$&");
    const next = pattern[i + 1];
    return colons < 5 && next !== undefined && next !== ":" ? "[^:]*" : ".*";
  });
  return new RegExp(`^${source.join("")}$`).test(resource);
}

export const acrossColons: Exception = {
  reason: "a * at the end of a field of a resource's ARN goes beyond the colon",
  page: page("reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards"),
  rewrite: (pair) => {
    const settled = (patterns: Parameters<typeof listOf>[0]) =>
      listOf(patterns).map((text) =>
        text === "*" || text.includes("${") || !/\*(:|$)/.test(text)
          ? text
          : matchesAcross(text, pair.resource)
            ? pair.resource
            : NOTHING,
      );
    return [
      mapStatements(pair, (statement) => ({
        ...statement,
        ...(statement.Resource ? { Resource: settled(statement.Resource) } : {}),
        ...(statement.NotResource ? { NotResource: settled(statement.NotResource) } : {}),
      })),
    ];
  },
};

export const arnPrefix: Exception = {
  reason: "all six fields of an ARN are compared, the first too",
  page: page("reference_policies_elements_condition_operators.html#Conditions_ARN"),
  rewrite: (pair) => [
    mapConditions(pair, (operator, values) =>
      operator.includes("Arn")
        ? values.map((value) => (matchesAcross(value.split(":")[0] ?? "", "arn") ? value : NOTHING))
        : values,
    ),
  ],
};

export const notAnArn: Exception = {
  reason: "a value that is not an ARN is unlike every ARN, so a negated operator passes",
  page: page("reference_policies_elements_condition_operators.html#Conditions_ARN"),
  rewrite: (pair) => [
    mapConditions(pair, (operator, values) => {
      if (!/Arn/.test(operator) || !isNegated(operator)) return values;
      const kept = values.filter((value) => value.split(":").length >= 6);
      return kept.length > 0 ? kept : undefined;
    }),
  ],
};

/** A name that differs from the caller's role only in its path becomes a name that does not exist. */
function withoutPathMisses(text: string, { caller }: Pair): string {
  if (caller.kind !== "role" || text === caller.roleArn || !text.includes(":role/")) return text;
  const ends = (arn: string) => `${arn.split(":")[4]}/${arn.split("/").at(-1)}`;
  return ends(text) === ends(caller.roleArn) ? `${text}-of-another-path` : text;
}

export const rolePaths: Exception = {
  reason: "a role's ARN has its path, which its session's ARN does not tell",
  page: page("reference_identifiers.html#identifiers-arns"),
  rewrite: (pair) => [
    mapStatements(pair, (statement) => ({
      ...statement,
      ...(typeof statement.Principal === "object" && statement.Principal.AWS
        ? { Principal: { AWS: listOf(statement.Principal.AWS).map((text) => withoutPathMisses(text, pair)) } }
        : {}),
      ...(statement.NotPrincipal?.AWS
        ? { NotPrincipal: { AWS: listOf(statement.NotPrincipal.AWS).map((text) => withoutPathMisses(text, pair)) } }
        : {}),
    })),
  ],
};
