import { parseArn } from "../../aws";
import { hasUnknown } from "../../unknown/unknown-text";
import type { Chain } from "../chains";
import type { Lacking } from "../hops/explain";
import type { ReadDocument } from "../proof-context";
import { externalIdOf } from "../requests/context";
import { EKS_SERVICE, sessionOf } from "../requests/pod-session";

type Written = Readonly<Record<string, unknown>>;

/**
 * The one Allow that gives exactly what `lacking` asks for: to this caller, under the conditions of this chain;
 * undefined where its values are not all known, or where it would be no narrow one.
 */
export function addedStatement(chain: Chain, lacking: readonly Lacking[], document: ReadDocument): Written | undefined {
  const [first] = lacking;
  if (!first || lacking.some(({ side }) => side !== first.side)) return undefined;
  const actions = [...new Set(lacking.map(({ action }) => action))];
  // a whole service holds what changes permissions too
  if (actions.some((action) => /^\*|:\*$/.test(action))) return undefined;
  if (lacking.some(({ wanted }) => rest(wanted) !== rest(first.wanted))) return undefined;
  const { Action: _, ...wanted } = first.wanted;
  const statement: Written | undefined =
    first.side === "trust" ? trusting(chain, wanted, document) : first.side === "limit" ? undefined : wanted;
  if (!statement) return undefined;
  const { Effect, Principal, ...others } = statement;
  const whole = {
    Effect,
    ...(Principal === undefined ? {} : { Principal }),
    Action: actions.length === 1 ? actions[0] : actions,
    ...others,
  };
  return hasUnknown(JSON.stringify(whole)) ? undefined : whole;
}

const rest = ({ Action: _, ...others }: Written): string => JSON.stringify(others);

/** A web identity's statement has its conditions; those of a pod identity depend on tags. */
function trusting(chain: Chain, wanted: Written, document: ReadDocument): Written | undefined {
  if (chain.mechanism === "irsa") return typeof chain.audience === "string" ? wanted : undefined;
  const session = sessionOf(chain.associations[0]);
  if (!session) return undefined;
  const { pod, tags } = session;
  if (tags && pod.region === undefined) return undefined;
  const own = tags
    ? {
        "aws:RequestTag/eks-cluster-arn": `arn:${pod.partition}:eks:${pod.region}:${pod.account}:cluster/${pod.cluster}`,
        "aws:RequestTag/kubernetes-namespace": pod.namespace,
        "aws:RequestTag/kubernetes-service-account": pod.serviceAccount,
      }
    : undefined;
  const { Service, AWS } = wanted.Principal as { readonly Service?: string; readonly AWS?: string };
  if (Service === EKS_SERVICE) {
    return { ...wanted, Condition: { StringEquals: own ?? { "aws:SourceAccount": pod.account } } };
  }
  if (AWS === undefined) return undefined;
  const root = rootNamedIn(document, AWS);
  return {
    ...wanted,
    ...(root ? { Principal: { AWS: root } } : {}),
    Condition: {
      StringEquals: own ?? { "sts:ExternalId": externalIdOf(pod) },
      ...(root ? { ArnEquals: { "aws:PrincipalArn": AWS } } : {}),
    },
  };
}

/** The root of the role's account, where that is how `document` names callers. */
function rootNamedIn({ policy }: ReadDocument, role: string): string | undefined {
  const account = parseArn(role)?.account;
  return (policy?.statements ?? [])
    .flatMap(({ effect, principals }) => (effect === "Allow" && !principals?.negated ? (principals?.of ?? []) : []))
    .find(({ type, arn }) => type === "AWS" && arn?.resource === "root" && arn.account === account)?.name;
}
