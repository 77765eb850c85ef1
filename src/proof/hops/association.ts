import { parseArn, SESSION_POLICY_SIZE } from "../../aws";
import { and, glob, literal, MAYBE, matches, NO, YES } from "../../iam";
import type { Association, ServiceAccount } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { PodIdentityChain } from "../chains";
import { fixBy } from "../fix-by";
import type { Hop } from "../proof";
import type { ProofContext } from "../proof-context";
import type { PodIdentitySession } from "../requests/pod-session";
import type { Why } from "./explain";
import { plainHop } from "./hop";
import { noSuchPod } from "./kubernetes-names";
import { isRoleArn } from "./role-arns";

export function associationHop(
  proof: ProofContext,
  chain: PodIdentityChain,
  session: PodIdentitySession | undefined,
): Hop {
  const [association, second] = chain.associations;
  const { resource, roleArn, policy, sessionTags } = association;
  const answer = (verdict: Hop["verdict"], why: Why): Hop =>
    plainHop("association", verdict, { resource: resource.address, location: resource.location(), ...why });
  if (second && !chain.associations.some((one) => one.resource.indefinite))
    return answer("denied", {
      code: "association-exists",
      message: `${resource.address} and ${second.resource.address} (${second.resource.stack}) bind the same pod; EKS keeps one association per cluster, namespace and service account`,
      awsError: "ResourceInUseException: Association already exists: a-…",
      fix: "Remove one of the two.",
    });
  const unknown = [association.cluster, association.namespace, association.serviceAccount, roleArn, sessionTags].find(
    (part): part is UnknownValue => part instanceof UnknownValue,
  );
  const indefinite = chain.associations.map((one) => one.resource.indefinite).find((reason) => reason !== undefined);
  if (indefinite !== undefined || unknown || !session)
    return answer("unknown", {
      code: "association-not-known",
      message: `${resource.address}: ${(indefinite ?? unknown)?.reason ?? "its cluster is not known"}`,
      ...fixBy((indefinite ?? unknown)?.advice, "Prove the plan or the state, where its values are known."),
    });
  const nobody = noSuchPod(session.pod.namespace, session.pod.serviceAccount);
  if (nobody) return answer("denied", nobody);
  for (const object of chain.overridden) assumeMeant(proof, chain, object);
  const { cluster } = session;
  const { clusterElsewhere: elsewhere } = association;
  if (elsewhere)
    return answer("unknown", {
      code: "association-not-known",
      message: `${resource.address} refers to ${elsewhere.address}, a cluster of account ${elsewhere.account}${elsewhere.region === undefined ? "" : ` in ${elsewhere.region}`}, by its name, and is made in account ${cluster.account}${cluster.region === undefined ? "" : ` in ${cluster.region}`}, where what was read shows no cluster of that name`,
      awsError: `ResourceNotFoundException: No cluster found for name: ${readable(cluster.name)}.`,
      fix: "Give it the provider, or the region, of the cluster.",
      location: resource.location("cluster_name"),
    });
  const arn = parseArn(roleArn as string);
  const isRole = isRoleArn(roleArn as string);
  if (isRole === MAYBE) {
    const written = resource.get("role_arn");
    const why = written instanceof UnknownValue ? written : undefined;
    return answer("unknown", {
      code: "association-not-known",
      message: `${resource.address}: role_arn is ${readable(roleArn as string)}, which is not known${why ? `: ${why.reason}` : ""}`,
      ...fixBy(why?.advice, "Prove the plan or the state, where its values are known."),
      location: resource.location("role_arn"),
    });
  }
  if (arn === undefined || isRole === NO)
    return answer("denied", {
      code: "role-arn-malformed",
      message: `role_arn is "${readable(roleArn as string)}", which is not the ARN of a role`,
      awsError: "InvalidParameterException: Role provided in the request does not exist",
      fix: `Write arn:${cluster.partition}:iam::${cluster.account}:role/NAME.`,
      location: resource.location("role_arn"),
    });
  const here = and(
    matches(literal(cluster.account), literal(arn.account)),
    matches(literal(cluster.partition), literal(arn.partition)),
  );
  if (here === NO)
    return answer("denied", {
      code: "cross-account-pass-role",
      message: `role_arn is a role of ${arn.partition} account ${arn.account}, the cluster is in ${cluster.partition} account ${cluster.account}`,
      awsError: "Cross-account pass role is not allowed",
      fix: `Name a role of account ${cluster.account} as role_arn, and the other one as target_role_arn.`,
      location: resource.location("role_arn"),
    });
  return (
    policyHop(proof, association, answer, policy !== undefined && sessionTags === true) ??
    fargateHop(proof, session, answer) ??
    plainHop("association", here === YES ? "allowed" : "unknown", {
      resource: resource.address,
      location: resource.location(),
      ...(here === YES ? {} : { code: "account-not-known", message: "the account of role_arn is not known" }),
    })
  );
}

