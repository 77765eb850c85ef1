import { randomBytes } from "node:crypto";
import { partitionOf } from "../../partitions";
import { AwsError } from "../../types";
import type { Accounts } from "../iam/accounts";
import { accountOfArn, isRoleArn, nameOfRole } from "../iam/bindings";
import { checkPolicy } from "../iam/save/policy";
import { type Cluster, secondsNow } from "./clusters";
import { Delayed } from "./delayed";

export interface Association {
  readonly id: string;
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly targetRoleArn?: string;
  readonly disableSessionTags: boolean;
  /** Text of a session policy for the target role. */
  readonly policy?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the request that made it. */
  readonly clientRequestToken: string | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What may be changed. An empty target or policy takes it away. */
export interface Changes {
  readonly roleArn?: string | undefined;
  readonly targetRoleArn?: string | undefined;
  readonly disableSessionTags?: boolean | undefined;
  readonly policy?: string | undefined;
}

export interface NewAssociation extends Changes {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Makes the request one that can be sent again. */
  readonly clientRequestToken: string | undefined;
}

/** Characters. */
const LONGEST_POLICY = 2048;
const invalid = (message: string) => new AwsError("InvalidParameterException", message);

/**
 * Pod identity associations: one for each service account of a cluster. AWS's pages do not give the error messages for
 * invalid ARNs and policies: those are ours.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
export class Associations {
  readonly #associations = new Delayed<Association>();

  constructor(private readonly accounts: Accounts) {}

  /** @throws AwsError InvalidParameterException, ResourceInUseException */
  async create(cluster: Cluster, request: NewAssociation): Promise<Association> {
    const { tags, namespace, serviceAccount, clientRequestToken, ...of } = request;
    const settings = await this.#checked(cluster, of);
    const key = associationKey(cluster, namespace, serviceAccount);
    const other = this.#associations.get(key);
    if (other && clientRequestToken !== undefined && other.clientRequestToken === clientRequestToken) return other;
    if (other) throw new AwsError("ResourceInUseException", `Association already exists: ${other.id}`, 409);
    const now = secondsNow();
    const id = `a-${randomBytes(16).toString("hex").slice(0, 17)}`;
    const made = { tags, clientRequestToken, createdAt: now, modifiedAt: now };
    const association = { id, cluster, namespace, serviceAccount, ...settings, ...made };
    this.#associations.set(key, association, this.accounts.delay);
    return association;
  }

  /** @throws AwsError ResourceNotFoundException */
  get(cluster: Cluster, id: string): Association {
    const found = this.of(cluster).find((each) => each.id === id);
    if (!found)
      throw new AwsError(
        "ResourceNotFoundException",
        `No association found with associationId: ${id} in cluster: ${cluster.name}`,
        404,
      );
    return found;
  }

  /** @throws AwsError ResourceNotFoundException, InvalidParameterException */
  async update(cluster: Cluster, id: string, changes: Changes): Promise<Association> {
    const { targetRoleArn, policy, ...before } = this.get(cluster, id);
    const settings = await this.#checked(cluster, {
      roleArn: changes.roleArn ?? before.roleArn,
      targetRoleArn: changes.targetRoleArn ?? targetRoleArn,
      disableSessionTags: changes.disableSessionTags ?? before.disableSessionTags,
      policy: changes.policy ?? policy,
    });
    const after = { ...before, ...settings, modifiedAt: secondsNow() };
    this.#associations.set(associationKey(cluster, after.namespace, after.serviceAccount), after, this.accounts.delay);
    return after;
  }

  setTags({ cluster, namespace, serviceAccount, ...of }: Association, tags: Association["tags"]): void {
    const tagged = { ...of, cluster, namespace, serviceAccount, tags };
    this.#associations.set(associationKey(cluster, namespace, serviceAccount), tagged, this.accounts.delay);
  }

  delete(cluster: Cluster, id: string): Association {
    const association = this.get(cluster, id);
    const { namespace, serviceAccount } = association;
    this.#associations.set(associationKey(cluster, namespace, serviceAccount), undefined, this.accounts.delay);
    return association;
  }

  of(cluster: Cluster): readonly Association[] {
    return this.#associations.values().filter((each) => each.cluster.arn === cluster.arn);
  }

  /** The association that EKS Auth sees for a pod. */
  forPod(cluster: Cluster, namespace: string, serviceAccount: string): Association | undefined {
    return this.#associations.seen(associationKey(cluster, namespace, serviceAccount), this.accounts.delay);
  }

  /** A cluster's associations go with it. */
  forget(cluster: Cluster): void {
    for (const { namespace, serviceAccount } of this.of(cluster))
      this.#associations.set(associationKey(cluster, namespace, serviceAccount), undefined, 0);
  }

  reset(): void {
    this.#associations.clear();
  }

  async #checked(cluster: Cluster, of: Changes & { readonly roleArn: string }) {
    const { roleArn, targetRoleArn, disableSessionTags = false, policy } = of;
    if (!isRoleArn(roleArn)) throw invalid("Role provided in the request is invalid");
    if (accountOfArn(roleArn) !== cluster.account) throw invalid("Cross-account pass role is not allowed");
    const role = (await this.accounts.roles(cluster.account)).get(nameOfRole(roleArn));
    if (role?.arn !== roleArn) throw invalid("Role provided in the request does not exist");
    if (targetRoleArn && !isRoleArn(targetRoleArn)) throw invalid("Target role provided in the request is invalid");
    if (policy && !disableSessionTags) throw invalid("A policy can be set only where session tags are disabled");
    if (policy && policy.length > LONGEST_POLICY) throw invalid(`A policy has at most ${LONGEST_POLICY} characters`);
    if (policy) checkPolicy(policy, "identity", invalid);
    return {
      roleArn,
      disableSessionTags,
      ...(targetRoleArn ? { targetRoleArn } : {}),
      ...(policy ? { policy } : {}),
    };
  }
}

const associationKey = (cluster: Cluster, namespace: string, serviceAccount: string): string =>
  `${cluster.arn} ${namespace} ${serviceAccount}`;

/**
 * What EKS sends as sts:ExternalId to the target role where session tags are off.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function externalIdOf({ cluster, namespace, serviceAccount, targetRoleArn }: Association): string | undefined {
  if (!targetRoleArn) return undefined;
  return [cluster.region, cluster.account, cluster.name, namespace, serviceAccount].join("/");
}

export const associationArn = ({ cluster, id }: Association): string =>
  `arn:${partitionOf(cluster.region)}:eks:${cluster.region}:${cluster.account}:podidentityassociation/${cluster.name}/${id}`;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociationSummary.html */
export const summaryAnswer = (association: Association): Readonly<Record<string, unknown>> => ({
  clusterName: association.cluster.name,
  namespace: association.namespace,
  serviceAccount: association.serviceAccount,
  associationArn: associationArn(association),
  associationId: association.id,
});

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html */
export function associationAnswer(association: Association): Readonly<Record<string, unknown>> {
  const { roleArn, targetRoleArn, disableSessionTags, policy, tags, createdAt, modifiedAt } = association;
  const externalId = externalIdOf(association);
  return {
    ...summaryAnswer(association),
    roleArn,
    ...(targetRoleArn ? { targetRoleArn } : {}),
    ...(externalId ? { externalId } : {}),
    disableSessionTags,
    ...(policy ? { policy } : {}),
    tags,
    createdAt,
    modifiedAt,
  };
}
