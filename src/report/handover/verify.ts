import { type CommandSource, demanded, documentAt, preamble, variablesOf } from "./commands";
import { CHECK, comparing, PRESENT } from "./compare";
import { demandedContexts, onServiceAccount, ROLE } from "./kubectl";
import { readingPolicy } from "./resource-policies";
import { command, shellWord } from "./shell";

/**
 * Commands that compare what AWS has with what was asked, in any folder; nothing is changed by them, and they end with 1 where
 * something differs.
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/
 */
export function verifyCommands(sources: readonly CommandSource[]): string {
  const [first] = sources;
  if (!first) return "";
  const documents = sources.flatMap((source) => source.documents.filter(({ kind }) => kind !== "stated"));
  const variables = variablesOf(sources);
  const body = sources.flatMap((source) => verifying(source, variables));
  const lines = [
    ...preamble(first.account),
    ...demanded(variables),
    ...demandedContexts(sources),
    ...comparing(documents, variables),
    CHECK,
    ...(body.some((line) => line.startsWith("present ")) ? [PRESENT] : []),
    ...body,
    'exit "$failed"',
  ];
  return `${lines.join("\n")}\n`;
}

function verifying(
  { account, stack, documents }: CommandSource,
  variables: ReadonlyMap<string, string>,
): readonly string[] {
  const check = (address: string) => `check ${shellWord(documentAt(documents, address)?.file ?? "")}`;
  return [
    ...stack.roles.flatMap(({ name, address }) => [
      `${check(address)} aws iam get-role --role-name ${shellWord(name)} --query Role.AssumeRolePolicyDocument --output json`,
      `aws iam list-attached-role-policies --role-name ${shellWord(name)} --query 'AttachedPolicies[].PolicyArn' --output text`,
      `aws iam list-role-policies --role-name ${shellWord(name)} --query PolicyNames --output text`,
    ]),
    ...stack.policies.flatMap(({ name, path, roles, inline, address }) => {
      if (inline)
        return roles.map(
          (role) =>
            `${check(address)} aws iam get-role-policy --role-name ${shellWord(role)} --policy-name ${shellWord(name)} --query PolicyDocument --output json`,
        );
      const arn = shellWord(`arn:${account.partition}:iam::${account.id}:policy${path}${name}`);
      return [
        command(
          [`${check(address)} aws iam get-policy-version`],
          [
            ["--policy-arn", arn],
            [
              "--version-id",
              `"$(aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text)"`,
            ],
            ["--query", "PolicyVersion.Document --output json"],
          ],
        ),
      ];
    }),
    ...stack.providers.map(
      ({ url }) =>
        `present ${shellWord(`audiences of ${url}`)} aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${shellWord(`arn:${account.partition}:iam::${account.id}:oidc-provider/${url.replace("https://", "")}`)} --query ClientIDList --output text`,
    ),
    ...stack.resourcePolicies.map((policy) => `${check(policy.address)} ${readingPolicy(policy, variables)}`),
    ...stack.associations.map(
      ({ cluster, namespace, serviceAccount }) =>
        `present ${shellWord(`association of ${namespace}/${serviceAccount}`)} aws eks list-pod-identity-associations --cluster-name ${shellWord(cluster)} --namespace ${shellWord(namespace)} --service-account ${shellWord(serviceAccount)} --query 'associations[].associationId' --output text`,
    ),
    ...stack.serviceAccounts.map(
      (one) =>
        `[ "$(${onServiceAccount("get", one)} -o ${shellWord(`jsonpath={.metadata.annotations.${ROLE.replaceAll(".", "\\.")}}`)})" = ${shellWord(one.roleArn)} ] || { echo ${shellWord(`annotation of ${one.namespace}/${one.name}: NOT AS ASKED`)}; failed=1; }`,
    ),
  ];
}
