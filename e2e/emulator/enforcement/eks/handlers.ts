import { randomUUID } from "node:crypto";
import { partitionOf } from "../../partitions";
import { AwsError } from "../../types";
import type { Asked, Handler } from "../enforcement";
import type { SubjectAuthorizer } from "../iam/authorizer";
import { denied } from "../iam/denied";
import { type Addons, addonAnswer, addonArn, addonVersions } from "./addons";
import { type Associations, associationAnswer, summaryAnswer } from "./associations";
import { type Clusters, clusterAnswer, clusterArn, newIssuer, secondsNow, type Where } from "./clusters";
import { tagHandlers } from "./tags";

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const tagsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(value ?? {}).map(([key, each]) => [key, String(each)]));
const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);

/** EKS: clusters, add-ons and pod identity associations of the caller's own account. */
export function eksHandlers(
  clusters: Clusters,
  addons: Addons,
  associations: Associations,
  authorizer: SubjectAuthorizer,
): Readonly<Record<string, Handler>> {
  /** Whether the caller may, on `resource` of its own account; returns where the request is at home. */
  async function allowed(
    { caller, operation, region, service }: Asked,
    resource: (at: Where) => string,
    action = `eks:${operation}`,
    context = {},
  ) {
    if (caller.kind === "anonymous")
      throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
    const at = { account: caller.account, region };
    const decision = await authorizer.authorizeSubject(caller, {
      action,
      resource: resource(at),
      resourceAccount: caller.account,
      context: { "aws:RequestedRegion": region, ...context },
    });
    if (!decision.allowed) throw denied(decision, caller, service);
    return at;
  }

  /** The cluster that the request names. */
  async function clusterOf(asked: Asked) {
    const name = String(asked.params.clusterName ?? asked.params.name);
    return clusters.get(await allowed(asked, (at) => clusterArn({ ...at, name })), name);
  }

  /** The association that the request names. */
  async function associationOf(asked: Asked) {
    const [name, id] = [String(asked.params.clusterName), String(asked.params.associationId)];
    const arn = ({ account, region }: Where) =>
      `arn:${partitionOf(region)}:eks:${region}:${account}:podidentityassociation/${name}/${id}`;
    const cluster = clusters.get(await allowed(asked, arn), name);
    return { cluster, association: associations.get(cluster, id) };
  }

  /** The add-on that the request names. */
  async function addonOf(asked: Asked) {
    const [name, addon] = [String(asked.params.clusterName), String(asked.params.addonName)];
    const cluster = clusters.get(await allowed(asked, (at) => addonArn(at, name, addon)), name);
    return { cluster, addon: addons.get(cluster, addon) };
  }

  /** A caller that gives EKS a role needs iam:PassRole on it. */
  const mayPass = (asked: Asked, roleArn: string) =>
    allowed(asked, () => roleArn, "iam:PassRole", { "iam:PassedToService": "pods.eks.amazonaws.com" });

  return {
    "eks:CreateCluster": async (asked) => {
      const { params } = asked;
      const name = String(params.name);
      const at = await allowed(asked, () => "*");
      const [version, roleArn] = [text(params.version), text(params.roleArn)];
      const cluster = clusters.add(
        { ...at, name, issuer: newIssuer({ ...at, name }) },
        { ...(version ? { version } : {}), ...(roleArn ? { roleArn } : {}), tags: tagsOf(params.tags) },
      );
      return { cluster: clusterAnswer(cluster) };
    },
    "eks:DescribeCluster": async (asked) => ({ cluster: clusterAnswer(await clusterOf(asked)) }),
    "eks:ListClusters": async (asked) => ({
      clusters: clusters.in(await allowed(asked, () => "*")).map(({ name }) => name),
    }),
    "eks:DeleteCluster": async (asked) => {
      const cluster = await clusterOf(asked);
      clusters.delete(cluster);
      associations.forget(cluster);
      addons.forget(cluster);
      return { cluster: clusterAnswer(cluster, "DELETING") };
    },

    "eks:CreateAddon": async (asked) => {
      const { params } = asked;
      const cluster = await clusterOf(asked);
      const addon = addons.create(cluster, {
        name: String(params.addonName),
        version: text(params.addonVersion),
        serviceAccountRoleArn: text(params.serviceAccountRoleArn),
        configurationValues: text(params.configurationValues),
        tags: tagsOf(params.tags),
      });
      return { addon: addonAnswer(cluster, addon) };
    },
    "eks:DescribeAddon": async (asked) => {
      const { cluster, addon } = await addonOf(asked);
      return { addon: addonAnswer(cluster, addon) };
    },
    "eks:UpdateAddon": async (asked) => {
      const { cluster, addon } = await addonOf(asked);
      const version = text(asked.params.addonVersion);
      addons.update(cluster, addon.name, {
        ...(version ? { version } : {}),
        serviceAccountRoleArn: text(asked.params.serviceAccountRoleArn),
        configurationValues: text(asked.params.configurationValues),
      });
      return {
        update: {
          id: randomUUID(),
          status: "Successful",
          type: "AddonUpdate",
          params: [],
          createdAt: secondsNow(),
          errors: [],
        },
      };
    },
    "eks:DeleteAddon": async (asked) => {
      const { cluster, addon } = await addonOf(asked);
      return { addon: addonAnswer(cluster, addons.delete(cluster, addon.name), "DELETING") };
    },
    "eks:ListAddons": async (asked) => ({ addons: addons.namesOf(await clusterOf(asked)) }),
    "eks:DescribeAddonVersions": async (asked) => {
      await allowed(asked, () => "*");
      return { addons: addonVersions(text(asked.params.kubernetesVersion) ?? "1.34", text(asked.params.addonName)) };
    },

    "eks:CreatePodIdentityAssociation": async (asked) => {
      const { params } = asked;
      const cluster = await clusterOf(asked);
      const roleArn = String(params.roleArn);
      await mayPass(asked, roleArn);
      const association = await associations.create(cluster, {
        namespace: String(params.namespace),
        serviceAccount: String(params.serviceAccount),
        roleArn,
        targetRoleArn: text(params.targetRoleArn),
        disableSessionTags: flag(params.disableSessionTags),
        policy: text(params.policy),
        tags: tagsOf(params.tags),
        clientRequestToken: text(params.clientRequestToken),
      });
      return { association: associationAnswer(association) };
    },
    "eks:DescribePodIdentityAssociation": async (asked) => ({
      association: associationAnswer((await associationOf(asked)).association),
    }),
    "eks:ListPodIdentityAssociations": async (asked) => {
      const { namespace, serviceAccount } = asked.params;
      const found = associations
        .of(await clusterOf(asked))
        .filter(
          (each) =>
            (namespace === undefined || each.namespace === namespace) &&
            (serviceAccount === undefined || each.serviceAccount === serviceAccount),
        );
      return { associations: found.map(summaryAnswer) };
    },
    "eks:UpdatePodIdentityAssociation": async (asked) => {
      const { params } = asked;
      const { cluster, association } = await associationOf(asked);
      const roleArn = text(params.roleArn);
      if (roleArn) await mayPass(asked, roleArn);
      const updated = await associations.update(cluster, association.id, {
        roleArn,
        targetRoleArn: text(params.targetRoleArn),
        disableSessionTags: flag(params.disableSessionTags),
        policy: text(params.policy),
      });
      return { association: associationAnswer(updated) };
    },
    "eks:DeletePodIdentityAssociation": async (asked) => {
      const { cluster, association } = await associationOf(asked);
      return { association: associationAnswer(associations.delete(cluster, association.id)) };
    },
    ...tagHandlers(clusters, associations, (asked, arn) => allowed(asked, () => arn)),
  };
}
