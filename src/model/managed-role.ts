import { roleArn } from "../aws";
import type { Path } from "../rules";
import type { Account, Policy, Role } from "./model";
import type { ResolvedRoleSettings } from "./role-settings";

/** A role that this configuration creates or asks its owner for, and the path of its name. */
export interface ManagedRole {
  readonly account: Account;
  readonly name: string;
  readonly arn: string;
  /** In Terraform, without the type. */
  readonly address: string;
  /** Name of the stack that creates it, or of what its owner is asked for. */
  readonly stack: string;
  /** Whether it is there already. */
  readonly exists?: boolean;
  readonly path: Path;
  /** Dotted path of the template that gives the name, if one does. */
  readonly template?: string | undefined;
  readonly settings: ResolvedRoleSettings;
}

export const managedRole = (role: Omit<ManagedRole, "arn">): ManagedRole => ({
  ...role,
  arn: roleArn(role.account, `${role.settings.path?.slice(1) ?? ""}${role.name}`),
});

/** What to create of a role besides its trust. */
export const roleResource = ({ address, name, settings }: ManagedRole): Omit<Role, "trust"> => {
  const { path, permissionsBoundary, tags, maxSessionDuration, managedPolicies } = settings;
  return {
    address,
    name,
    ...(path ? { path } : {}),
    ...(permissionsBoundary ? { permissionsBoundary } : {}),
    ...(tags ? { tags } : {}),
    ...(maxSessionDuration === undefined ? {} : { maxSessionDuration }),
    ...(managedPolicies.length === 0 ? {} : { managedPolicies }),
  };
};

/** What a role's own policies share with it. */
export const policySettings = ({ settings: { path, tags } }: ManagedRole): Pick<Policy, "path" | "tags"> => ({
  ...(path ? { path } : {}),
  ...(tags ? { tags } : {}),
});

/** A policy's name, and the configuration path that it comes from. */
export interface PolicyName {
  readonly name: string;
  readonly path: Path;
}
