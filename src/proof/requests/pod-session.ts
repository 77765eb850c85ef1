import { EKS_POD_IDENTITY_PRINCIPAL } from "../../aws";
import { type Context, conditionsOf } from "../../iam";
import type { Association, Cluster } from "../../inventory";
import { unknownText } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ProofContext, ReadDocument } from "../proof-context";
import {
  ABSENT,
  contextOf,
  type EksTags,
  NO_PRINCIPAL_TAGS,
  oneValue,
  type PodIdentity,
  requestTags,
  tagsOf,
} from "./context";

export const EKS_SERVICE = EKS_POD_IDENTITY_PRINCIPAL;

/** What the hops of one pod identity chain are about. */
export interface PodIdentitySession {
  readonly association: Association;
  readonly cluster: Cluster;
  readonly pod: PodIdentity;
  readonly tags: EksTags | undefined;
}

const sessions = new WeakMap<Association, PodIdentitySession | undefined>();

/** undefined where the cluster is not known. */
export function sessionOf(association: Association): PodIdentitySession | undefined {
  const known = sessions.get(association);
  if (known !== undefined || sessions.has(association)) return known;
  const made = sessionBy(association);
  sessions.set(association, made);
  return made;
}

function sessionBy(association: Association): PodIdentitySession | undefined {
  const { cluster, namespace, serviceAccount, sessionTags } = association;
  if (cluster instanceof UnknownValue) return undefined;
  const pod = {
    account: cluster.account,
    partition: cluster.partition,
    region: cluster.region,
    cluster: cluster.name,
    namespace: nameIn(association, "namespace", namespace),
    serviceAccount: nameIn(association, "service_account", serviceAccount),
  };
  return { association, cluster, pod, tags: sessionTags === false ? undefined : tagsOf(pod) };
}

/** A name that is not known is a text of its own, which no literal is certain to differ from. */
const nameIn = ({ resource }: Association, attribute: string, name: string | UnknownValue): string =>
  name instanceof UnknownValue
    ? unknownText(name.origin ?? `${resource.stack}/${resource.address}.${attribute}`)
    : name;

/**
 * What EKS shows of itself when it assumes the primary role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag
 */
export function eksContext(
  proof: ProofContext,
  trust: ReadDocument,
  account: string,
  tags: EksTags | undefined,
): Context {
  return contextOf(
    {
      "aws:sourceaccount": oneValue(account),
      // the role is in the cluster's account, or not assumed at all
      "aws:resourceaccount": oneValue(account === "" ? undefined : account),
      "aws:sourcearn": sourceArn(trust),
      "aws:principalservicename": oneValue(EKS_SERVICE),
      "aws:principalisawsservice": oneValue("true"),
      "aws:principalarn": ABSENT,
      "aws:principalorgid": ABSENT,
      "aws:principalorgpaths": ABSENT,
      "aws:sourceorgid": oneValue(proof.organisation),
      "sts:externalid": ABSENT,
    },
    requestTags(tags),
    // what it passes are tags of the session to come; a service has none of its own
    NO_PRINCIPAL_TAGS,
  );
}

/** EKS does not document what it sends as aws:SourceArn; it is never an association's ARN. */
function sourceArn(trust: ReadDocument): ReturnType<typeof oneValue> {
  const wanted = conditionsOf(trust.policy ? [trust.policy] : [])
    .filter(({ lowerKey }) => lowerKey === "aws:sourcearn")
    .flatMap(({ values }) => values.map(({ text }) => text));
  const never = wanted.length > 0 && wanted.every((text) => /:podidentityassociation\//.test(text));
  return oneValue(never ? "arn:aws:eks:::" : undefined);
}
