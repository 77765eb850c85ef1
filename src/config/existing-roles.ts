import { parseArn } from "../aws";
import type { Path } from "../rules";
import type { Draft } from "./draft";

/** A role that exists: what its ARN says. */
export interface ExistingRole {
  /** Without its path. */
  readonly name: string;
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
}

/** The role that an ARN of the right form names. */
export function existingRole(arn: string): ExistingRole {
  const { account = "", partition = "", resource = "" } = parseArn(arn) ?? {};
  return { account, partition, name: resource.split("/").at(-1) ?? "" };
}

/** The key of the account that an ARN names, or its 12 digits where the file has no such account: no key is a number. */
export function accountOfArn(accounts: Draft["accounts"], arn: string): string {
  const { account } = existingRole(arn);
  return Object.entries(accounts ?? {}).find(([, entry]) => entry?.id === account)?.[0] ?? account;
}

/** The name of a shared primary role, its account and where each is written. */
export function sharedRole(config: Draft, key: string) {
  const { name, account, arn } = config.primaryRoles?.[key] ?? {};
  const path: Path = ["primaryRoles", key];
  return arn === undefined
    ? { name, account, path: [...path, "name"] }
    : { name: existingRole(arn).name, account: accountOfArn(config.accounts, arn), path: [...path, "arn"] };
}
