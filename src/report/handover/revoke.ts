import { ASSOCIATION_ID } from "./attachments";
import { type CommandSource, demanded, documentAt, policyArn, preamble, variablesOf } from "./commands";
import { comparing, OURS } from "./compare";
import { demandedContexts, onServiceAccount, ROLE } from "./kubectl";
import { RETIRE, retiring } from "./providers";
import { madeRoles, type Replaced, replacedBy } from "./replaced";
import { shellWord } from "./shell";

/**
 * Takes something away. What is not there any more, or never was since the commands broke off, must not keep the rest from
 * being taken away.
 */
const GONE = `gone() {
  said=$("$@" 2>&1) || case $said in
    *'(NoSuchEntity)'* | *'(NotFound)'*) ;;
    *)
      printf '%s\\n' "$said" >&2
      return 1
      ;;
  esac
  [ -z "$said" ] || printf '%s\\n' "$said"
}`;

/** Takes the association of a service account away, if it has one. */
const DISSOCIATE = `dissociate() {
  id=$(${ASSOCIATION_ID})
  [ "$id" = None ] || aws eks delete-pod-identity-association --cluster-name "$1" --association-id "$id"
}`;

/**
 * Commands that take the access away again, the last step first: permissions first, which AWS asks for at each request, so
 * that sessions that are running end too; then what let them in. What was there before is put back where nobody has changed
 * what took its place; else the commands say so, and end with 1.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function revokeCommands(sources: readonly CommandSource[]): string {
  const [first] = sources;
  const all = sources.map((source) => ({ source, replaced: replacedBy(source.stack, source.existing, new Map()) }));
  const documents = all.flatMap(({ source, replaced }) =>
    replaced.flatMap(({ address }) => documentAt(source.documents, address) ?? []),
  );
  const asked = [...new Set(documents)];
  const variables = variablesOf(sources, asked);
  const lines = [...sources].reverse().flatMap((source) => revoking(source, variables));
  if (!first || lines.length === 0) return "";
  return `${[
    ...preamble(first.account),
    ...demanded(variables),
    ...demandedContexts(sources),
    ...(asked.length === 0 ? ["failed=0"] : [...comparing(asked, variables), OURS]),
    ...(lines.some((line) => line.startsWith("gone ")) ? [GONE] : []),
    ...(sources.some(({ stack }) => stack.associations.length > 0) ? [DISSOCIATE] : []),
    ...(sources.some(({ stack }) => stack.providers.length > 0) ? [RETIRE] : []),
    ...lines,
    'exit "$failed"',
  ].join("\n")}\n`;
}

function revoking(
  { account, stack, documents, existing }: CommandSource,
  variables: ReadonlyMap<string, string>,
): readonly string[] {
  const arnOf = (name: string, path: string) => shellWord(policyArn(account, path, name));
  const made = madeRoles(stack, existing);
  const roleAddresses = new Set(stack.roles.map(({ address }) => address));
  const replaced = replacedBy(stack, existing, variables);
  const back = (one: Replaced) => restoring(one, documentAt(documents, one.address)?.file ?? "");
  return [
    ...stack.serviceAccounts.map((one) => `gone ${onServiceAccount("annotate", one)} ${ROLE}-`),
    ...replaced.filter(({ address }) => !roleAddresses.has(address)).map(back),
    ...stack.policies.flatMap(({ name, path, roles, inline }) =>
      inline
        ? roles
            .filter((role) => made.has(role))
            .map(
              (role) =>
                `gone aws iam delete-role-policy --role-name ${shellWord(role)} --policy-name ${shellWord(name)}`,
            )
        : [
            ...roles.map(
              (role) =>
                `gone aws iam detach-role-policy --role-name ${shellWord(role)} --policy-arn ${arnOf(name, path)}`,
            ),
            `gone aws iam delete-policy --policy-arn ${arnOf(name, path)}`,
          ],
    ),
    ...stack.associations.map(({ cluster, namespace, serviceAccount }) =>
      ["dissociate", ...[cluster, namespace, serviceAccount].map(shellWord)].join(" "),
    ),
    ...replaced.filter(({ address }) => roleAddresses.has(address)).map(back),
    ...stack.roles
      .filter(({ address }) => !existing.has(address))
      .flatMap(({ name, attached }) => [
        ...attached.map(
          (arn) => `gone aws iam detach-role-policy --role-name ${shellWord(name)} --policy-arn ${shellWord(arn)}`,
        ),
        `gone aws iam delete-role --role-name ${shellWord(name)}`,
      ]),
    ...stack.providers.map((provider) => retiring(provider, account)),
  ];
}

/** Puts back what was there; once, so that what is saved is never of another day. */
function restoring({ before, reading, putting, taking }: Replaced, file: string): string {
  const saved = shellWord(before);
  const back = putting(before);
  return [
    `if ours ${saved} ${shellWord(file)} ${reading}; then`,
    ...(taking === undefined ? [back] : [`if [ -s ${saved} ]; then`, back, "else", taking, "fi"]),
    `mv ${saved} ${shellWord(`${before}.restored`)}`,
    "fi",
  ].join("\n");
}
