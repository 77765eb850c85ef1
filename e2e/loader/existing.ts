import { createHash } from "node:crypto";
import { CreateAddonCommand } from "@aws-sdk/client-eks";
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Chain, Model, Stack } from "../../src/model";
import { AllClients, type Aws } from "./aws";
import { Refused, saysExists } from "./errors";
import { createPolicy, policiesOfOthers } from "./existing-policies";
import { createExistingResource } from "./existing-resources";
import type { Kubernetes } from "./kubernetes";
import { applyManifests } from "./manifests";
import type { ProviderConfig } from "./resources/kind";

/** A cluster as `createExisting` has made it. */
export interface ExistingCluster {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  /** With `https://`. */
  readonly issuer: string;
}

interface Emulator extends Aws {
  addCluster(cluster: Omit<ExistingCluster, "arn">): void | Promise<void>;
}

/**
 * Makes what exists already according to a configuration: clusters with a node role and, where it is checked, the agent's
 * add-on; managed policies, resources, namespaces, service accounts and OIDC providers that others make.
 * @param keys ARNs of the customer keys that existing resources are encrypted with, by the resources' keys in the
 * configuration: the model says only what is made
 */
export async function createExisting(
  model: Model,
  emulator: Emulator,
  kubernetes: Kubernetes,
  keys: Readonly<Record<string, string>> = {},
): Promise<void> {
  const clients = new AllClients(emulator);
  const provider = ({ account }: Pick<Stack, "account">, region = account.region): ProviderConfig => ({
    aws: clients.in(account.id, region),
    kubernetes,
    account: account.id,
    region,
    partition: account.partition,
    cluster: undefined,
  });
  for (const stack of model.stacks)
    if (stack.layer === "rest")
      for (const { podIdentityAgent, ...cluster } of stack.clusters) {
        const { arn, ...made } = existing(stack, cluster);
        await emulator.addCluster(made);
        kubernetes.addCluster(arn);
        await nodeRole(provider(stack), `${made.name}-node`);
        if (podIdentityAgent === "check")
          await provider(stack, made.region).aws.eks.send(
            new CreateAddonCommand({ clusterName: made.name, addonName: "eks-pod-identity-agent" }),
          );
      }
  for (const policy of policiesOfOthers(model))
    await once(provider(stackOf(model, policy.account)).aws.iam.send(createPolicy(policy)));
  for (const { account, arn, resource } of resourcesOfOthers(model)) {
    const region = arn.split(":")[3] || undefined;
    await once(createExistingResource(provider(stackOf(model, account), region), arn, keys[resource ?? ""]));
  }
  for (const { account, url, audience } of providersOfOthers(model))
    await once(
      provider(stackOf(model, account)).aws.iam.send(
        new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: [audience] }),
      ),
    );
  for (const chain of podsOf(model)) namespaceAndServiceAccount(model, chain, kubernetes);
  applyManifests(model, kubernetes);
}

/** One chain of each pod: the one by its token, where it has both mechanisms, since that needs an annotation. */
function podsOf(model: Model): readonly Chain[] {
  const pods = new Map<string, Chain>();
  for (const chain of model.chains) {
    const pod = `${clusterOf(model, chain).arn} ${chain.id}`;
    if (chain.mechanism === "irsa" || !pods.has(pod)) pods.set(pod, chain);
  }
  return [...pods.values()];
}

/** The cluster that a chain's pods run on. */
export function clusterOf(model: Model, chain: Chain): ExistingCluster {
  const [name] = chain.id.split("/");
  const issuer = chain.oidcProviderArn?.replace(/^.*:oidc-provider\//, "");
  const found = model.stacks
    .filter((stack) => stack.layer === "rest" && stack.account.id === chain.account)
    .flatMap((stack) => (stack.layer === "rest" ? stack.clusters.map((cluster) => existing(stack, cluster)) : []))
    .filter((cluster) => cluster.name === name)
    .find((cluster) => (issuer ? cluster.issuer === `https://${issuer}` : cluster.region === chain.region));
  if (!found) throw new Error(`found no cluster of ${chain.id} in the model`);
  return found;
}

function existing(
  { account }: Stack,
  { name, arn, region, issuer }: { name: string; arn: string; region: string; issuer?: string },
): ExistingCluster {
  return { account: account.id, region, name, arn, issuer: issuer ? `https://${issuer}` : madeUpIssuer(arn, region) };
}

/** As EKS names issuers, for a cluster of which the configuration gives none. */
const madeUpIssuer = (arn: string, region: string): string => {
  const id = createHash("sha256").update(arn).digest("hex").slice(0, 32).toUpperCase();
  return `https://oidc.eks.${region}.amazonaws.com/id/${id}`;
};

/** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSWorkerNodePolicy.html */
async function nodeRole({ aws }: ProviderConfig, RoleName: string): Promise<void> {
  const Version = "2012-10-17";
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const policy = { Effect: "Allow", Action: "eks-auth:AssumeRoleForPodIdentity", Resource: "*" };
  await once(
    aws.iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify({ Version, Statement: [trust] }) }),
    ),
  );
  await aws.iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "agent",
      PolicyDocument: JSON.stringify({ Version, Statement: [policy] }),
    }),
  );
}

