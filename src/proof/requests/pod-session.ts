import type { Context } from "../../iam";
import type { Association, Cluster } from "../../inventory";
import { Unknown } from "../../terraform/world";
import type { Known, Reading } from "../proof-context";
import { ABSENT, contextOf, type EksTags, type PodIdentity, requestTags, tagsOf, value } from "./context";

export const EKS_SERVICE = "pods.eks.amazonaws.com";

/** What the hops of one pod identity chain are about. */
export interface PodIdentitySession {
  readonly association: Association;
  readonly cluster: Cluster;
  readonly pod: PodIdentity;
  readonly tags: EksTags | undefined;
}

const text = (value: string | Unknown): string => (value instanceof Unknown ? "<unknown>" : value);

export function sessionOf(association: Association): PodIdentitySession | undefined {
  const { cluster, namespace, serviceAccount, sessionTags } = association;
  if (cluster instanceof Unknown) return undefined;
  const pod = {
    account: cluster.account,
    partition: cluster.partition,
    region: cluster.region,
    cluster: cluster.name,
    namespace: text(namespace),
    serviceAccount: text(serviceAccount),
  };
  return { association, cluster, pod, tags: sessionTags === false ? undefined : tagsOf(pod) };
}

/** What EKS shows of itself when it assumes the primary role. */
export function eksContext(known: Known, trust: Reading, account: string, tags: EksTags | undefined): Context {
  return contextOf(
    {
      "aws:sourceaccount": value(account),
      "aws:sourcearn": sourceArn(trust),
      "aws:principalservicename": value(EKS_SERVICE),
      "aws:principalisawsservice": value("true"),
      "aws:sourceorgid": value(known.organisation),
      "sts:externalid": ABSENT,
    },
    requestTags(tags),
  );
}

/** Nobody knows what EKS sends as aws:SourceArn, but it is never an association's ARN. */
function sourceArn(trust: Reading): ReturnType<typeof value> {
  const wanted = (trust.policy?.statements ?? []).flatMap(({ conditions }) =>
    conditions.flatMap(({ lowerKey, values }) => (lowerKey === "aws:sourcearn" ? values.map(({ text }) => text) : [])),
  );
  const never = wanted.length > 0 && wanted.every((text) => /:podidentityassociation\//.test(text));
  return value(never ? "arn:aws:eks:::" : undefined);
}
