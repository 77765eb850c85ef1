import { partitionOf } from "../../partitions";
import type { Asked } from "../enforcement";
import { type Access, accountOfCaller, nonEmpty, one, unknown } from "./access";

/** Operations by what they are about. An operation's action has its name. */
const ABOUT: Readonly<Record<string, string>> = {
  role: `CreateRole GetRole UpdateRole UpdateRoleDescription DeleteRole UpdateAssumeRolePolicy PutRolePolicy GetRolePolicy
    DeleteRolePolicy ListRolePolicies AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies TagRole UntagRole
    ListRoleTags PutRolePermissionsBoundary DeleteRolePermissionsBoundary ListInstanceProfilesForRole`,
  policy: `CreatePolicy GetPolicy DeletePolicy CreatePolicyVersion GetPolicyVersion DeletePolicyVersion
    SetDefaultPolicyVersion ListPolicyVersions TagPolicy UntagPolicy ListPolicyTags ListEntitiesForPolicy`,
  "oidc-provider": `CreateOpenIDConnectProvider GetOpenIDConnectProvider DeleteOpenIDConnectProvider
    UpdateOpenIDConnectProviderThumbprint AddClientIDToOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider
    TagOpenIDConnectProvider UntagOpenIDConnectProvider ListOpenIDConnectProviderTags`,
  "instance-profile": `CreateInstanceProfile GetInstanceProfile DeleteInstanceProfile AddRoleToInstanceProfile
    RemoveRoleFromInstanceProfile`,
  "*": "ListRoles ListPolicies ListOpenIDConnectProviders ListInstanceProfiles ListAccountAliases GetAccountSummary",
};

const KIND = new Map(Object.entries(ABOUT).flatMap(([kind, names]) => names.split(/\s+/).map((name) => [name, kind])));

/**
 * IAM serves one account, the caller's.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export class IamAccess {
  /** Paths of roles and policies as they were made: requests name a role without its path. */
  readonly #paths = new Map<string, string>();

  of(asked: Asked): Access {
    const kind = KIND.get(asked.operation);
    if (!kind) throw unknown(asked);
    const account = accountOfCaller(asked.caller);
    return one(asked, kind === "*" ? "*" : this.#resource(asked, kind, account), account);
  }

  /** Notes what a request that succeeded made. */
  made({ operation, params, caller }: Asked): void {
    if (operation !== "CreateRole") return;
    this.#paths.set(`${accountOfCaller(caller)} ${params.RoleName}`, nonEmpty(params.Path) ?? "/");
  }

  reset(): void {
    this.#paths.clear();
  }

  #resource({ operation, params, region }: Asked, kind: string, account: string): string {
    const made = nonEmpty(params.Path) ?? "/";
    const of = (name: string) => `arn:${partitionOf(region)}:iam::${account}:${kind}${name}`;
    switch (kind) {
      case "policy":
        return nonEmpty(params.PolicyArn) ?? of(`${made}${params.PolicyName}`);
      case "oidc-provider":
        return nonEmpty(params.OpenIDConnectProviderArn) ?? of(`/${String(params.Url).replace(/^https:\/\//, "")}`);
      case "instance-profile":
        return of(`${made}${params.InstanceProfileName}`);
      default: {
        const path = operation === "CreateRole" ? made : (this.#paths.get(`${account} ${params.RoleName}`) ?? "/");
        return of(`${path}${params.RoleName}`);
      }
    }
  }
}
