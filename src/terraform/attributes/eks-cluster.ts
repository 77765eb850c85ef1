import { ISSUER, issuerIdText } from "../../unknown/unknown-forms";
import { unknownText } from "../../unknown/unknown-text";
import { isDictionary, type Value } from "../value";
import { assertedIssuer } from "./asserted-issuer";
import {
  dnsSuffix,
  nameAttribute,
  plainName,
  plainText,
  type ResourceFacts,
  regional,
  regionOf,
  unknownUntilApply,
} from "./resource-facts";

/** The cluster's issuer: what a postcondition asserts, without which Terraform does not go on, or an URL of EKS's form. */
function issuer(subject: ResourceFacts): string {
  const conditions = [subject.set("lifecycle", 0, "postcondition")].flat() as readonly Value[];
  for (const one of conditions) {
    const condition = isDictionary(one) ? one.condition : undefined;
    const asserted = typeof condition === "string" ? assertedIssuer(condition) : undefined;
    if (asserted !== undefined) return asserted;
  }
  const here = subject.mode === "data" ? madeHere(subject) : undefined;
  if (here !== undefined) return here;
  return hasIpv4(subject)
    ? `https://oidc.eks.${regionOf(subject)}.${dnsSuffix(subject)}/id/${issuerIdText(`${subject.stack}/${subject.address}`)}`
    : `https://${unknownUntilApply(subject, ISSUER.slice(1))}`;
}

/** The issuer of the cluster of the world that a data source looks up. */
function madeHere(subject: ResourceFacts): string | undefined {
  const { account, region, lookup } = subject;
  const cluster = region === undefined ? undefined : lookup.cluster(account, region, plainName(subject));
  if (cluster === undefined || cluster.indefinite !== undefined) return undefined;
  const url = cluster.get("identity", 0, "oidc", 0, "issuer");
  return typeof url === "string" ? url : undefined;
}

/**
 * Whether the cluster is made here without IPv6: AWS names another host for the issuers of clusters with it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
function hasIpv4(subject: ResourceFacts): boolean {
  if (subject.mode === "data") return false;
  const family = subject.set("kubernetes_network_config", 0, "ip_family");
  return family === null || family === "ipv4";
}

/** What EKS sends as sts:ExternalId. @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html */
export function externalId(subject: ResourceFacts): string {
  if (plainText(subject.set("disable_session_tags")) !== "true") return unknownUntilApply(subject, "external_id");
  const [cluster, namespace, serviceAccount] = ["cluster_name", "namespace", "service_account"].map((name) =>
    nameAttribute(subject, name),
  );
  return [
    subject.region ?? unknownText("the cluster's region"),
    subject.account,
    cluster,
    namespace,
    serviceAccount,
  ].join("/");
}

export const EKS_CLUSTER = {
  name: plainName,
  id: plainName,
  arn: (subject: ResourceFacts) => `${regional(subject, "eks")}cluster/${plainName(subject)}`,
  identity: (subject: ResourceFacts) => [{ oidc: [{ issuer: issuer(subject) }] }],
};
