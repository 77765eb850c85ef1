import { ASSOCIATION, HAS, verifyingAttachments } from "./attachments";
import { type CommandSource, demanded, documentAt, policyArn, preamble, variablesOf } from "./commands";
import { CHECK, comparing } from "./compare";
import { demandedContexts, onServiceAccount, ROLE } from "./kubectl";
import { ADMITS, verifyingProvider } from "./providers";
import { readingPolicy } from "./resource-policies";
import { command, shellWord } from "./shell";

/**
 * Commands that compare what AWS has with what was asked, in any folder; nothing is changed by them, and they end with 1 where
 * something differs.
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/
 */
export function verifyCommands(sources: readonly CommandSource[], all = sources): string {
  const [first] = sources;
  if (!first) return "";
  const documents = sources.flatMap((source) => source.documents.filter(({ kind }) => kind !== "stated"));
  const variables = variablesOf(sources);
  const body = sources.flatMap((source) => [
    ...verifying(source, variables),
    ...verifyingAttachments(source, all),
    ...annotated(source),
  ]);
  const lines = [
    ...preamble(first.account),
    ...demanded(variables),
    ...demandedContexts(sources),
    ...comparing(documents, variables),
    CHECK,
    ...(body.some((line) => line.startsWith("has ")) ? [HAS] : []),
    ...(body.some((line) => line.startsWith("has 'association ")) ? [ASSOCIATION] : []),
    ...(body.some((line) => line.startsWith("admits ")) ? [ADMITS] : []),
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
    ...stack.roles.map(
      ({ name, address }) =>
        `${check(address)} aws iam get-role --role-name ${shellWord(name)} --query Role.AssumeRolePolicyDocument --output json`,
    ),
    ...stack.policies.flatMap(({ name, path, roles, inline, address }) => {
      if (inline)
        return roles.map(
          (role) =>
            `${check(address)} aws iam get-role-policy --role-name ${shellWord(role)} --policy-name ${shellWord(name)} --query PolicyDocument --output json`,
        );
      const arn = shellWord(policyArn(account, path, name));
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
    ...stack.providers.flatMap((provider) => verifyingProvider(provider, account)),
    ...stack.resourcePolicies.map((policy) => `${check(policy.address)} ${readingPolicy(policy, variables)}`),
  ];
}

/** Whether service accounts ask for the roles that they are asked to. */
const annotated = ({ stack }: CommandSource): readonly string[] =>
  stack.serviceAccounts.map((one) => {
    const found = `${onServiceAccount("get", one)} -o ${shellWord(`jsonpath={.metadata.annotations.${ROLE.replaceAll(".", "\\.")}}`)}`;
    return `[ "$(${found})" = ${shellWord(one.roleArn)} ] || { echo ${shellWord(`annotation of ${one.namespace}/${one.name}: NOT AS ASKED`)}; failed=1; }`;
  });
