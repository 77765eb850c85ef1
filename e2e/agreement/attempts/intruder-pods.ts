import {
  CreatePodIdentityAssociationCommand,
  DeletePodIdentityAssociationCommand,
  type EKSClient,
} from "@aws-sdk/client-eks";
import type { Stage } from "../environment";
import { credentialsOf, saidOf } from "../pod/credentials";
import { ensureCluster, ensureServiceAccount } from "../pod/existing";
import { type PodPlace, placeText } from "../pod/reference";
import type { Roles } from "../pod/roles";
import type { Attempt } from "./attempt";

interface Bound {
  readonly id: string;
  readonly to: string;
}

/** Pods of others, whose associations name a chain's roles; each stays bound until it is to have other roles. */
export class StrangerPods {
  private readonly bound = new Map<string, Bound>();

  constructor(private readonly stage: Stage) {}

  /** What the pod at `place` gets from an association with `roles` of its own; the association stays. */
  async lasting(place: PodPlace, roles: Roles): Promise<Attempt> {
    const key = placeText(place);
    const to = JSON.stringify(roles);
    if (this.bound.get(key)?.to !== to) {
      await this.release(place);
      const { id, says } = await this.bind(place, roles);
      if (id === undefined) return { allowed: false, says };
      this.bound.set(key, { id, to });
    }
    return this.ask(place, roles);
  }

  /** The same with an association that is there only meanwhile. */
  async passing(place: PodPlace, roles: Roles): Promise<Attempt> {
    await this.release(place);
    const { id, says } = await this.bind(place, roles);
    if (id === undefined) return { allowed: false, says };
    try {
      return await this.ask(place, roles);
    } finally {
      await this.unbind(place, id);
    }
  }

  private client({ cluster }: PodPlace): EKSClient {
    return this.stage.clients.eks(cluster.account, cluster.region);
  }

  private async bind(place: PodPlace, { primary, final, sessionTags }: Roles): Promise<{ id?: string; says: string }> {
    await ensureCluster(this.stage, place.cluster);
    try {
      const { association } = await this.client(place).send(
        new CreatePodIdentityAssociationCommand({
          clusterName: place.cluster.name,
          namespace: place.namespace,
          serviceAccount: place.serviceAccount,
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

  private async release(place: PodPlace): Promise<void> {
    const key = placeText(place);
    const known = this.bound.get(key);
    this.bound.delete(key);
    if (known) await this.unbind(place, known.id);
  }

  private async unbind(place: PodPlace, associationId: string): Promise<void> {
    await this.client(place).send(
      new DeletePodIdentityAssociationCommand({ clusterName: place.cluster.name, associationId }),
    );
  }

  private async ask(place: PodPlace, { final }: Roles): Promise<Attempt> {
    ensureServiceAccount(this.stage, place);
    const obtained = await credentialsOf(this.stage, place);
    return obtained.keys
      ? { allowed: true, says: `has a session of ${final}` }
      : { allowed: false, says: saidOf(obtained) };
  }
}
