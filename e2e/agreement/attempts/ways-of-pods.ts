import type { IntruderId } from "../../../src/proof";
import type { Subject } from "../../emulator";
import type { PodReference } from "../../pods";
import { clusterArnOf, partitionOfArn, podText } from "../pod/reference";
import { associationsOf } from "../pod/roles";
import { type AttemptContext, accountOfArn, openedRoles } from "./context";
import { neighbours } from "./names";
import { type Asking, assuming, holding, type Way } from "./ways";

type Part = "cluster" | "namespace" | "serviceAccount";

const CLASSES: Readonly<Record<Part, IntruderId>> = {
  cluster: "other-cluster",
  namespace: "other-namespace",
  serviceAccount: "other-service-account",
};
const PARTS = Object.keys(CLASSES) as readonly Part[];
const TAGS: Readonly<Record<Part, string>> = {
  cluster: "eks-cluster-name",
  namespace: "kubernetes-namespace",
  serviceAccount: "kubernetes-service-account",
};
const NAME: Readonly<Record<Part, RegExp>> = {
  cluster: /^[0-9A-Za-z][0-9A-Za-z_-]*$/,
  namespace: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  serviceAccount: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
};

/** Names of a part of pods that are near the chain's own, that conditions compare with, or that pods of the world have. */
function namesOf({ names, pod, world }: AttemptContext, part: Part): readonly string[] {
  const own = part === "cluster" ? pod.cluster.name : pod[part];
  const attribute = { cluster: "cluster_name", namespace: "namespace", serviceAccount: "service_account" }[part];
  const at = PARTS.indexOf(part);
  const compared = [
    ...["aws:requesttag/", "aws:principaltag/"].flatMap((prefix) => names.values(prefix + TAGS[part])),
    ...names.values("sts:externalid").flatMap((id) => id.split("/")[2 + at] ?? []),
    ...names
      .keysAfter("")
      .filter((key) => key.endsWith(":sub"))
      .flatMap((key) => names.values(key).flatMap((sub) => sub.split(":")[1 + at] ?? [])),
    ...(part === "cluster"
      ? ["aws:requesttag/eks-cluster-arn", "aws:principaltag/eks-cluster-arn"].flatMap((key) =>
          names.values(key).flatMap((arn) => arn.split("/").at(-1) ?? []),
        )
      : []),
  ];
  const made = associationsOf(world).map((one) => String(one.get(attribute)));
  return [...new Set([own, ...compared].flatMap(neighbours).concat(made, "other"))].filter((name) =>
    NAME[part].test(name),
  );
}

const withName = (pod: PodReference, part: Part, name: string): PodReference =>
  part === "cluster" ? { ...pod, cluster: { ...pod.cluster, name } } : { ...pod, [part]: name };

/** The chain's pod with another name in one part, in another region or under two other names, and the pods of the world. */
function podsNear(context: AttemptContext): readonly PodReference[] {
  const { pod, world, names } = context;
  const [other = "other"] = namesOf(context, "namespace").slice(1);
  const regions = [...names.documents.flatMap(({ text }) => text.match(/(?<=:eks:)[a-z]+-[a-z-]+-\d(?=:)/g) ?? [])];
  return [
    ...PARTS.flatMap((part) => namesOf(context, part).map((name) => withName(pod, part, name))),
    ...namesOf(context, "serviceAccount").map((name) => ({ ...pod, namespace: other, serviceAccount: name })),
    ...[...new Set(["eu-west-3", "us-east-2", ...regions])].map((region) => ({
      ...pod,
      cluster: { ...pod.cluster, region },
    })),
    ...associationsOf(world).map((one) => ({
      cluster: { account: one.account, region: one.region ?? "", name: String(one.get("cluster_name")) },
      namespace: String(one.get("namespace")),
      serviceAccount: String(one.get("service_account")),
    })),
  ].filter(({ cluster }) => partitionOfRegion(cluster.region) === partitionOfRegion(pod.cluster.region));
}

const partitionOfRegion = (region: string): string => /^(cn|us-gov)-/.exec(region)?.[1] ?? "";

/** Pods that an association of the world gives the same final role. */
function isPeer({ world, roles }: AttemptContext, pod: PodReference): boolean {
  return associationsOf(world).some(
    (one) =>
      [one.get("target_role_arn"), one.get("role_arn")].includes(roles.final) &&
      one.account === pod.cluster.account &&
      one.region === pod.cluster.region &&
      one.get("cluster_name") === pod.cluster.name &&
      one.get("namespace") === pod.namespace &&
      one.get("service_account") === pod.serviceAccount,
  );
}

function classesOf(own: PodReference, { cluster, namespace, serviceAccount }: PodReference): readonly IntruderId[] {
  const isOther: Readonly<Record<Part, boolean>> = {
    cluster:
      cluster.name !== own.cluster.name ||
      cluster.region !== own.cluster.region ||
      cluster.account !== own.cluster.account,
    namespace: namespace !== own.namespace,
    serviceAccount: serviceAccount !== own.serviceAccount,
  };
  return PARTS.filter((part) => isOther[part]).map((part) => CLASSES[part]);
}