/** A chart's own name for the service account that it annotates may be another one, which then gets no credentials. */
function assumeMeant(
  proof: ProofContext,
  { namespace, serviceAccount }: PodIdentityChain,
  { chosenBy, name, resource }: ServiceAccount,
): void {
  if (!(name instanceof UnknownValue)) return;
  proof.assume({
    id: "service-account-not-seen",
    subject: `${namespace}/${serviceAccount}`,
    for: "association",
    message: `${chosenBy} calls the service account that it annotates ${namespace}/${serviceAccount}, as the association does. ${name.advice?.text ?? "Name it to remove this assumption."}`,
    location: resource.location(),
  });
}

type Answer = (verdict: Hop["verdict"], why: Why) => Hop;

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html */
function policyHop(
  proof: ProofContext,
  { policy, resource }: Association,
  answer: Answer,
  withTags: boolean,
): Hop | undefined {
  if (!policy) return undefined;
  const location = resource.location("policy");
  if (withTags)
    return answer("denied", {
      code: "policy-with-session-tags",
      message: "the association has a session policy while session tags are on",
      awsError: "InvalidParameterException: policy requires disableSessionTags to be true",
      fix: 'Set "disable_session_tags": true, or remove policy.',
      location,
    });
  const reading = proof.read(policy, "identity");
  if (reading.problem)
    return answer("denied", {
      code: "malformed-policy",
      message: reading.problem.message,
      awsError: reading.problem.awsError,
      fix: reading.problem.fix,
      location,
    });
  if (typeof policy.text === "string" && policy.text.length > SESSION_POLICY_SIZE)
    return answer("denied", {
      code: "session-policy-length",
      message: `the session policy has ${policy.text.length} characters; EKS takes ${SESSION_POLICY_SIZE}`,
      awsError: "InvalidParameterException: policy is too long",
      fix: "Shorten it, or put the limits into the target role's own policy.",
      location,
    });
  return undefined;
}

/**
 * Pods on Fargate get no credentials by Pod Identity. Which labels a pod has the world mostly does not show: that it lacks
 * those of a profile is then an assumption.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html#pod-id-restrictions
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
 */
function fargateHop(proof: ProofContext, { cluster, pod }: PodIdentitySession, answer: Answer): Hop | undefined {
  for (const selector of proof.inventory.fargate) {
    const { cluster: other, namespace, labels, resource } = selector;
    if (
      other instanceof UnknownValue ||
      other.name !== cluster.name ||
      other.account !== cluster.account ||
      (other.region ?? cluster.region) !== (cluster.region ?? other.region)
    )
      continue;
    const selected = namespace instanceof UnknownValue ? MAYBE : matches(glob(namespace), literal(pod.namespace));
    if (selected === NO) continue;
    const asks = labels instanceof UnknownValue || labels.length > 0;
    if (!(labels instanceof UnknownValue) && asks && !isShown(proof, pod)) {
      proof.assume({
        id: "not-modelled",
        subject: `${resource.stack}/${resource.address}`,
        for: "association",
        message: `no pod of service account ${pod.namespace}/${pod.serviceAccount} has all labels by which ${resource.address} runs pods on Fargate, where Pod Identity does not work: ${readable(labels.join(", "))}. Labels of pods are not in what was read`,
        location: resource.location("selector"),
      });
      continue;
    }
    const sure = selected === YES && !asks && !resource.indefinite && other.region === cluster.region;
    return answer(sure ? "denied" : "unknown", {
      code: "fargate",
      message: `${resource.address} runs ${asks ? "some " : ""}pods of namespace ${pod.namespace} on Fargate, where Pod Identity does not work`,
      fix: "Use IRSA for this workload, or keep its namespace off Fargate.",
      location: resource.location("selector"),
    });
  }
  return undefined;
}

/** Whether the world shows pods of the service account, or some that may be. */
const isShown = ({ inventory }: ProofContext, { namespace, serviceAccount }: PodIdentitySession["pod"]): boolean =>
  inventory.pods.some(
    (one) =>
      (one.namespace instanceof UnknownValue || one.namespace === namespace) &&
      (one.serviceAccount instanceof UnknownValue || one.serviceAccount === serviceAccount),
  );
