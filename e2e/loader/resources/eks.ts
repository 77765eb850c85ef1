import {
  CreateAddonCommand,
  CreatePodIdentityAssociationCommand,
  DeleteAddonCommand,
  DeletePodIdentityAssociationCommand,
  ListPodIdentityAssociationsCommand,
  UpdateAddonCommand,
  UpdatePodIdentityAssociationCommand,
} from "@aws-sdk/client-eks";
import { type Given, type Kind, roleKeyOf } from "./kind";

interface Association {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly targetRoleArn: string | undefined;
  readonly disableSessionTags: boolean | undefined;
  readonly policy: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

const given = (association?: {
  associationId?: string | undefined;
  associationArn?: string | undefined;
  externalId?: string | undefined;
}): Given => ({
  association_id: association?.associationId ?? "",
  id: association?.associationId ?? "",
  association_arn: association?.associationArn ?? "",
  ...(association?.externalId === undefined ? {} : { external_id: association.externalId }),
});

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_pod_identity_association */
export const association: Kind<Association> = {
  read: (settings) => ({
    cluster: settings.text("cluster_name"),
    namespace: settings.text("namespace"),
    serviceAccount: settings.text("service_account"),
    roleArn: settings.text("role_arn"),
    targetRoleArn: settings.optional("target_role_arn"),
    disableSessionTags:
      settings.optional("disable_session_tags") === undefined ? undefined : settings.flag("disable_session_tags"),
    policy: settings.optional("policy"),
    tags: settings.map("tags"),
  }),
  replacedBy: ["cluster", "namespace", "serviceAccount", "tags"],
  // what an update leaves out stays as it is
  replaces: (wanted, was) =>
    (was.targetRoleArn !== undefined && wanted.targetRoleArn === undefined) ||
    (was.policy !== undefined && wanted.policy === undefined),
  principals: ({ roleArn }) => [roleArn],
  // EKS looks at the primary role only
  needs: (_, { roleArn }) => roleKeyOf(roleArn),
  async create({ aws }, { cluster, tags, ...wanted }) {
    const { association: made } = await aws.eks.send(
      new CreatePodIdentityAssociationCommand({
        clusterName: cluster,
        ...wanted,
        ...(Object.keys(tags).length > 0 ? { tags } : {}),
      }),
    );
    return given(made);
  },
  async find({ aws }, { cluster: clusterName, namespace, serviceAccount }) {
    const { associations = [] } = await aws.eks.send(
      new ListPodIdentityAssociationsCommand({ clusterName, namespace, serviceAccount }),
    );
    const found = associations.find((one) => one.namespace === namespace && one.serviceAccount === serviceAccount);
    return found && given(found);
  },
  async update({ aws }, wanted, _, { association_id: associationId }) {
    await aws.eks.send(
      new UpdatePodIdentityAssociationCommand({
        clusterName: wanted.cluster,
        associationId,
        roleArn: wanted.roleArn,
        targetRoleArn: wanted.targetRoleArn,
        disableSessionTags: wanted.disableSessionTags ?? false,
        policy: wanted.policy,
      }),
    );
  },
  async remove({ aws }, { cluster: clusterName }, { association_id: associationId }) {
    await aws.eks.send(new DeletePodIdentityAssociationCommand({ clusterName, associationId }));
  },
};

interface Addon {
  readonly cluster: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_addon */
export const addon: Kind<Addon> = {
  read: (settings) => ({
    cluster: settings.text("cluster_name"),
    name: settings.text("addon_name"),
    version: settings.optional("addon_version"),
  }),
  replacedBy: ["cluster", "name"],
  async create({ aws }, { cluster, name, version }) {
    const { addon: made } = await aws.eks.send(
      new CreateAddonCommand({ clusterName: cluster, addonName: name, addonVersion: version }),
    );
    return { id: `${cluster}:${name}`, arn: made?.addonArn ?? "" };
  },
  async update({ aws }, { cluster, name, version }) {
    await aws.eks.send(new UpdateAddonCommand({ clusterName: cluster, addonName: name, addonVersion: version }));
  },
  async remove({ aws }, { cluster, name }) {
    await aws.eks.send(new DeleteAddonCommand({ clusterName: cluster, addonName: name }));
  },
};
