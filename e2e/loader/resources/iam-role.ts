import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { gone } from "../errors";
import { differing, type Kind, type ProviderConfig, principalsOf, roleKey, tagList } from "./kind";

interface Role {
  readonly name: string;
  readonly path: string;
  readonly trust: string;
  readonly boundary: string | undefined;
  readonly description: string | undefined;
  readonly maxSessionDuration: number | undefined;
  /** Documents by name. */
  readonly inline: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const putInline = async ({ aws }: ProviderConfig, { name: RoleName, inline }: Role): Promise<void> => {
  for (const [PolicyName, PolicyDocument] of Object.entries(inline))
    await aws.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role */
export const role: Kind<Role> = {
  read: (settings) => ({
    name: settings.text("name"),
    path: settings.optional("path") ?? "/",
    trust: settings.text("assume_role_policy"),
    boundary: settings.optional("permissions_boundary"),
    description: settings.optional("description"),
    maxSessionDuration: settings.number("max_session_duration"),
    inline: Object.fromEntries(settings.blocks("inline_policy").map(({ name, policy }) => [`${name}`, `${policy}`])),
    tags: settings.map("tags"),
  }),
  replacedBy: ["name", "path"],
  principals: ({ trust }) => principalsOf(trust),
  is: ({ account }, { name }) => roleKey(account, name),
  async create({ aws }, { name, path, trust, boundary, description, maxSessionDuration, tags }) {
    const { Role } = await aws.iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: path,
        AssumeRolePolicyDocument: trust,
        PermissionsBoundary: boundary,
        Description: description,
        MaxSessionDuration: maxSessionDuration,
        Tags: tagList(tags),
      }),
    );
    return { arn: Role?.Arn ?? "", id: name, unique_id: Role?.RoleId ?? "" };
  },
  settle: putInline,
  async update(provider, wanted, was) {
    const { iam } = provider.aws;
    const RoleName = wanted.name;
    const differs = differing(wanted, was);
    // also where only a role that it names is another one
    if (differs.has("trust") || differs.size === 0)
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: wanted.trust }));
    if (differs.has("description") || differs.has("maxSessionDuration"))
      await iam.send(
        new UpdateRoleCommand({
          RoleName,
          Description: wanted.description ?? "",
          MaxSessionDuration: wanted.maxSessionDuration ?? 3600,
        }),
      );
    if (differs.has("boundary"))
      await (wanted.boundary === undefined
        ? gone(iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })))
        : iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: wanted.boundary })));
    if (differs.has("inline")) {
      for (const PolicyName of Object.keys(was.inline))
        if (!(PolicyName in wanted.inline)) await gone(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
      await putInline(provider, wanted);
    }
    if (differs.has("tags")) {
      const old = Object.keys(was.tags).filter((key) => !(key in wanted.tags));
      if (old.length > 0) await iam.send(new UntagRoleCommand({ RoleName, TagKeys: old }));
      await iam.send(new TagRoleCommand({ RoleName, Tags: tagList(wanted.tags) }));
    }
  },
  async remove({ aws }, { name: RoleName }) {
    const { PolicyNames = [] } = await aws.iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames)
      await gone(aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
    await aws.iam.send(new DeleteRoleCommand({ RoleName }));
  },
};
