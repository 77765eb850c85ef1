import { listOf, mapConditions, mapStatements, type OneOrMore, type Pair } from "../pair";
import { type Exception, isNegated, NOTHING, page } from "./exception";

/** Whether `text` refers to a key that has no single value in the request, and gives no default. */
function hasNoValue(text: string, { context }: Pair): boolean {
  const single = new Set(
    Object.entries(context).flatMap(([key, value]) => (typeof value === "string" ? [key.toLowerCase()] : [])),
  );
  return [...text.matchAll(/\$\{([^}*?$,]+)\}/g)].some(([, key = ""]) => !single.has(key.toLowerCase()));
}

const is2012 = (version: string) => version === "2012-10-17";

export const variableUnderNegation: Exception = {
  reason: "a variable without a value under a negated operator equals nothing, so the operator passes",
  page: page("reference_policies_variables.html#policy-vars-no-value"),
  rewrite: (pair) => [
    mapConditions(pair, (operator, values, { Version }) => {
      if (!isNegated(operator) || !is2012(Version)) return values;
      const kept = values.filter((value) => !hasNoValue(value, pair));
      return kept.length > 0 ? kept : undefined;
    }),
  ],
};

export const variableInNotResource: Exception = {
  reason: "a resource with a variable that has no value matches nothing, so NotResource applies",
  page: page("reference_policies_variables.html#policy-vars-no-value"),
  rewrite: (pair) => [
    mapStatements(pair, ({ NotResource, ...statement }, { Version }) => {
      if (!NotResource) return statement;
      const kept = listOf(NotResource).filter((text) => !is2012(Version) || !hasNoValue(text, pair));
      return { ...statement, NotResource: kept.length > 0 ? kept : NOTHING };
    }),
  ],
};

/** `text` with each variable that has a value or a default put in. */
function putIn(text: string, { context }: Pair): string {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return text.replaceAll(/\$\{([^}*?$,]+)(?:, '([^']*)')?\}/g, (whole, key: string, otherwise: string | undefined) => {
    const value = values.get(key.toLowerCase());
    return typeof value === "string" ? value : (otherwise ?? whole);
  });
}

export const variableInResource: Exception = {
  reason: "a variable's value is put into a resource before its fields are compared",
  page: page("reference_policies_variables.html#policy-vars-wheretouse"),
  rewrite: (pair) => [
    mapStatements(pair, (statement, { Version }) => {
      const put = (texts: OneOrMore) => listOf(texts).map((text) => (is2012(Version) ? putIn(text, pair) : text));
      return {
        ...statement,
        ...(statement.Resource ? { Resource: put(statement.Resource) } : {}),
        ...(statement.NotResource ? { NotResource: put(statement.NotResource) } : {}),
      };
    }),
  ],
};

export const variablesOfVersion2008: Exception = {
  reason: "in a policy of version 2008-10-17 ${…} is text",
  page: page("reference_policies_elements_version.html"),
  rewrite: (pair) => {
    const plain = (text: string) => text.replaceAll("${", "${$}{");
    const is2008 = (version: string) => !is2012(version);
    const conditions = mapConditions(pair, (_, values, { Version }) => (is2008(Version) ? values.map(plain) : values));
    return [
      mapStatements(conditions, (statement, { Version }) => ({
        ...statement,
        ...(is2008(Version) && statement.Resource ? { Resource: listOf(statement.Resource).map(plain) } : {}),
        ...(is2008(Version) && statement.NotResource ? { NotResource: listOf(statement.NotResource).map(plain) } : {}),
      })),
    ];
  },
};

export const charactersInEquals: Exception = {
  reason: "${*}, ${?} and ${$} stand for their characters under every operator",
  page: page("reference_policies_variables.html#policy-vars-specialchars"),
  rewrite: (pair) => [
    mapConditions(pair, (operator, values, { Version }) =>
      /Like|Arn/.test(operator) || !is2012(Version)
        ? values
        : values.map((value) => value.replaceAll(/\$\{([*?$])\}/g, "$1")),
    ),
  ],
};
