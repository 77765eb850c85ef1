import { CHAINED_SESSION_SECONDS, TRUST_POLICY_SIZE } from "../aws";
import { groupBy } from "../collections/group-by";
import type { PodTemplate, Role } from "../inventory";
import { clusterNamesIn } from "../terraform/stack/cluster-names";
import { UnknownValue } from "../unknown/unknown-value";
import { withoutRole } from "./chain-id";
import type { NamedChain, PodIdentityChain } from "./chains";
import { fixBy } from "./fix-by";
import { isPublic } from "./hops/public-policies";
import type { ProtectedChain } from "./intruders/protected-chain";
import { aboutChain, type ProofContext } from "./proof-context";
import { suggestTarget, warnAboutAssumedTwice } from "./second-role-findings";

/** Warnings about one chain; none of them refutes it. */
export function warnAboutChain(proof: ProofContext, protectedChain: ProtectedChain | undefined): void {
  if (!protectedChain) return;
  warnAboutPublicPolicies(proof, protectedChain);
  suggestTarget(proof, protectedChain);
  for (const role of [protectedChain.primary, protectedChain.target])
    if (role) warnAboutTrust(proof, role, role === protectedChain.target ? "target-trust" : "primary-trust");
  const { primary, target, targetTrust } = protectedChain;
  if (!target || protectedChain.primaryArn === undefined) return;
  const byRole = targetTrust?.policy?.statements.some(
    ({ effect, principals }) =>
      effect === "Allow" &&
      principals?.of.some(({ type, name }) => type === "AWS" && name === protectedChain.primaryArn),
  );
  if (byRole)
    proof.warn({
      code: "role-principal",
      hop: "target-trust",
      message: `the trust policy of ${target.resource.address} names the primary role itself; IAM keeps the role's unique id, so that re-creating ${primary?.resource.address ?? "it"} breaks the chain silently`,
      fix: "Name the account's root and add ArnEquals on aws:PrincipalArn.",
      location: target.trust.location,
    });
  const duration = target.resource.get("max_session_duration");
  if (typeof duration === "number" && duration > CHAINED_SESSION_SECONDS)
    proof.warn({
      code: "session-length",
      hop: "target-trust",
      message: `max_session_duration of ${target.resource.address} is ${duration} s; a chained session ends after ${CHAINED_SESSION_SECONDS} s regardless`,
      fix: "Remove it.",
      location: target.resource.location("max_session_duration"),
    });
}

function warnAboutTrust(proof: ProofContext, { trust, resource }: Role, hop: "primary-trust" | "target-trust"): void {
  if (trust.text instanceof UnknownValue) return;
  const length = trust.text.replaceAll(/\s/g, "").length;
  if (length > TRUST_POLICY_SIZE)
    proof.warn({
      code: "trust-quota",
      hop,
      message: `the trust policy of ${resource.address} has ${length} characters without whitespace; the default quota is ${TRUST_POLICY_SIZE}`,
      fix: "Shorten it, split its statements across several roles, or ask AWS for a higher quota.",
      location: trust.location,
    });
}

/** Warnings about the world as a whole. */
export function warnAboutWorld(proof: ProofContext, chains: readonly NamedChain[]): void {
  for (const stack of proof.world.stacks)
    for (const { address, source, reason, advice, location } of stack.missing)
      proof.warn({
        code: "module-not-read",
        message: `${address} (${source}) of stack ${stack.name} was not read: ${reason}`,
        fix: advice,
        location,
      });
  for (const { resource, why } of proof.inventory.unreadObjects)
    proof.warn({
      code: "objects-not-read",
      message: `${resource.address} of stack ${resource.stack} may annotate service accounts with roles: ${why.reason}`,
      ...fixBy(why.advice, "Prove the plan or the state, where its values are known."),
      location: resource.location(),
    });
  for (const stack of proof.world.stacks)
    for (const { message, location } of stack.problems)
      proof.warn({
        code: "terraform-problem",
        message: `in stack ${stack.name}, where no chain needs it: ${message}`,
        location,
      });
  warnAboutManifests(proof);
  warnAboutBothMechanisms(proof, chains);
  warnAboutPods(proof, chains);
  warnAboutAssumedTwice(proof, chains);
}

