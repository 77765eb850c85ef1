import { type CommandSource, preamble } from "./commands";
import { shellWord } from "./shell";

/**
 * Commands that take the access away again: permissions first, which AWS asks for at each request, so that sessions that are
 * running end too; then what let them in. A role that was there before keeps its other policies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function revokeCommands({ account, stack, existing }: CommandSource): string {
  const arnOf = (name: string, path: string) =>
    shellWord(`arn:${account.partition}:iam::${account.id}:policy${path}${name}`);
  const lines = [
    ...stack.policies.flatMap(({ name, path, roles, inline }) =>
      inline
        ? roles.map(
            (role) => `aws iam delete-role-policy --role-name ${shellWord(role)} --policy-name ${shellWord(name)}`,
          )
        : [
            ...roles.map(
              (role) => `aws iam detach-role-policy --role-name ${shellWord(role)} --policy-arn ${arnOf(name, path)}`,
            ),
            `aws iam delete-policy --policy-arn ${arnOf(name, path)}`,
          ],
    ),
    ...stack.associations.map(
      ({ cluster, namespace, serviceAccount }) =>
        `aws eks delete-pod-identity-association --cluster-name ${shellWord(cluster)} --association-id "$(aws eks list-pod-identity-associations --cluster-name ${shellWord(cluster)} --namespace ${shellWord(namespace)} --service-account ${shellWord(serviceAccount)} --query 'associations[0].associationId' --output text)"`,
    ),
    ...stack.roles.flatMap(({ name, address, attached }) =>
      existing.has(address)
        ? [
            `aws iam update-assume-role-policy --role-name ${shellWord(name)} --policy-document file://${shellWord(`${name}.trust.before`)}`,
          ]
        : [
            ...attached.map(
              (arn) => `aws iam detach-role-policy --role-name ${shellWord(name)} --policy-arn ${shellWord(arn)}`,
            ),
            `aws iam delete-role --role-name ${shellWord(name)}`,
          ],
    ),
    ...stack.providers.map(
      ({ url }) =>
        `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn ${shellWord(`arn:${account.partition}:iam::${account.id}:oidc-provider/${url.replace("https://", "")}`)}`,
    ),
    ...stack.resourcePolicies.map(
      ({ address }) =>
        `# take the statements of ${address} out of the policy of its resource again; what that was is in ${address}.before`,
    ),
  ];
  return lines.length === 0 ? "" : `${[...preamble(account), ...lines].join("\n")}\n`;
}
