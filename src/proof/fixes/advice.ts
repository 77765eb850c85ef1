import { NO, nearest } from "../../iam";
import type { Resource } from "../../terraform/world";
import type { Chain, PodIdentityChain } from "../chains";
import type { Lacking } from "../hops/explain";

/** Where a chain's own values are set, by what a document asks about. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "kubernetes-namespace": "namespace",
  "kubernetes-service-account": "service_account",
  "eks-cluster-arn": "cluster_name",
  "eks-cluster-name": "cluster_name",
};

/** The other possibility: the document is right, and a value of the chain itself is wrong. */
export function otherPossibility(chain: Chain, lacking: readonly Lacking[]): string | undefined {
  const resource = chain.mechanism === "irsa" ? chain.serviceAccountObject?.resource : chain.associations[0].resource;
  if (!resource) return undefined;
  const attributes = new Set(lacking.flatMap((one) => attributesOf(chain, one)));
  const places = [...attributes].map((attribute) =>
    attribute === METADATA ? placeOfAccount(resource) : placeOf(resource, attribute),
  );
  return places.length === 0 ? undefined : `If the policy is right, it is ${places.join(" or ")} that is wrong`;
}

/** Where a service account has its names. */
const METADATA = "metadata";

/** What is no Kubernetes object, such as a chart or an add-on, has its service account's names somewhere in its values. */
function placeOfAccount(resource: Resource): string {
  if (resource.writes(METADATA)) return placeOf(resource, METADATA);
  const { file, line } = resource.location();
  return `the service account of ${resource.address} (${file}:${line})`;
}

/** Where an attribute is set: what gives it its value, where that is something else. */
function placeOf(resource: Resource, attribute: string): string {
  const value = resource.get(attribute);
  const origin = typeof value === "string" ? resource.origin?.([attribute], { value }) : undefined;
  const { file, line } = origin?.location ?? resource.location(attribute);
  const given = origin ? ` given by ${origin.name}` : "";
  return `${attribute} of ${resource.address}${given} (${file}:${line})`;
}

function attributesOf(chain: Chain, { side, sources, request, wanted }: Lacking): readonly string[] {
  const near = nearest(sources, request);
  return (near?.mismatches ?? []).flatMap((mismatch): readonly string[] => {
    if (mismatch.truth !== NO) return [];
    if (chain.mechanism === "irsa")
      return mismatch.element === "condition" && /:sub$/.test(mismatch.condition.lowerKey) ? [METADATA] : [];
    if (mismatch.element === "principal") return side === "trust" && "AWS" in principalOf(wanted) ? ["role_arn"] : [];
    if (mismatch.element === "resource")
      return side === "identity" && isTarget(chain, request) ? ["target_role_arn"] : [];
    if (mismatch.element !== "condition" || mismatch.got === undefined) return [];
    const { lowerKey } = mismatch.condition;
    if (mismatch.got.length === 0) return hasTags(chain) || !TAG.test(lowerKey) ? [] : ["disable_session_tags"];
    if (lowerKey === "aws:principalarn") return ["role_arn"];
    if (lowerKey === "sts:externalid") return ["cluster_name", "namespace", "service_account"];
    const attribute = ATTRIBUTES[TAG.exec(lowerKey)?.[1] ?? ""];
    return attribute === undefined ? [] : [attribute];
  });
}

const TAG = /^aws:(?:request|principal)tag\/(.*)$/;

const hasTags = (chain: Chain): boolean =>
  chain.mechanism === "pod-identity" && chain.associations[0].sessionTags !== false;

const principalOf = ({ Principal }: Lacking["wanted"]): object =>
  typeof Principal === "object" && Principal !== null ? Principal : {};

const isTarget = ({ associations: [{ targetRoleArn }] }: PodIdentityChain, { resource }: Lacking["request"]): boolean =>
  typeof targetRoleArn === "string" && resource?.tokens.join("") === targetRoleArn;
