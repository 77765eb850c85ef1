import { resolve } from "node:path";
import { CreatePodIdentityAssociationCommand, EKSClient } from "@aws-sdk/client-eks";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Model } from "../../src/model";
import { type Emulator, startEmulator } from "../emulator";
import { clusterOf, createExisting, Deployment, Kubernetes, synthesizedFile } from "../loader";
import { admit, type ClusterReference, type Pod } from "../pods";

export const ACCOUNT_A = "111111111111";
export const ACCOUNT_B = "222222222222";

/** The default configuration as it ships, from the root of the project. */
export const SHIPPED = "__tests__/fixtures/shipped.yaml";

/** A configuration of one chain, loaded into an emulator of its own. */
export interface Fixture {
  readonly emulator: Emulator;
  readonly kubernetes: Kubernetes;
  readonly model: Model;
  readonly cluster: ReturnType<typeof clusterOf>;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly bucket: string;
  /** Ends the emulator and all pods. */
  close(): Promise<void>;
  /** A pod of the chain's own service account, or of another; on its cluster, or on another. */
  pod(of?: { namespace?: string; serviceAccount?: string; cluster?: ClusterReference }): Promise<Pod>;
  /** Puts an object into the bucket as account B's administrator. */
  put(key: string, body: string): Promise<void>;
  /** A service account that account A makes beside the configuration, with its namespace. */
  makeServiceAccount(of: { namespace: string; name: string; annotations?: Record<string, string> }): void;
  /** An association that account A makes beside the configuration. */
  associate(of: {
    namespace: string;
    serviceAccount: string;
    roleArn: string;
    targetRoleArn?: string;
    cluster?: string;
  }): Promise<void>;
  /** A role of any account that its administrator makes beside the configuration; its ARN. */
  makeRole(account: string, name: string, trust: object, policy: object): Promise<string>;
}

/**
 * @param path of a configuration, from the root of the project
 * @param delay milliseconds until AWS sees what is loaded; loading retries meanwhile, as Terraform's provider does
 */
export async function startFixture(path: string, delay = 0): Promise<Fixture> {
  const { model, world, order, dispose } = await synthesizedFile(resolve("..", path));
  const emulator = await startEmulator();
  const kubernetes = new Kubernetes();
  await createExisting(model, emulator, kubernetes);
  emulator.propagationDelay = delay;
  const deployment = new Deployment(emulator, kubernetes, { retry: 10 * delay });
  const refusals = await deployment.apply(world, order);
  dispose();
  if (refusals.length > 0) {
    await emulator.stop();
    throw new Error(JSON.stringify(refusals));
  }

  const [chain] = model.chains;
  if (!chain) throw new Error(`${path} has no chain`);
  const [, namespace = "", serviceAccount = ""] = chain.id.split("/");
  const cluster = clusterOf(model, chain);
  const options = (account: string) => ({
    endpoint: emulator.endpoint,
    region: cluster.region,
    credentials: emulator.administrator(account),
  });
  const s3 = new S3Client({ ...options(ACCOUNT_B), forcePathStyle: true });
  const eks = new EKSClient(options(ACCOUNT_A));
  // one that a stack makes, or one that exists already
  const made = model.stacks
    .flatMap((stack) => (stack.layer === "account" ? stack.resources.map((resource) => ({ stack, resource })) : []))
    .map(({ stack, resource }) => ("output" in resource ? deployment.output(stack.name, resource.output) : undefined))
    .find((name) => name !== undefined);
  const bucket = made ?? chain.grants[0]?.on.replace(/^arn:.*:::/, "") ?? "";
  const fixture: Fixture = {
    emulator,
    kubernetes,
    model,
    cluster,
    namespace,
    serviceAccount,
    bucket,
    async close() {
      await Promise.all(pods.map((pod) => pod.close()));
      await emulator.stop();
    },
    async pod(of = {}) {
      const pod = await admit(emulator, kubernetes, { cluster, namespace, serviceAccount, ...of });
      pods.push(pod);
      return pod;
    },
    async put(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key, Body, ContentType: "application/json" }));
    },
    makeServiceAccount({ namespace: of, name, annotations = {} }) {
      if (!kubernetes.get(cluster.arn, "Namespace", undefined, of))
        kubernetes.create(cluster.arn, { kind: "Namespace", metadata: { name: of } });
      kubernetes.create(cluster.arn, { kind: "ServiceAccount", metadata: { name, namespace: of, annotations } });
    },
    async associate({ cluster: clusterName = cluster.name, ...association }) {
      await eks.send(new CreatePodIdentityAssociationCommand({ clusterName, ...association }));
    },
    async makeRole(account, RoleName, trust, policy) {
      const iam = new IAMClient(options(account));
      const document = (statement: object) =>
        JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
      const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: document(policy) }));
      if (!Role?.Arn) throw new Error(`IAM gave no ARN for ${RoleName}`);
      return Role.Arn;
    },
  };
  const pods: Pod[] = [];
  return fixture;
}

/** The spec of a Kubernetes object that the configuration makes. */
export function specOf<Spec>({ kubernetes, cluster, namespace }: Fixture, kind: string, name: string): Spec {
  const object = kubernetes.get(cluster.arn, kind, namespace, name);
  if (!object) throw new Error(`found no ${kind} ${namespace}/${name}`);
  return object.spec as Spec;
}

/** An S3 client in this process with a pod's credentials. */
export const s3Of = (fixture: Fixture, pod: Pod): S3Client =>
  new S3Client({
    endpoint: fixture.emulator.endpoint,
    region: fixture.cluster.region,
    forcePathStyle: true,
    credentials: pod.credentials(),
    maxAttempts: 1,
  });
