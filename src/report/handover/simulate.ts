import type { DocumentedPolicy } from "../review";
import { type CommandSource, demanded, documentAt, preamble, variablesOf } from "./commands";
import { type Statement, statementsOf, textsOf } from "./named";
import { command, filledWord, shellWord } from "./shell";

/** Prints what IAM says of requests, and fails where one is not allowed. */
const SIMULATED = `failed=0
simulated() {
  if ! found=$("$@" --query 'EvaluationResults[].[EvalDecision, EvalActionName, EvalResourceName]' --output text); then
    failed=1
    return 0
  fi
  printf '%s\\n' "$found"
  if printf '%s\\n' "$found" | grep -qv '^allowed'; then failed=1; fi
}`;

/** Says what IAM is not asked. */
const NOT_ASKED = `not_asked() { printf 'not asked\\t%s\\n' "$1"; }`;

/**
 * Commands that ask IAM itself whether roles may do what their policies here allow: with all their policies, their permissions
 * boundary and what the organization refuses. IAM takes neither trust policies nor, for roles, those of resources into account,
 * and no patterns of actions: what it is not asked is printed too.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulateCommands(sources: readonly CommandSource[]): string {
  const [first] = sources;
  const documents = sources.flatMap(({ documents: all }) => all.filter(({ kind }) => kind === "permissions"));
  const variables = variablesOf([], documents);
  const lines = sources.flatMap((source) =>
    source.stack.policies.flatMap((policy) => simulating(policy, source, sources, variables)),
  );
  if (!first || lines.length === 0) return "";
  const functions = [SIMULATED, ...(lines.some((line) => line.startsWith("not_asked ")) ? [NOT_ASKED] : [])];
  return `${[...preamble(first.account), ...demanded(variables), ...functions, ...lines, 'exit "$failed"'].join("\n")}\n`;
}

function simulating(
  { address, roles, document }: DocumentedPolicy,
  { account, documents }: CommandSource,
  all: readonly CommandSource[],
  variables: ReadonlyMap<string, string>,
): readonly string[] {
  if (documentAt(documents, address) === undefined) return [];
  const paths = new Map(all.flatMap(({ stack }) => stack.roles.map(({ name, path }) => [name, path] as const)));
  return roles.flatMap((role) =>
    statementsOf(document.json).flatMap((statement) => {
      if (statement.Effect !== "Allow") return [];
      const context = contextOf(statement);
      const [actions, resources] = [textsOf(statement.Action), textsOf(statement.Resource)];
      const wild = actions.filter(isPattern);
      const plain = actions.filter((action) => !isPattern(action));
      const notAsked = (what: string, why: string) => `not_asked ${shellWord(`${role}: ${what}: ${why}`)}`;
      if (actions.length === 0 || resources.length === 0)
        return [notAsked(JSON.stringify(statement), "it names what it does not allow")];
      if (context === undefined)
        return [notAsked(actions.join(", "), "its conditions are not ones for which a value is known here")];
      const arn = `arn:${account.partition}:iam::${account.id}:role${paths.get(role) ?? "/"}${role}`;
      return [
        ...(wild.length > 0 ? [notAsked(wild.join(", "), "IAM simulates no patterns of actions")] : []),
        ...(plain.length > 0
          ? [
              command(
                ["simulated aws iam simulate-principal-policy"],
                [
                  ["--policy-source-arn", shellWord(arn)],
                  ["--action-names", plain.map(shellWord).join(" ")],
                  ["--resource-arns", resources.map((one) => filledWord(one, variables)).join(" ")],
                  context.length === 0 ? undefined : ["--context-entries", shellWord(JSON.stringify(context))],
                ],
              ),
            ]
          : []),
      ];
    }),
  );
}

const isPattern = (action: string): boolean => /[*?]/.test(action);

interface ContextEntry {
  readonly ContextKeyName: string;
  readonly ContextKeyValues: readonly string[];
  readonly ContextKeyType: "string" | "stringList";
}

/** Values that pass a condition; undefined where its operators say none, or Terraform fills one in. */
function contextOf({ Condition: condition = {} }: Statement): readonly ContextEntry[] | undefined {
  const entries = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as Statement).map(([key, values]): ContextEntry | undefined => {
      const [value] = textsOf(values);
      const form = /^(ForAllValues:|ForAnyValue:)?(?:String|Arn)(?:Equals|Like)$/.exec(operator);
      if (value === undefined || value.includes("${") || form === null) return undefined;
      return {
        ContextKeyName: key,
        ContextKeyValues: [value],
        ContextKeyType: form[1] === undefined ? "string" : "stringList",
      };
    }),
  );
  const known = entries.filter((entry) => entry !== undefined);
  return known.length === entries.length ? known : undefined;
}
