import type { Chain, Model } from "../../../src/model";
import type { ChainResult } from "../../../src/proof";
import type { ClusterReference, PodReference } from "../../pods";
import type { Base } from "../worlds/base";

/** The configuration's chain of a chain of the proof: of the same id, and of its mechanism where a pod has both. */
export function ownChains({ model, claims }: Base): (chain: ChainResult) => Chain | undefined {
  const named = model.chains.map((chain, index) => ({ id: claims.ids[index], chain }));
  return ({ id, mechanism }) => {
    const same = named.filter((one) => one.id === id);
    return (same.find(({ chain }) => chain.mechanism === mechanism) ?? same[0])?.chain;
  };
}

/**
 * The pod that a chain of the proof is about; undefined where neither the proof nor the configuration
 * names its cluster. `own` is the configuration's chain of the same id.
 */
export function podOfChain(model: Model, chain: ChainResult, own: Chain | undefined): PodReference | undefined {
  const parts = (own && chain.account === null ? own.id : chain.id.replace(/^\d{12}:[^:]*:/, "")).split("/");
  const [serviceAccount = "", namespace = ""] = parts.reverse();
  const name = parts.slice(2).reverse().join("/");
  const cluster = clusterAt(model, chain, own, name);
  return cluster && { cluster, namespace, serviceAccount };
}

function clusterAt(
  model: Model,
  chain: ChainResult,
  own: Chain | undefined,
  name: string,
): ClusterReference | undefined {
  const account = chain.account ?? own?.account;
  const region = chain.region ?? own?.region;
  // a chain found only in a trust policy is named by the end of its issuer
  if (account === undefined) return clustersOf(model).find(({ issuer }) => issuer?.split("/").at(-1) === name);
  if (chain.mechanism === "pod-identity" && region !== undefined) return { account, region, name };
  // for web identities the proof has only the stack's region
  const alike = clustersOf(model).filter((cluster) => cluster.account === account && cluster.name === name);
  return alike.find((one) => one.region === region) ?? alike[0] ?? (region ? { account, region, name } : undefined);
}

/** The clusters that a configuration uses. */
export const clustersOf = ({ stacks }: Model): readonly (ClusterReference & { readonly issuer?: string })[] =>
  stacks.flatMap((stack) =>
    stack.layer === "rest"
      ? stack.clusters.map(({ name, region, issuer }) => ({
          account: stack.account.id,
          region,
          name,
          ...(issuer ? { issuer } : {}),
        }))
      : [],
  );

export const partitionOfArn = (arn: string): string => arn.split(":")[1] ?? "aws";

export const clusterArnOf = ({ account, region, name }: ClusterReference, partition: string): string =>
  `arn:${partition}:eks:${region}:${account}:cluster/${name}`;

export const podText = ({ cluster, namespace, serviceAccount }: PodReference): string =>
  `${cluster.account}:${cluster.region}:${cluster.name}/${namespace}/${serviceAccount}`;
