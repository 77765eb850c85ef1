import {
  DescribePodIdentityAssociationCommand,
  ListAddonsCommand,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import {
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import type { Model } from "../../../../src/model";
import type { AllClients, Clients } from "../../aws";
import { clusterOf, type ExistingCluster } from "../../existing";
import type { Kubernetes } from "../../kubernetes";
import { ofData } from "./inventory-data";

/** Where to look. */
export interface InventoryScope {
  /** Regions by account. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly clusters: readonly Omit<ExistingCluster, "issuer">[];
}

/** The accounts and clusters of a configuration. */
export function inventoryScopeOf(model: Model): InventoryScope {
  const clusters = model.chains.map((chain) => clusterOf(model, chain));
  return {
    accounts: new Map(model.stacks.map(({ account }) => [account.id, account.region])),
    clusters: [...new Map(clusters.map((cluster) => [cluster.arn, cluster])).values()],
  };
}

/** Everything that is there, one line a thing, without what is another each time (ids). */
export async function inventory(
  scope: InventoryScope,
  clients: AllClients,
  kubernetes: Kubernetes,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [account, region] of scope.accounts) {
    const own = clients.in(account, region);
    const found = await Promise.all([ofIam(own), ofData(own)]);
    for (const line of found.flat()) lines.push(`${account} ${line}`);
  }
  for (const { account, region, name, arn } of scope.clusters) {
    for (const line of await ofCluster(clients.in(account, region), name)) lines.push(`${arn} ${line}`);
    for (const { kind, metadata, spec, data } of kubernetes.list(arn)) {
      const { uid: _, ...shown } = metadata;
      lines.push(`${arn} ${kind} ${JSON.stringify({ ...shown, spec, data })}`);
    }
  }
  return lines.sort();
}

async function ofIam({ iam }: Clients): Promise<readonly string[]> {
  const lines: string[] = [];
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  for (const { RoleName, Arn, AssumeRolePolicyDocument } of Roles) {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const { Description, Tags, PermissionsBoundary, MaxSessionDuration } = Role ?? {};
    const shown = JSON.stringify({ Description, Tags, PermissionsBoundary, MaxSessionDuration });
    lines.push(`role ${Arn} ${decodeURIComponent(AssumeRolePolicyDocument ?? "")} ${shown}`);
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      lines.push(`inline ${Arn} ${PolicyName} ${decodeURIComponent(PolicyDocument)}`);
    }
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    for (const { PolicyArn } of AttachedPolicies) lines.push(`attached ${Arn} ${PolicyArn}`);
  }
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
  for (const { Arn, DefaultVersionId } of Policies) {
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: DefaultVersionId }));
    lines.push(`policy ${Arn} ${decodeURIComponent(version.PolicyVersion?.Document ?? "")}`);
  }
  const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
  for (const { Arn } of OpenIDConnectProviderList) lines.push(`provider ${Arn}`);
  return lines;
}

async function ofCluster({ eks }: Clients, clusterName: string): Promise<readonly string[]> {
  const { associations = [] } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName }));
  const { addons = [] } = await eks.send(new ListAddonsCommand({ clusterName }));
  const lines = addons.map((name) => `addon ${name}`);
  for (const { associationId } of associations) {
    const { association } = await eks.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }));
    const { namespace, serviceAccount, roleArn, targetRoleArn, disableSessionTags, policy } = association ?? {};
    const shown = { namespace, serviceAccount, roleArn, targetRoleArn, tags: !disableSessionTags, policy };
    lines.push(`association ${JSON.stringify(shown)}`);
  }
  return lines;
}