/** The tags that EKS sends for `pod`. */
export const eksTags = (
  { cluster, namespace, serviceAccount }: PodReference,
  partition: string,
): Readonly<Record<string, string>> => ({
  "eks-cluster-arn": clusterArnOf(cluster, partition),
  "eks-cluster-name": cluster.name,
  "kubernetes-namespace": namespace,
  "kubernetes-service-account": serviceAccount,
  "kubernetes-pod-name": "pod-x",
  "kubernetes-pod-uid": "5c9e1c1e-4f55-4f6a-9a4d-1f2b3c4d5e6f",
});

const eks = (pod: PodReference): Subject => ({
  kind: "service",
  name: "pods.eks.amazonaws.com",
  sourceAccount: pod.cluster.account,
});

const externalIdOf = ({ cluster, namespace, serviceAccount }: PodReference): string =>
  [cluster.region, cluster.account, cluster.name, namespace, serviceAccount].join("/");

/** Both calls that EKS makes for an association of `pod` with the chain's roles. */
function byAssociation(context: AttemptContext, pod: PodReference, tagged: boolean): readonly Asking[] {
  const { primary, final } = context.roles;
  const tags = tagged ? eksTags(pod, partitionOfArn(final)) : {};
  if (primary === undefined) return assuming(context, eks(pod), final, { tags });
  const sent = tagged ? { tags } : { externalId: externalIdOf(pod) };
  return [...assuming(context, eks(pod), primary, { tags }), ...assuming(context, holding(primary, tags), final, sent)];
}

/** Pods by associations that nobody has written: of the chain's roles, or of its final role where that trusts EKS too. */
export function waysOfPods(context: AttemptContext): readonly Way[] {
  const { pod, roles, chain } = context;
  const near = podsNear(context);
  const isOwnPath = chain.mechanism === "pod-identity";
  const own = !isOwnPath
    ? []
    : near
        // EKS takes roles of the cluster's account only
        .filter((one) => one.cluster.account === accountOfArn(roles.primary ?? roles.final) && !isPeer(context, one))
        .flatMap((one) =>
          [true, false].map((tagged) => ({
            what: () => `an association of ${podText(one)} with session tags ${tagged ? "on" : "off"}`,
            classes: classesOf(pod, one),
            calls: () => byAssociation(context, one, tagged),
          })),
        );
  const direct = openedRoles(context)
    .filter((role) => !(isOwnPath && roles.primary === undefined && role === roles.final))
    .flatMap((role) => waysByAlone(context, near, role));
  return [...own.filter(({ classes }) => classes.length > 0), ...direct];
}

/** Pods by an association with `role` alone, where that trusts EKS too. */
function waysByAlone(context: AttemptContext, near: readonly PodReference[], role: string): readonly Way[] {
  const { pod } = context;
  const account = accountOfArn(role);
  return near
    .map((one): PodReference => ({ ...one, cluster: { ...one.cluster, account } }))
    .filter((one) => !(account === pod.cluster.account && classesOf(pod, one).length === 0))
    .flatMap((one) =>
      [true, false].map(
        (tagged): Way => ({
          what: () => `an association of ${podText(one)} with ${role} alone, session tags ${tagged ? "on" : "off"}`,
          // by another path every cluster is another one
          classes: [...new Set<IntruderId>(["other-cluster", ...classesOf(pod, one)])],
          calls: () => assuming(context, eks(one), role, { tags: tagged ? eksTags(one, partitionOfArn(role)) : {} }),
        }),
      ),
    );
}

/** Pods that end in the primary role, and go on with tags and an ExternalId of their choice. */
export function waysOfHolders(context: AttemptContext): readonly Way[] {
  const { primary, final } = context.roles;
  if (primary === undefined || context.chain.mechanism === "irsa") return [];
  const tags = eksTags(context.pod, partitionOfArn(final));
  const externalId = externalIdOf(context.pod);
  const choices = [{}, { externalId }, { tags }, { tags, externalId }];
  const untagged = choices.map(
    (sent): Way => ({
      what: () =>
        `a pod that holds ${primary} by an association without a target, tags off, sends ${JSON.stringify(sent)}`,
      classes: ["primary-holder"],
      calls: () => [
        ...assuming(context, eks(context.pod), primary, {}),
        ...assuming(context, holding(primary), final, sent),
      ],
    }),
  );
  // the own pod's tags are the own pod's: an association of it without a target needs the owner to write it so
  const tagged = podsNear(context)
    .filter((one) => one.cluster.account === accountOfArn(primary) && !isPeer(context, one))
    .flatMap((one) =>
      [undefined, externalId].map((sent): Way => {
        const theirs = eksTags(one, partitionOfArn(final));
        return {
          what: () => `${podText(one)}, which holds ${primary} by an association without a target,`,
          classes: ["primary-holder"],
          calls: () => [
            ...assuming(context, eks(one), primary, { tags: theirs }),
            ...assuming(context, holding(primary, theirs), final, {
              tags: theirs,
              ...(sent === undefined ? {} : { externalId: sent }),
            }),
          ],
        };
      }),
    );
  return [...untagged, ...tagged];
}
