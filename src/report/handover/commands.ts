import type { DocumentedResource, DocumentedRole, StackDocuments } from "../review";
import type { HandedDocument } from "./document-set";
import { demandedContexts, onServiceAccount, ROLE } from "./kubectl";
import type { OwnerAccount } from "./owner-module";
import { providing } from "./providers";
import { KEEP, madeRoles, puttingInline, replacedBy, replacing } from "./replaced";
import { command, shellVariables, shellWord } from "./shell";
import { pathOf, writing } from "./written";

/** What commands are made of: a step's things, its documents' files, and what is there already. */
export interface CommandSource {
  readonly account: OwnerAccount;
  readonly stack: StackDocuments;
  readonly documents: readonly HandedDocument[];
  /** Addresses of roles that exist. */
  readonly existing: ReadonlySet<string>;
  /** Tags that the account's resources have by default. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

type Tags = Readonly<Record<string, string>>;

/**
 * The commands of the AWS CLI that do what the Terraform of a step does for roles, policies, providers and associations. They
 * stop at the first that fails, and at credentials of another account.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
export function applyCommands(source: CommandSource): string {
  const { account, stack, documents, existing, defaultTags } = source;
  const variables = variablesOf([source]);
  const fileOf = (address: string) => {
    const document = documentAt(documents, address);
    return document ? pathOf(document) : "";
  };
  const made = madeRoles(stack, existing);
  const replaced = replacedBy(stack, existing, variables);
  const replacingAt = (address: string) =>
    replaced.flatMap((one) => (one.address === address ? replacing(one, fileOf(address)) : []));
  const file = ({ address }: { readonly address: string }) => `file://${shellWord(fileOf(address))}`;
  const lines = [
    ...preamble(account),
    ...(replaced.length + stack.providers.length > 0 ? [KEEP] : []),
    ...demanded(variables),
    ...demandedContexts([source]),
    ...writing(documents, variables),
    ...stack.providers.flatMap((provider) => providing(provider, account, tagsOption(defaultTags)?.[1])),
    ...stack.roles.flatMap((role) =>
      existing.has(role.address) ? replacingAt(role.address) : [created(role, file(role), defaultTags)],
    ),
    ...stack.policies.flatMap((policy) => {
      const { name, path, roles, inline, tags, address } = policy;
      if (inline)
        return [
          ...roles.filter((role) => made.has(role)).map((role) => puttingInline(name, role, fileOf(address))),
          ...replacingAt(address),
        ];
      return [
        command(
          ["aws iam create-policy"],
          [
            ["--policy-name", shellWord(name)],
            path === "/" ? undefined : ["--path", shellWord(path)],
            ["--policy-document", file(policy)],
            tagsOption({ ...defaultTags, ...tags }),
          ],
        ),
        ...roles.map((role) => attaching(role, policyArn(account, path, name))),
      ];
    }),
    ...stack.roles.flatMap(({ name, attached }) => attached.map((arn) => attaching(name, arn))),
    ...stack.resourcePolicies.flatMap(({ address }) => replacingAt(address)),
    ...stack.associations.map((one) =>
      command(
        ["aws eks create-pod-identity-association"],
        [
          ["--cluster-name", shellWord(one.cluster)],
          ["--namespace", shellWord(one.namespace)],
          ["--service-account", shellWord(one.serviceAccount)],
          ["--role-arn", shellWord(one.roleArn)],
          one.targetRoleArn === undefined ? undefined : ["--target-role-arn", shellWord(one.targetRoleArn)],
          one.sessionTags ? undefined : ["--disable-session-tags", ""],
        ],
      ),
    ),
  ];
  return `${[...lines, ...annotations(stack)].join("\n")}\n`;
}

/** Service accounts are in a cluster and not in AWS: whoever administers that annotates them. */
const annotations = ({ serviceAccounts }: StackDocuments): readonly string[] =>
  serviceAccounts.map((one) => `${onServiceAccount("annotate", one)} ${shellWord(`${ROLE}=${one.roleArn}`)}`);

/**
 * Stops a script at the first failure and at credentials of another account, and sets the region: the first version of the
 * AWS CLI reads only AWS_DEFAULT_REGION.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export const preamble = ({ id, region }: OwnerAccount): readonly string[] => [
  "set -eu",
  `export AWS_REGION=${shellWord(region)} AWS_DEFAULT_REGION=${shellWord(region)}`,
  `test "$(aws sts get-caller-identity --query Account --output text)" = ${id} || { echo "these are not credentials of account ${id}" >&2; exit 1; }`,
];

/** A shell variable for each expression of documents, by default all, and of the resources that they are put on. */
export function variablesOf(
  sources: readonly CommandSource[],
  documents = sources.flatMap((source) => source.documents),
): ReadonlyMap<string, string> {
  const written = documents.flatMap(({ policy, kind }) => (kind === "stated" ? [] : policy.expressions));
  const subjects = sources.flatMap(({ stack }) => stack.resourcePolicies.flatMap(subjectExpressions));
  return shellVariables([...new Set([...written, ...subjects])]);
}

/** Ends a script where a variable is not set. */
export const demanded = (variables: ReadonlyMap<string, string>): readonly string[] =>
  [...variables].map(
    ([expression, name]) => `: "\${${name}:?set it to the value of ${expression}, once that is made}"`,
  );

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
export const policyArn = ({ partition, id }: OwnerAccount, path: string, name: string): string =>
  `arn:${partition}:iam::${id}:policy${path}${name}`;

/** The document of what is at an address. */
export const documentAt = (documents: readonly HandedDocument[], address: string): HandedDocument | undefined =>
  documents.find((one) => one.address === address);

const subjectExpressions = ({ subject }: DocumentedResource): readonly string[] =>
  [...subject.matchAll(/\$\{([^}]*)\}/g)].map(([, expression = ""]) => expression);

function created({ name, path, boundary, maxSessionDuration, tags }: DocumentedRole, file: string, all: Tags): string {
  return command(
    ["aws iam create-role"],
    [
      ["--role-name", shellWord(name)],
      path === "/" ? undefined : ["--path", shellWord(path)],
      ["--assume-role-policy-document", file],
      boundary === undefined ? undefined : ["--permissions-boundary", shellWord(boundary)],
      maxSessionDuration === undefined ? undefined : ["--max-session-duration", String(maxSessionDuration)],
      tagsOption({ ...all, ...tags }),
    ],
  );
}

const attaching = (role: string, arn: string): string =>
  command(
    ["aws iam attach-role-policy"],
    [
      ["--role-name", shellWord(role)],
      ["--policy-arn", shellWord(arn)],
    ],
  );

function tagsOption(tags: Tags): readonly [string, string] | undefined {
  const all = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return all.length === 0 ? undefined : ["--tags", shellWord(JSON.stringify(all))];
}