/** A resource that exists, in its owner's account. */
interface OfOthers {
  readonly account: string;
  readonly arn: string;
  /** Key of the resource in the configuration. */
  readonly resource?: string;
}

/**
 * Resources that are named by ARN: in the account that it holds or, as a bucket's holds none, of the role that ends the
 * chain. First the keys that they are encrypted with.
 */
function resourcesOfOthers(model: Model): readonly OfOthers[] {
  const granted = model.chains.flatMap(({ grants, targetRoleArn, primaryRoleArn }) =>
    grants.flatMap(({ on, resource }) => {
      const account = on.split(":")[4] || ((targetRoleArn ?? primaryRoleArn ?? "").split(":")[4] ?? "");
      return on.startsWith("arn:") ? [{ account, arn: on, resource }] : [];
    }),
  );
  const keys = JSON.stringify(model).match(/arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+/g) ?? [];
  const all: readonly OfOthers[] = [...keys.map((arn) => ({ account: arn.split(":")[4] ?? "", arn })), ...granted];
  return [...new Map(all.map((one) => [one.arn, one])).values()];
}

/** Providers that roles trust and no stack makes. */
function providersOfOthers({ chains, stacks, documents }: Model) {
  const made = new Set(
    [...stacks, ...documents].flatMap((stack) =>
      "oidcProviders" in stack ? stack.oidcProviders.map(({ url }) => `${stack.account.id} ${url}`) : [],
    ),
  );
  return chains.flatMap(({ oidcProviderArn }) => {
    const [, account = "", path] = /:iam::(\d{12}):oidc-provider\/(.+)$/.exec(oidcProviderArn ?? "") ?? [];
    const url = `https://${path}`;
    return path && !made.has(`${account} ${url}`) ? [{ account, url, audience: "sts.amazonaws.com" }] : [];
  });
}

function namespaceAndServiceAccount(model: Model, chain: Chain, kubernetes: Kubernetes): void {
  const { arn } = clusterOf(model, chain);
  const [, namespace = "", name = ""] = chain.id.split("/");
  const madeHere = model.stacks.some(
    (stack) =>
      stack.layer === "rest" &&
      stack.namespaces.some(
        (one) => one.name === namespace && stack.clusters.some(({ key, arn: on }) => key === one.cluster && on === arn),
      ),
  );
  if (!madeHere && !kubernetes.get(arn, "Namespace", undefined, namespace))
    kubernetes.create(arn, { kind: "Namespace", metadata: { name: namespace } });
  if (chain.makesServiceAccount || kubernetes.get(arn, "ServiceAccount", namespace, name)) return;
  const role = chain.mechanism === "irsa" ? chain.targetRoleArn : undefined;
  kubernetes.createByOthers(arn, {
    kind: "ServiceAccount",
    metadata: { name, namespace, ...(role ? { annotations: { "eks.amazonaws.com/role-arn": role } } : {}) },
  });
}

/** A stack of the account, or what its owner is asked for. */
function stackOf({ stacks, documents }: Model, account: string): Pick<Stack, "account"> {
  const found = [...stacks, ...documents].find((stack) => stack.account.id === account);
  if (!found) throw new Error(`found nothing of account ${account} in the model`);
  return found;
}

/** Ignores that it exists already. */
async function once(made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof Refused && (saysExists(error) || error.code === "BucketAlreadyExists"))) throw error;
  }
}
