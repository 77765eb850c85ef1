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

/**
 * Commands that ask IAM itself whether roles may do what their policies here allow: with all their policies, their permissions
 * boundary and what the organization refuses. IAM takes neither trust policies nor, for roles, those of resources into account.
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
  return `${[...preamble(first.account), ...demanded(variables), SIMULATED, ...lines, 'exit "$failed"'].join("\n")}\n`;
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
      const context = contextOf(statement);
      const [actions, resources] = [textsOf(statement.Action), textsOf(statement.Resource)];
      const isPlain = statement.Effect === "Allow" && !actions.some((action) => /[*?]/.test(action));
      if (!isPlain || actions.length === 0 || resources.length === 0 || context === undefined) return [];
      const arn = `arn:${account.partition}:iam::${account.id}:role${paths.get(role) ?? "/"}${role}`;
      return [
        command(
          ["simulated aws iam simulate-principal-policy"],
          [
            ["--policy-source-arn", shellWord(arn)],
            ["--action-names", actions.map(shellWord).join(" ")],
            ["--resource-arns", resources.map((one) => filledWord(one, variables)).join(" ")],
            context.length === 0 ? undefined : ["--context-entries", shellWord(JSON.stringify(context))],
          ],
        ),
      ];
    }),
  );
}

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
