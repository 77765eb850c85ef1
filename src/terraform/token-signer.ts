import { parseArn } from "../aws";
import { UnknownValue } from "../unknown/unknown-value";
import { credentialsOf } from "./credentials";
import { isKnownText } from "./expression/access";
import { isList, type Value } from "./value";

/** The command that gets a provider the tokens for its cluster, as its `exec` has it. */
export interface TokenCommand {
  readonly command: Value;
  readonly args: Value;
  /** The value of a variable of its environment. */
  readonly env: (name: string) => Value;
}

/** The value of an option of a command; undefined where it is not set, unknown where it may be. */
export function argument(args: Value, ...options: readonly string[]): string | UnknownValue | undefined {
  if (args instanceof UnknownValue) return args;
  if (!isList(args)) return undefined;
  for (const [index, arg] of args.entries()) {
    if (typeof arg !== "string") continue;
    const option = options.find((one) => arg === one || arg.startsWith(`${one}=`));
    if (option === undefined) continue;
    if (arg !== option) return arg.slice(option.length + 1);
    const value = args[index + 1];
    if (typeof value === "string" || value instanceof UnknownValue) return value;
  }
  return undefined;
}

/**
 * The name of the cluster that it is told; undefined where it is none, or its arguments are not known as a whole.
 * @see https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 */
export const clusterNameIn = ({ args }: TokenCommand): string | UnknownValue | undefined =>
  args instanceof UnknownValue ? undefined : argument(args, "--cluster-name");

/**
 * The region that the command asks in: its option goes before variables.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export function regionIn({ args, env }: TokenCommand): string | undefined {
  const region = argument(args, "--region") ?? set(env("AWS_REGION")) ?? set(env("AWS_DEFAULT_REGION"));
  return region !== undefined && isKnownText(region) ? region : undefined;
}

/**
 * Who signs the tokens, as far as that is not whoever runs Terraform: the account in a role's ARN, or the credentials that a
 * profile or role chooses, as one text; null for such that nothing shows. A role that is asked for goes before all; a
 * profile as an option before keys in the environment, and these before what else it has.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-authentication.html#cli-chap-authentication-precedence
 */
export function signerOf(
  { command, args, env }: TokenCommand,
  place: string,
): { readonly account: string } | { readonly credentials: string } | null | undefined {
  const role = argument(args, "--role-arn", "--role", "-r");
  if (role !== undefined) return ofRole(role, place);
  const profile = argument(args, "--profile");
  if (profile !== undefined) return { credentials: chosenBy("profile", profile, place) };
  if (!isOwnCommand(command)) return null;
  if (["AWS_ACCESS_KEY_ID", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"].some((name) => set(env(name))))
    return null;
  const assumed = set(env("AWS_ROLE_ARN"));
  if (assumed !== undefined) return ofRole(assumed, place);
  const named = set(env("AWS_PROFILE"));
  return named === undefined ? undefined : { credentials: chosenBy("profile", named, place) };
}

function ofRole(role: string | UnknownValue, place: string): ReturnType<typeof signerOf> {
  const account = typeof role === "string" ? parseArn(role)?.account : undefined;
  if (account !== undefined && /^\d{12}$/.test(account)) return { account };
  return {
    credentials: credentialsOf((...path) => (path.join(".") === "assume_role.0.role_arn" ? role : null), place),
  };
}

const chosenBy = (setting: string, value: Value, place: string): string =>
  credentialsOf((name) => (name === setting ? value : null), place);

/** Whether it is a command that signs with the credentials of its environment; another may choose others. */
const isOwnCommand = (command: Value): boolean =>
  command === null || (typeof command === "string" && /(^|[\\/])(aws|aws-iam-authenticator)(\.exe)?$/.test(command));

const set = (value: Value): string | UnknownValue | undefined =>
  value instanceof UnknownValue || (typeof value === "string" && value !== "") ? value : undefined;
