const COMPARED = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];

/**
 * The operators of a policy's conditions, without `IfExists` at their ends and the words of sets before them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const CONDITION_OPERATORS: readonly string[] = [
  ...["String", "Arn"].flatMap((type) => [`${type}Equals`, `${type}NotEquals`, `${type}Like`, `${type}NotLike`]),
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  ...["Numeric", "Date"].flatMap((type) => COMPARED.map((comparison) => type + comparison)),
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
  "Null",
];
