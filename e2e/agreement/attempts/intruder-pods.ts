import {
  CreatePodIdentityAssociationCommand,
  DeletePodIdentityAssociationCommand,
  type EKSClient,
} from "@aws-sdk/client-eks";
import type { Keys } from "../../emulator/types";
import type { PodReference } from "../../pods";
import type { Environment } from "../environment";
import { credentialsOf, saidOf } from "../pod/credentials";
import { ensureCluster, ensureServiceAccount } from "../pod/existing";
import { podText } from "../pod/reference";
import type { Roles } from "../pod/roles";
import type { Attempt } from "./attempt";

interface Bound {
  readonly id: string;
  readonly to: string;
}

/** Intruder pods, whose associations name a chain's roles; each association stays until the pod needs other roles. */
export class IntruderPods {
  private readonly bound = new Map<string, Bound>();

  constructor(private readonly environment: Environment) {}

  /** What `pod` gets from an association of its own with `roles`; the association stays. */
  async persistent(pod: PodReference, roles: Roles): Promise<Attempt> {
    const key = podText(pod);
    const to = JSON.stringify(roles);
    if (this.bound.get(key)?.to !== to) {
      await this.release(pod);
      const { id, says } = await this.bind(pod, roles);
      if (id === undefined) return { allowed: false, says };
      this.bound.set(key, { id, to });
    }
    return this.ask(pod, roles);
  }

  /** The same with an association that is deleted afterwards. */
  temporary(pod: PodReference, roles: Roles): Promise<Attempt> {
    return this.holding(pod, roles, async () => ({ allowed: true, says: `has a session of ${roles.final}` }));
  }

  /** The same, and what `use` does with the session. */
  async holding(pod: PodReference, roles: Roles, use: (keys: Keys) => Promise<Attempt>): Promise<Attempt> {
    await this.release(pod);
    const { id, says } = await this.bind(pod, roles);
    if (id === undefined) return { allowed: false, says };
    try {
      const { keys, ...attempt } = await this.ask(pod, roles);
      return keys ? await use(keys) : attempt;
    } finally {
      await this.unbind(pod, id);
    }
  }

  private client({ cluster }: PodReference): EKSClient {
    return this.environment.clients.eks(cluster.account, cluster.region);
  }

  private async bind(
    pod: PodReference,
    { primary, final, sessionTags }: Roles,
  ): Promise<{ id?: string; says: string }> {
    await ensureCluster(this.environment, pod.cluster);
    try {
      const { association } = await this.client(pod).send(
        new CreatePodIdentityAssociationCommand({
          clusterName: pod.cluster.name,
          namespace: pod.namespace,
          serviceAccount: pod.serviceAccount,
          roleArn: primary ?? final,
          ...(primary === undefined ? {} : { targetRoleArn: final }),
          disableSessionTags: !sessionTags,
        }),
      );
      return { id: association?.associationId ?? "", says: "" };
    } catch (error) {
      return { says: `${(error as Error).name}: ${(error as Error).message}` };
    }
  }

  private async release(pod: PodReference): Promise<void> {
    const key = podText(pod);
    const known = this.bound.get(key);
    this.bound.delete(key);
    if (known) await this.unbind(pod, known.id);
  }

  private async unbind(pod: PodReference, associationId: string): Promise<void> {
    await this.client(pod).send(
      new DeletePodIdentityAssociationCommand({ clusterName: pod.cluster.name, associationId }),
    );
  }

  private async ask(pod: PodReference, { final }: Roles): Promise<Attempt & { readonly keys?: Keys }> {
    ensureServiceAccount(this.environment, pod);
    const obtained = await credentialsOf(this.environment, pod, "pod-identity");
    return obtained.keys
      ? { allowed: true, says: `has a session of ${final}`, keys: obtained.keys }
      : { allowed: false, says: saidOf(obtained) };
  }
}