/** What is given for a cluster says nothing of another one, and a folder without objects nothing at all. */
function warnAboutManifests({ world: { stacks }, warn }: ProofContext): void {
  const manifests = stacks.filter(({ kind }) => kind === "manifests");
  if (manifests.length === 0) return;
  const { known, others } = clusterNamesIn(stacks);
  for (const { name, resources } of manifests) {
    const [first] = resources;
    if (first === undefined)
      warn({
        code: "manifests-empty",
        message: `${name} has no Kubernetes object`,
        fix: "Give the folder or the file with the objects that are applied; a chart by what helm template prints.",
      });
    else if (typeof first.clusterName === "string" && !known.has(first.clusterName) && !others)
      warn({
        code: "manifests-elsewhere",
        message: `${name} is applied to a cluster ${first.clusterName}, which no Terraform that was read makes, reads or works in: its objects are none of another cluster`,
        fix: `Correct the name${known.size === 0 ? "" : `, which may be ${[...known].sort().join(" or ")}`}, or add the stack of the cluster.`,
        location: first.location(),
      });
  }
}

function warnAboutBothMechanisms(proof: ProofContext, chains: readonly NamedChain[]): void {
  for (const [first, ...others] of groupBy(chains, ({ id }) => withoutRole(id)).values()) {
    if (!first) continue;
    const overridden = first.chain.mechanism === "pod-identity" && first.chain.overridden.length > 0;
    if (overridden || others.some(({ chain }) => chain.mechanism !== first.chain.mechanism))
      aboutChain(proof, first).warn({
        code: "both-mechanisms",
        message:
          "the pod has an association and an annotated service account; EKS gives new pods the credentials of the association only",
        fix: "Remove the annotation when no running pod was started before the association.",
      });
  }
}

function warnAboutPublicPolicies(proof: ProofContext, { grants }: ProtectedChain): void {
  const targets = new Set(grants.flatMap(({ matches }) => matches.map(({ target }) => target)));
  for (const { service, policy: document, publicAccess, resource } of targets) {
    if (service !== "s3" || !document || publicAccess?.blockPublicPolicy !== true) continue;
    const { policy } = proof.read(document, "resource");
    if (policy && isPublic(policy))
      proof.warn({
        code: "public-policy-blocked",
        hop: "grant",
        message: `the policy of ${resource.address} is public and its public access block refuses to save one`,
        fix: "Name who may use the bucket.",
        location: document.location,
      });
  }
}

const podKey = (namespace: string, serviceAccount: string) => `${namespace}/${serviceAccount}`;

function warnAboutPods(proof: ProofContext, chains: readonly NamedChain[]): void {
  if (proof.inventory.pods.length === 0) return;
  const byPod = new Map<string, NamedChain[]>();
  const namespaces = new Set<string>();
  for (const named of chains) {
    const { namespace, serviceAccount } = named.chain;
    namespaces.add(namespace);
    const key = podKey(namespace, serviceAccount);
    byPod.set(key, [...(byPod.get(key) ?? []), named]);
  }
  for (const pod of proof.inventory.pods) {
    const { namespace, serviceAccount } = pod;
    if (namespace instanceof UnknownValue || serviceAccount instanceof UnknownValue || !namespaces.has(namespace))
      continue;
    const mine = byPod.get(podKey(namespace, serviceAccount)) ?? [];
    if (mine.length === 0) warnWithoutChain(proof, pod, namespace, serviceAccount);
    for (const named of mine)
      if (named.chain.mechanism === "pod-identity") warnWithoutWaiting(aboutChain(proof, named), pod, named.chain);
  }
}

function warnWithoutChain(
  proof: ProofContext,
  { label, resource }: PodTemplate,
  namespace: string,
  serviceAccount: string,
): void {
  proof.warn({
    code: "pod-without-chain",
    message: `${label} runs under service account ${namespace}/${serviceAccount}, which has no chain, though others of its namespace have`,
    fix: "Set its service_account_name to the service account with the access, if it should have it.",
    location: resource.location("spec"),
  });
}

/** A pod admitted before its association never gets credentials.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
function warnWithoutWaiting(
  proof: ProofContext,
  { label, resource }: PodTemplate,
  { associations }: PodIdentityChain,
): void {
  const [{ resource: association }] = associations;
  // nothing in a manifest makes one object wait for another
  if (resource.type === "kubernetes_manifest") return;
  if (association.stack !== resource.stack || dependsOn(resource.dependsOn, association.address)) return;
  proof.warn({
    code: "pod-before-association",
    message: `${label} does not wait for ${association.address}; a pod that is admitted before its association never gets credentials`,
    fix: `Add depends_on = [${association.address.replace(/\[.*$/, "")}] to ${resource.address}.`,
    location: resource.location(),
  });
}

const dependsOn = (addresses: ReadonlySet<string>, address: string): boolean =>
  addresses.has(address) || addresses.has(address.replaceAll(/\[[^\]]*\]/g, ""));
