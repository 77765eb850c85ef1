import type { IdentityProvider } from "../review";
import { type OwnerAccount, providerArn } from "./owner-module";
import { shellWord } from "./shell";

/** The file that says what audiences an identity provider had; empty where there was none. */
const savedOf = ({ address }: IdentityProvider): string => `${address}.before`;

const reading = (arn: string): string =>
  `aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${arn} --query ClientIDList --output json`;

/**
 * Makes an identity provider, or gives one that is there the audiences that are asked for: an account has one for each issuer.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
 */
export const providing = (
  provider: IdentityProvider,
  account: OwnerAccount,
  tags: string | undefined,
): readonly string[] => {
  const { url, audiences } = provider;
  const arn = shellWord(providerArn(account, url));
  const saved = shellWord(savedOf(provider));
  const adding = audiences.map(
    (audience) =>
      `  aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${shellWord(audience)}`,
  );
  return [
    `keep ${saved} NoSuchEntity ${reading(arn)}`,
    `if ${reading(arn)} > /dev/null 2>&1; then`,
    `  echo ${shellWord(`${url} is there: its audiences stay, and those that are missing are added`)}`,
    ...adding,
    "else",
    `  aws iam create-open-id-connect-provider --url ${shellWord(url)} --client-id-list ${audiences.map(shellWord).join(" ")}${tags === undefined ? "" : ` --tags ${tags}`}`,
    "fi",
  ];
};

/** Whether AWS has an identity provider with the audiences that are asked for. */
export const verifyingProvider = ({ url, audiences }: IdentityProvider, account: OwnerAccount): readonly string[] =>
  audiences.map((audience) => `admits ${shellWord(providerArn(account, url))} ${shellWord(audience)}`);

export const ADMITS = `admits() {
  if audiences=$(${reading('"$1"')}) && printf '%s' "$audiences" | jq -e --arg audience "$2" 'index($audience) != null' > /dev/null; then
    echo "$1: takes tokens for $2"
  else
    echo "$1: NOT THERE, or takes no tokens for $2"
    failed=1
  fi
}`;

/** Takes an identity provider away, or the audiences that were added to one that was there, where no role trusts it any more. */
export const retiring = (provider: IdentityProvider, account: OwnerAccount): string =>
  `retire ${shellWord(providerArn(account, provider.url))} ${shellWord(savedOf(provider))} ${provider.audiences.map(shellWord).join(" ")}`;

/**
 * Without its provider the tokens for a role would be refused. To take away what is not there is no error.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html
 */
export const RETIRE = `retire() {
  arn=$1 before=$2
  shift 2
  if [ ! -e "$before" ]; then
    echo "left as it is, $arn: $before, which says whether it was there before, is not in this folder" >&2
    failed=1
    return 0
  fi
  if ! roles=$(aws iam list-roles --query 'Roles[].[RoleName, AssumeRolePolicyDocument]' --output json); then
    failed=1
    return 0
  fi
  trusting=$(printf '%s' "$roles" | jq -r --arg arn "$arn" '.[] | select(.[1] | tostring | contains($arn)) | .[0]')
  if [ -n "$trusting" ]; then
    echo "left as it is, $arn: roles trust it:" $trusting >&2
    return 0
  fi
  if [ ! -s "$before" ]; then
    aws iam delete-open-id-connect-provider --open-id-connect-provider-arn "$arn"
  else
    for audience; do
      if ! jq -e --arg audience "$audience" 'index($audience) != null' "$before" > /dev/null; then
        aws iam remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn "$arn" --client-id "$audience"
      fi
    done
  fi
  mv "$before" "$before.restored"
}`;
