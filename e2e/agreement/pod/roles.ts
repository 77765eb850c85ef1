import type { Chain } from "../../../src/model";
import type { Resource, Value, World } from "../../../src/terraform";
import type { PodReference } from "../../pods";

/** The associations of `world` of `pod`, in the proof's order. */
export function associationsAt(world: World, pod: PodReference): readonly Resource[] {
  return associationsOf(world).filter(
    (one) =>
      one.account === pod.cluster.account &&
      one.region === pod.cluster.region &&
      one.get("cluster_name") === pod.cluster.name &&
      one.get("namespace") === pod.namespace &&
      one.get("service_account") === pod.serviceAccount,
  );
}

export const associationsOf = (world: World): readonly Resource[] =>
  world.stacks.flatMap(({ resources }) => resources.filter(({ type }) => type === "aws_eks_pod_identity_association"));

/** The annotated service accounts of `world` with the pod's names; more than one where clusters share their names. */
export const serviceAccountsAt = (world: World, { namespace, serviceAccount }: PodReference): readonly Resource[] =>
  world.stacks.flatMap(({ resources }) =>
    resources.filter(
      (one) =>
        one.type.startsWith("kubernetes_service_account") &&
        one.get("metadata", 0, "namespace") === namespace &&
        one.get("metadata", 0, "name") === serviceAccount,
    ),
  );

/** Roles of a chain. */
export interface Roles {
  /** ARN of the role that EKS assumes first; absent for web identities and where the final role is the only one. */
  readonly primary?: string;
  /** ARN of the role that the pod ends up with. */
  readonly final: string;
  readonly sessionTags: boolean;
}

/** The roles that `world` gives `pod`, else those of the configuration. */
export function rolesOf(world: World, pod: PodReference, own: Chain | undefined): Roles | undefined {
  const [association] = associationsAt(world, pod);
  if (association) {
    const [role, target] = [text(association.get("role_arn")), text(association.get("target_role_arn"))];
    const sessionTags = association.get("disable_session_tags") !== true;
    if (role === undefined) return undefined;
    return target === undefined ? { final: role, sessionTags } : { primary: role, final: target, sessionTags };
  }
  const annotated = serviceAccountsAt(world, pod)
    .map((one) => text(one.get("metadata", 0, "annotations", "eks.amazonaws.com/role-arn")))
    .find((arn) => arn !== undefined);
  const final = annotated ?? own?.targetRoleArn ?? own?.primaryRoleArn;
  return final === undefined ? undefined : { final, sessionTags: false };
}

const text = (value: Value): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
