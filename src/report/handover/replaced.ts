import type { DocumentedPolicy, DocumentedResource, DocumentedRole, StackDocuments } from "../review";
import { puttingPolicy, readingPolicy, takingPolicy } from "./resource-policies";
import { command, shellWord } from "./shell";

/** A document that takes the place of one that may be there: it is saved first, and put back at the end. */
export interface Replaced {
  /** Address of what it is put on. */
  readonly address: string;
  /** File of what was there; empty where nothing was. */
  readonly before: string;
  /** A command that prints what is there. */
  readonly reading: string;
  /** Codes of AWS's errors which say that nothing is there; any other stops the script. */
  readonly none: string;
  /** A command that puts the document of a file there. */
  readonly putting: (file: string) => string;
  /** A command that takes it away; undefined where something is always there. */
  readonly taking?: string;
}

/** What a stack replaces: trust and inline policies of roles that exist, and policies of resources. */
export function replacedBy(
  { roles, policies, resourcePolicies }: StackDocuments,
  existing: ReadonlySet<string>,
  variables: ReadonlyMap<string, string>,
): readonly Replaced[] {
  const made = madeRoles({ roles }, existing);
  return [
    ...resourcePolicies.map((policy) => resourcePolicy(policy, variables)),
    ...policies.flatMap((policy) =>
      policy.inline ? policy.roles.filter((role) => !made.has(role)).map((role) => inlinePolicy(policy, role)) : [],
    ),
    ...roles.filter(({ address }) => existing.has(address)).map(trustPolicy),
  ];
}

/** Names of the roles that a stack makes: nothing is in them before. */
export const madeRoles = (
  { roles }: Pick<StackDocuments, "roles">,
  existing: ReadonlySet<string>,
): ReadonlySet<string> => new Set(roles.flatMap(({ name, address }) => (existing.has(address) ? [] : [name])));

function resourcePolicy(policy: DocumentedResource, variables: ReadonlyMap<string, string>): Replaced {
  const taking = takingPolicy(policy, variables);
  return {
    address: policy.address,
    before: `${policy.address}.before`,
    reading: readingPolicy(policy, variables),
    none: NONE[policy.type] ?? "",
    putting: (file) => puttingPolicy(policy, file, variables),
    ...(taking === undefined ? {} : { taking }),
  };
}

/**
 * Of a key, of which one policy is always there, every error is one; a queue, a topic and a secret answer without any.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html
 */
const NONE: Readonly<Record<string, string>> = {
  aws_s3_bucket_policy: "NoSuchBucketPolicy",
  aws_dynamodb_resource_policy: "PolicyNotFoundException",
};

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
function inlinePolicy({ address, name }: DocumentedPolicy, role: string): Replaced {
  const of = `--role-name ${shellWord(role)} --policy-name ${shellWord(name)}`;
  return {
    address,
    before: `${role}.${name}.before`,
    reading: `aws iam get-role-policy ${of} --query PolicyDocument --output json`,
    none: "NoSuchEntity",
    putting: (file) => puttingInline(name, role, file),
    taking: `aws iam delete-role-policy ${of}`,
  };
}

export const puttingInline = (name: string, role: string, file: string): string =>
  command(
    ["aws iam put-role-policy"],
    [
      ["--role-name", shellWord(role)],
      ["--policy-name", shellWord(name)],
      ["--policy-document", `file://${shellWord(file)}`],
    ],
  );

const trustPolicy = ({ address, name }: DocumentedRole): Replaced => ({
  address,
  before: `${name}.trust.before`,
  reading: `aws iam get-role --role-name ${shellWord(name)} --query Role.AssumeRolePolicyDocument --output json`,
  none: "",
  putting: (file) =>
    command(
      ["aws iam update-assume-role-policy"],
      [
        ["--role-name", shellWord(name)],
        ["--policy-document", `file://${shellWord(file)}`],
      ],
    ),
});

/**
 * Saves what a command prints in a file, once: a second run must not take what the first has made for what was there before.
 * The file is there only when it is whole, and empty only where AWS says that there is nothing.
 */
export const KEEP = `keep() {
  before=$1 none=$2
  shift 2
  if [ -e "$before" ]; then return 0; fi
  if "$@" > "$before.new" 2> "$before.error"; then
    if [ "$(cat "$before.new")" = None ]; then : > "$before.new"; fi
  elif [ -n "$none" ] && grep -qF "($none)" "$before.error"; then
    : > "$before.new"
  else
    cat "$before.error" >&2
    rm -f "$before.new" "$before.error"
    echo "what $before would save cannot be read: nothing is replaced" >&2
    return 1
  fi
  rm -f "$before.error"
  mv "$before.new" "$before"
}`;

/** Saves what is there, and puts a document in its place. */
export const replacing = ({ before, none, reading, putting }: Replaced, file: string): readonly string[] => [
  `keep ${shellWord(before)} ${shellWord(none)} ${reading}`,
  putting(file),
];
