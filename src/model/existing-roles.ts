import { parseArn, partitionOf } from "../aws";
import {
  type Config,
  type PlacementTarget,
  type RoleSettings,
  settingsOfWorkload,
  type WorkloadPlacement,
} from "../config";
import type { AddressOfPart } from "./address";
import { type ManagedRole, managedRole } from "./managed-role";
import type { Account } from "./model";
import { entityAt, type ResolvedEntities } from "./resolved-entities";
import { NO_SETTINGS, roleSettings, settingsForOwner } from "./role-settings";
import { requestName, stackName } from "./stack-name";

/** A primary role that several workloads share. */
export interface SharedRole {
  readonly name: string;
  /** Key in the configuration that its name comes from. */
  readonly from: "name" | "arn";
  readonly exists: boolean;
  readonly arn?: string;
}

export const sharedRoleOf = ({ name, arn, create }: Config["primaryRoles"][string]): SharedRole => ({
  name: name ?? nameIn(arn),
  from: arn === undefined ? "name" : "arn",
  exists: arn !== undefined || create === false,
  ...(arn === undefined ? {} : { arn }),
});

const nameIn = (arn = ""): string => parseArn(arn)?.resource.split("/").at(-1) ?? "";

/** A role that its owner keeps under the ARN that the configuration gives, or the one of its name. */
export const requestedRole = (
  role: Omit<ManagedRole, "arn" | "stack" | "exists">,
  { arn, exists }: Pick<SharedRole, "arn" | "exists">,
): ManagedRole => {
  const made = managedRole({ ...role, exists, stack: requestName(role.account.key) });
  return arn === undefined ? made : { ...made, arn };
};

/** The role in the resource's account, of one of several targets where it is `named`; its owner's where it exists, or where the account is another's. */
export function targetRoleOf(
  config: Config,
  entities: ResolvedEntities,
  { key: workload, workload: entry, cluster }: WorkloadPlacement,
  { account: { text: key }, role, arn }: PlacementTarget,
  address: AddressOfPart,
  named?: string,
): ManagedRole {
  const account = arn === undefined ? entityAt(entities.accounts, key) : accountOf(entities, key, arn);
  const { text: name, path, template } = role;
  const made = { account, name, path, template, address: address("target_role") };
  if (arn !== undefined) return requestedRole({ ...made, settings: NO_SETTINGS }, { exists: true, arn });
  const own = settingsOfWorkload<RoleSettings>(workload, entry, cluster.text, "target", named);
  const settings = roleSettings(config, { kind: "target", account, address, own });
  return account.managed
    ? managedRole({ ...made, stack: stackName(account.key, "account"), settings })
    : requestedRole({ ...made, settings: settingsForOwner(settings) }, { exists: false });
}

/** The account of a role that exists; one that the configuration does not list has its number for a key. */
function accountOf({ accounts }: ResolvedEntities, key: string, arn: string): Account {
  const listed = accounts.get(key);
  if (listed) return listed;
  const partition = parseArn(arn)?.partition;
  // IAM is the same in every region of a partition
  const like = [...accounts.values()].find((one) => one.partition === partition);
  const region = like?.region ?? "us-east-1";
  return { key, id: key, region, partition: like?.partition ?? partitionOf(region) ?? "aws", managed: false };
}
