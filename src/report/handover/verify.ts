import { type CommandSource, demanded, filedAs, preamble, variablesOf } from "./commands";
import { readingPolicy } from "./resource-policies";
import { command, shellWord } from "./shell";

/** Compares what standard input has with a file, whatever the order of keys. */
const SAME =
  'same() { jq -S . "$1" > "$1.asked" && jq -S . > "$1.found" && diff "$1.asked" "$1.found" && echo "$1: as asked" || echo "$1: NOT AS ASKED"; }';

/**
 * Commands that compare what AWS has with what was asked; nothing is changed by them.
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/
 */
export function verifyCommands(source: CommandSource): string {
  const { account, stack, documents } = source;
  const compared = (address: string) => `| same ${shellWord(filedAs(documents, address))}`;
  const variables = variablesOf(source);
  const lines = [
    ...preamble(account),
    SAME,
    ...demanded(variables),
    ...stack.roles.flatMap(({ name, address }) => [
      `aws iam get-role --role-name ${shellWord(name)} --query Role.AssumeRolePolicyDocument --output json ${compared(address)}`,
      `aws iam list-attached-role-policies --role-name ${shellWord(name)} --query 'AttachedPolicies[].PolicyArn' --output text`,
      `aws iam list-role-policies --role-name ${shellWord(name)} --query PolicyNames --output text`,
    ]),
    ...stack.policies.flatMap(({ name, path, roles, inline, address }) => {
      if (inline)
        return roles.map(
          (role) =>
            `aws iam get-role-policy --role-name ${shellWord(role)} --policy-name ${shellWord(name)} --query PolicyDocument --output json ${compared(address)}`,
        );
      const arn = shellWord(`arn:${account.partition}:iam::${account.id}:policy${path}${name}`);
      return [
        command(
          ["aws iam get-policy-version"],
          [
            ["--policy-arn", arn],
            [
              "--version-id",
              `"$(aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text)"`,
            ],
            ["--query", `PolicyVersion.Document --output json ${compared(address)}`],
          ],
        ),
      ];
    }),
    ...stack.providers.map(
      ({ url }) =>
        `aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${shellWord(`arn:${account.partition}:iam::${account.id}:oidc-provider/${url.replace("https://", "")}`)} --query '[Url, ClientIDList]' --output json`,
    ),
    ...stack.resourcePolicies.map((policy) => `${readingPolicy(policy, variables)} ${compared(policy.address)}`),
    ...stack.associations.map(
      ({ cluster, namespace, serviceAccount }) =>
        `aws eks list-pod-identity-associations --cluster-name ${shellWord(cluster)} --namespace ${shellWord(namespace)} --service-account ${shellWord(serviceAccount)}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
