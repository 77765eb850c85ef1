import { parseArn } from "../../aws";
import { hasUnknown } from "../../unknown/unknown-text";
import type { Chain } from "../chains";
import type { Lacking } from "../hops/explain";
import type { ReadDocument } from "../proof-context";
import { externalIdOf } from "../requests/context";
import { EKS_SERVICE, sessionOf } from "../requests/pod-session";

type Written = Readonly<Record<string, unknown>>;

/**
 * The Allows that give exactly what `lacking` asks for, each by itself: to this caller, under the conditions of this
 * chain. A request tag may be chosen by any holder of the role before it, so that the second form asks for the
 * session's own tags. None where the values are not all known, or where it would be no narrow one.
 */
export function addedStatements(chain: Chain, lacking: readonly Lacking[], document: ReadDocument): readonly Written[] {
  const [first] = lacking;
  if (!first || first.side === "limit" || lacking.some(({ side }) => side !== first.side)) return [];
  const actions = [...new Set(lacking.map(({ action }) => action))];
  // a whole service holds what changes permissions too
  if (actions.some((action) => /^\*|:\*$/.test(action))) return [];
  if (lacking.some(({ wanted }) => rest(wanted) !== rest(first.wanted))) return [];
  const { Action: _, ...wanted } = first.wanted;
  return formsOf(chain, first, wanted, document)
    .map(({ Effect, Principal, ...others }) => ({
      Effect,
      ...(Principal === undefined ? {} : { Principal }),
      Action: actions.length === 1 ? actions[0] : actions,
      ...others,
    }))
    .filter((statement) => !hasUnknown(JSON.stringify(statement)));
}

const rest = ({ Action: _, ...others }: Written): string => JSON.stringify(others);

function formsOf(
  chain: Chain,
  { side, action, bySdk = false }: Lacking,
  wanted: Written,
  document: ReadDocument,
): readonly Written[] {
  if (chain.mechanism === "irsa") return side !== "trust" || typeof chain.audience === "string" ? [wanted] : [];
  if (side === "resource") return [wanted];
  const session = sessionOf(chain.associations[0]);
  if (!session) return [];
  const { pod, tags } = session;
  if (tags && pod.region === undefined) return [];
  const values = {
    "eks-cluster-arn": `arn:${pod.partition}:eks:${pod.region}:${pod.account}:cluster/${pod.cluster}`,
    "kubernetes-namespace": pod.namespace,
    "kubernetes-service-account": pod.serviceAccount,
  };
  const tagged = (prefix: string) =>
    Object.fromEntries(Object.entries(values).map(([tag, value]) => [prefix + tag, value]));
  const sessions: readonly Written[] = tags ? [tagged("aws:PrincipalTag/")] : [];
  if (side === "identity") {
    const confined = action.startsWith("sts:")
      ? sessions.map((own) => ({ ...wanted, Condition: { StringEquals: own } }))
      : [];
    return [wanted, ...confined];
  }
  const { Service, AWS } = wanted.Principal as { readonly Service?: string; readonly AWS?: string };
  if (Service === EKS_SERVICE)
    return [
      {
        ...wanted,
        Condition: { StringEquals: tags ? tagged("aws:RequestTag/") : { "aws:SourceAccount": pod.account } },
      },
    ];
  if (AWS === undefined) return [];
  const root = rootNamedIn(document, AWS);
  const external = bySdk ? undefined : { "sts:ExternalId": externalIdOf(pod) };
  return [tags ? tagged("aws:RequestTag/") : external, ...sessions].map((own) => ({
    ...wanted,
    ...(root ? { Principal: { AWS: root } } : {}),
    ...(own || root
      ? {
          Condition: {
            ...(own ? { StringEquals: own } : {}),
            ...(root ? { ArnEquals: { "aws:PrincipalArn": AWS } } : {}),
          },
        }
      : {}),
  }));
}

/** The root of the role's account, where that is how `document` names callers. */
function rootNamedIn({ policy }: ReadDocument, role: string): string | undefined {
  const account = parseArn(role)?.account;
  return (policy?.statements ?? [])
    .flatMap(({ effect, principals }) => (effect === "Allow" && !principals?.negated ? (principals?.of ?? []) : []))
    .find(({ type, arn }) => type === "AWS" && arn?.resource === "root" && arn.account === account)?.name;
}
