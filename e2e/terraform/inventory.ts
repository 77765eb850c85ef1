import {
  DescribePodIdentityAssociationCommand,
  type EKSClient,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import {
  GetPolicyVersionCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Model } from "../../src/model";
import { AllClients, type Aws } from "../loader/aws";
import type { Kubernetes } from "../loader/kubernetes";

/**
 * What is in the accounts and on the clusters of a model, sorted: `111111111111 role primary trusts {…}`. Without
 * ids that AWS makes up, and without specs of Kubernetes objects, which the API server and Terraform's provider complete.
 */
export async function inventory({ stacks }: Model, aws: Aws, kubernetes: Kubernetes): Promise<readonly string[]> {
  const clients = new AllClients(aws);
  const accounts = new Map(stacks.map(({ account }) => [account.id, account.region]));
  const found: string[] = [];
  for (const [account, region] of accounts) {
    const { iam, s3 } = clients.in(account, region);
    const lists = [await roles(iam), await policies(iam), await providers(iam), await buckets(s3)];
    found.push(...lists.flat().map((one) => `${account} ${one}`));
  }
  for (const stack of stacks)
    for (const { arn, name, region } of stack.layer === "rest" ? stack.clusters : []) {
      const onCluster = [
        ...(await associations(clients.in(stack.account.id, region).eks, name)),
        ...objects(kubernetes, arn),
      ];
      found.push(...onCluster.map((one) => `${arn} ${one}`));
    }
  return found.sort();
}

async function roles(iam: IAMClient): Promise<readonly string[]> {
  const { Roles = [] } = await iam.send(new ListRolesCommand());
  return Promise.all(
    Roles.map(async ({ RoleName, AssumeRolePolicyDocument }) => {
      const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const attached = AttachedPolicies.map(({ PolicyArn }) => PolicyArn).sort();
      return `role ${RoleName} trusts ${documentOf(AssumeRolePolicyDocument)}, has ${attached.join(", ")}`;
    }),
  );
}

async function policies(iam: IAMClient): Promise<readonly string[]> {
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
  return Promise.all(
    Policies.map(async ({ PolicyName, Arn, DefaultVersionId }) => {
      const version = { PolicyArn: Arn, VersionId: DefaultVersionId };
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
      return `policy ${PolicyName} says ${documentOf(PolicyVersion?.Document)}`;
    }),
  );
}

async function providers(iam: IAMClient): Promise<readonly string[]> {
  const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand());
  return OpenIDConnectProviderList.map(({ Arn }) => `${Arn}`);
}

async function buckets(s3: S3Client): Promise<readonly string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  return Buckets.map(({ Name }) => `bucket ${Name}`);
}

async function associations(eks: EKSClient, clusterName: string): Promise<readonly string[]> {
  const { associations: found = [] } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName }));
  return Promise.all(
    found.map(async ({ associationId }) => {
      const { association } = await eks.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }));
      const { namespace, serviceAccount, roleArn, targetRoleArn, disableSessionTags } = association ?? {};
      return `association ${namespace}/${serviceAccount} ${roleArn} ${targetRoleArn} ${disableSessionTags ?? false}`;
    }),
  );
}

const objects = (kubernetes: Kubernetes, cluster: string): readonly string[] =>
  kubernetes.list(cluster).map(({ kind, metadata: { namespace = "", name, labels = {}, annotations = {} } }) => {
    return `${kind} ${namespace}/${name} ${JSON.stringify(labels)} ${JSON.stringify(annotations)}`;
  });

/** Without differences that are only in the way it is written; the AWS provider sorts names. */
const documentOf = (written = "{}"): string => JSON.stringify(JSON.parse(decodeURIComponent(written)), sorted);

const sorted = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
