import { issuerInProviderArn } from "../aws";
import { isObject, type Json, listOf } from "../collections/json";
import { type Subject, subjectOf } from "./trusted-subjects";

const textsIn = (value: unknown): readonly string[] => listOf(value).filter((one) => typeof one === "string");

/**
 * The service accounts that a trust policy names which AWS would refuse to save: whoever wrote it meant a chain, whatever
 * else is wrong in it. None where it is no JSON.
 */
export function subjectsWritten(text: string): readonly Subject[] {
  const found = statementsIn(text).flatMap((statement) => {
    const federated = isObject(statement.Principal) ? textsIn(statement.Principal.Federated) : [];
    const [named] = federated.flatMap((name) => issuerInProviderArn(name) ?? []);
    const { Condition: condition } = statement;
    const operators = isObject(condition) ? Object.entries(condition) : [];
    return operators.flatMap(([operator, keys]) =>
      /^String(Equals|Like|EqualsIgnoreCase)$/i.test(operator) && isObject(keys)
        ? Object.entries(keys).flatMap(([key, values]) =>
            key.toLowerCase().endsWith(":sub")
              ? textsIn(values).flatMap(
                  (one) => subjectOf(named ?? key.slice(0, -":sub".length), one, /like$/i.test(operator)) ?? [],
                )
              : [],
          )
        : [],
    );
  });
  return [...new Map(found.map((one) => [`${one.issuer} ${one.namespace}:${one.serviceAccount}`, one])).values()];
}

function statementsIn(text: string): readonly Json[] {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json)
      ? listOf(json.Statement)
          .filter(isObject)
          .filter(({ Effect: effect }) => effect === "Allow")
      : [];
  } catch {
    return [];
  }
}
