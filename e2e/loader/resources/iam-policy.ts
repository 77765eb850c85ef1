import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListPolicyVersionsCommand,
  type PolicyVersion,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { gone } from "../errors";
import { differing, type Kind, type ProviderConfig, roleKey, tagList } from "./kind";

interface Policy {
  readonly name: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly document: string;
  readonly tags: Readonly<Record<string, string>>;
}

const policyArn = ({ partition, account }: ProviderConfig, { path, name }: Policy): string =>
  `arn:${partition}:iam::${account}:policy${path}${name}`;

/** All but the default version, oldest first. */
async function oldVersions({ aws }: ProviderConfig, PolicyArn: string): Promise<readonly PolicyVersion[]> {
  const { Versions = [] } = await aws.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  const age = ({ VersionId = "" }: PolicyVersion) => Number(VersionId.slice(1));
  return Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort((a, b) => age(a) - age(b));
}

/** A policy keeps five versions at most. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const VERSIONS = 5;

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy */
export const policy: Kind<Policy> = {
  read: (settings) => ({
    name: settings.text("name"),
    path: settings.optional("path") ?? "/",
    description: settings.optional("description"),
    document: settings.text("policy"),
    tags: settings.map("tags"),
  }),
  replacedBy: ["name", "path", "description", "tags"],
  is: (provider, wanted) => `policy ${policyArn(provider, wanted)}`,
  async create({ aws }, { name, path, description, document, tags }) {
    const { Policy } = await aws.iam.send(
      new CreatePolicyCommand({
        PolicyName: name,
        Path: path,
        Description: description,
        PolicyDocument: document,
        Tags: tagList(tags),
      }),
    );
    return { arn: Policy?.Arn ?? "", id: Policy?.Arn ?? "", policy_id: Policy?.PolicyId ?? "" };
  },
  async update(provider, wanted, was) {
    if (!differing(wanted, was).has("document")) return;
    const PolicyArn = policyArn(provider, wanted);
    const [oldest, ...others] = await oldVersions(provider, PolicyArn);
    if (oldest && others.length + 2 >= VERSIONS)
      await provider.aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
    await provider.aws.iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: wanted.document, SetAsDefault: true }),
    );
  },
  async remove(provider, wanted) {
    const PolicyArn = policyArn(provider, wanted);
    for (const { VersionId } of await oldVersions(provider, PolicyArn))
      await gone(provider.aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })));
    await provider.aws.iam.send(new DeletePolicyCommand({ PolicyArn }));
  },
};

interface Attachment {
  readonly role: string;
  readonly policyArn: string;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachment */
export const attachment: Kind<Attachment> = {
  read: (settings) => ({ role: settings.text("role"), policyArn: settings.text("policy_arn") }),
  replacedBy: ["role", "policyArn"],
  needs: ({ account }, { role, policyArn }) => [roleKey(account, role), `policy ${policyArn}`],
  async create({ aws }, { role, policyArn }) {
    await aws.iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn }));
    return { id: `${role}/${policyArn}` };
  },
  async remove({ aws }, { role, policyArn }) {
    await aws.iam.send(new DetachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn }));
  },
};

interface InlinePolicy {
  readonly role: string;
  readonly name: string;
  readonly document: string;
}

const putInline = async ({ aws }: ProviderConfig, { role, name, document }: InlinePolicy) => {
  await aws.iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: name, PolicyDocument: document }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy */
export const inlinePolicy: Kind<InlinePolicy> = {
  read: (settings) => ({
    role: settings.text("role"),
    name: settings.text("name"),
    document: settings.text("policy"),
  }),
  replacedBy: ["role", "name"],
  needs: ({ account }, { role }) => [roleKey(account, role)],
  async create(provider, wanted) {
    await putInline(provider, wanted);
    return { id: `${wanted.role}:${wanted.name}` };
  },
  update: putInline,
  async remove({ aws }, { role, name }) {
    await aws.iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: name }));
  },
};
