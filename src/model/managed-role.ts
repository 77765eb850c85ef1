import { roleArn } from "../aws";
import type { Path } from "../rules";
import type { Account } from "./model";

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
}

export const managedRole = (role: Omit<ManagedRole, "arn">): ManagedRole => ({
  ...role,
  arn: roleArn(role.account, role.name),
});

/** A policy's name, and the configuration path that it comes from. */
export interface PolicyName {
  readonly name: string;
  readonly path: Path;
}
