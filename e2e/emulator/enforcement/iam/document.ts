import type { Document, StatementJson } from "../../../oracle/pair";

/** A policy that allows nothing: the trust policy of a role that does not exist. */
export const NOTHING_ALLOWED: Document = { Version: "2012-10-17", Statement: [] };

/** A policy that allows everything, such as AWS's AdministratorAccess. */
export const EVERYTHING_ALLOWED: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** Policies by their texts: the same few are asked thousands of times. */
const read = new Map<string, Document>();

/**
 * The policy that `text` holds, in one form: a list of statements, condition values as strings, and the version that
 * AWS takes where none is given.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
export function documentOf(text: string): Document {
  const known = read.get(text);
  if (known) return known;
  const json = JSON.parse(text) as { Version?: string; Statement: StatementJson | StatementJson[] };
  const document = { Version: json.Version ?? "2008-10-17", Statement: [json.Statement].flat().map(statementOf) };
  read.set(text, document);
  return document;
}

function statementOf(statement: StatementJson): StatementJson {
  const { Condition } = statement;
  if (!Condition) return statement;
  const inOneForm = Object.entries(Condition).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, [values].flat().map(String)])),
  ]);
  return { ...statement, Condition: Object.fromEntries(inOneForm) };
}
