import {
  DescribePodIdentityAssociationCommand,
  ListAddonsCommand,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import {
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { GetBucketPolicyCommand, GetPublicAccessBlockCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import type { Model } from "../../../src/model";
import { AllClients, type Aws, type Clients } from "../aws";
import { Refused } from "../errors";
import { clusterOf } from "../existing";
import type { Kubernetes } from "../kubernetes";

/** Everything that is there, one line a thing, without what is another each time (ids). */
export async function inventory(model: Model, emulator: Aws, kubernetes: Kubernetes): Promise<readonly string[]> {
  const clients = new AllClients(emulator);
  const lines: string[] = [];
  const places = new Map(model.stacks.map(({ account }) => [account.id, account.region]));
  for (const [account, region] of places)
    for (const line of await ofAccount(clients.in(account, region))) lines.push(`${account} ${line}`);
  const clusters = new Map(
    model.chains.map((chain) => clusterOf(model, chain)).map((cluster) => [cluster.arn, cluster]),
  );
  for (const { account, region, name, arn } of clusters.values()) {
    for (const line of await ofCluster(clients.in(account, region), name)) lines.push(`${arn} ${line}`);
    for (const { kind, metadata, spec } of kubernetes.list(arn)) {
      const { uid: _, ...shown } = metadata;
      lines.push(`${arn} ${kind} ${JSON.stringify({ ...shown, spec })}`);
    }
  }
  return lines.sort();
}

async function ofAccount({ iam, s3 }: Clients): Promise<readonly string[]> {
  const lines: string[] = [];
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  for (const { RoleName, Arn, AssumeRolePolicyDocument } of Roles) {
    lines.push(`role ${Arn} ${decodeURIComponent(AssumeRolePolicyDocument ?? "")}`);
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
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets) {
    const policy = await orNone(s3.send(new GetBucketPolicyCommand({ Bucket })));
    const block = await orNone(s3.send(new GetPublicAccessBlockCommand({ Bucket })));
    lines.push(`bucket ${Bucket} ${policy?.Policy} ${JSON.stringify(block?.PublicAccessBlockConfiguration)}`);
  }
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

async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
