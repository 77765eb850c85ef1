import {
  anyWay,
  applies,
  type Condition,
  literal,
  matchPrincipal,
  NO,
  type Request,
  type Statement,
  variablesOf,
  YES,
} from "../../iam";
import type { ProofContext } from "../proof-context";
import { ABSENT, type EksTags, oneValue, sessionCallerOf, withoutOtherTags } from "../requests/context";
import { EKS_SERVICE, eksContext } from "../requests/pod-session";
import { withRoleTags } from "../requests/resource-tags";
import type { AccessPath, Difference, Pod } from "./access-path";
import { secondHopContext } from "./eks-calls";
import type { ProtectedChain } from "./protected-chain";

/** A request of a pod that gets in: the tags EKS sends, undefined with tags off. */
export interface PodRequest {
  readonly tags: EksTags | undefined;
  readonly pod: Pod;
  readonly region: string | undefined;
}

const TAGS: Readonly<Record<Difference, readonly string[]>> = {
  cluster: ["eks-cluster-arn", "eks-cluster-name"],
  namespace: ["kubernetes-namespace"],
  serviceAccount: ["kubernetes-service-account"],
};

/**
 * Whether a statement that decides about this pod tests what distinguishes its class and still lets it in: a
 * confinement that fails. Where none tests it, the pod gets in only by the decision of an administrator of
 * associations. Two things are not a failure: a cluster named by its name alone, met from another region, and a value that
 * is listed for another pod of the world.
 */
export function confinementFails(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  difference: Difference,
  request: PodRequest,
): boolean {
  const { tags, pod, region } = request;
  const elsewhere = region !== path.region;
  const externalId = region === undefined ? undefined : externalIdOf(path, region, pod);
  const excused = (condition: Condition): boolean => {
    const key = condition.lowerKey;
    if (condition.base === "Null") return false;
    const listed = (value: string) => condition.values.some(({ text }) => text === value);
    if (key === "sts:externalid")
      return externalId !== undefined && listed(externalId) && proof.podNames().externalId.has(externalId);
    if (tags === undefined) return false;
    if (key.endsWith("/eks-cluster-name"))
      return (
        listed(pod.cluster) &&
        (proof.podNames().cluster.has(pod.cluster) || (elsewhere && pod.cluster === chain.chain.cluster))
      );
    if (key.endsWith("/kubernetes-namespace"))
      return listed(pod.namespace) && proof.podNames().namespace.has(pod.namespace);
    if (key.endsWith("/kubernetes-service-account"))
      return listed(pod.serviceAccount) && proof.podNames().serviceAccount.has(pod.serviceAccount);
    const arn = `arn:${path.partition}:eks:${region ?? ""}:${path.account}:cluster/${pod.cluster}`;
    return listed(arn) && proof.podNames().clusterArn.has(arn);
  };
  const tests = ({ lowerKey, values }: Condition): boolean => {
    const distinguishes = (key: string) =>
      key === "sts:externalid" ||
      TAGS[difference].some((tag) => /^aws:(request|principal)tag\//.test(key) && key.endsWith(`/${tag}`));
    return distinguishes(lowerKey) || values.some((value) => variablesOf(value).some(distinguishes));
  };
  return asked(proof, chain, path, request).some(([statements, one]) =>
    statements.some((statement) => {
      const decides =
        statement.effect === "Allow"
          ? applies(statement, one) !== NO && anyWay(matchPrincipal(statement, one.caller)) !== NO
          : anyWay(matchPrincipal(statement, one.caller)) !== NO &&
            applies({ ...statement, conditions: [] }, one) === YES;
      return decides && statement.conditions.some((condition) => tests(condition) && !excused(condition));
    }),
  );
}

const externalIdOf = ({ account }: AccessPath, region: string, { cluster, namespace, serviceAccount }: Pod): string =>
  [region, account, cluster, namespace, serviceAccount].join("/");

/** The statements that have a say in each of EKS's calls, with the call. */
function asked(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  { tags, pod, region }: PodRequest,
): readonly (readonly [readonly Statement[], Request])[] {
  const actions = tags ? ["sts:assumerole", "sts:tagsession"] : ["sts:assumerole"];
  const eks = withoutOtherTags(eksContext(proof, path.guard.document.reading, path.account, tags));
  const first = withRoleTags(proof, path.firstArn, eks);
  const externalId = region === undefined ? undefined : externalIdOf(path, region, pod);
  return actions.flatMap((action) => {
    const one: Request = {
      action: literal(action),
      resource: literal(path.firstArn),
      caller: { kind: "service", name: EKS_SERVICE },
      context: first,
    };
    const reading = action === "sts:assumerole" ? path.guard.reading : path.guard.document.reading;
    const calls: (readonly [readonly Statement[], Request])[] = [[reading.policy?.statements ?? [], one]];
    if (path.target) {
      const sent = action === "sts:tagsession" || tags ? ABSENT : oneValue(externalId);
      const two: Request = {
        action: literal(action),
        resource: literal(chain.targetArn),
        caller: sessionCallerOf(path.firstArn),
        context: secondHopContext(proof, chain, path.firstArn, tags, region)(sent),
      };
      const policies = [path.target, ...path.side.identity, ...path.side.guardrails];
      calls.push([policies.flatMap(({ policy }) => policy?.statements ?? []), two]);
    }
    return calls;
  });
}
