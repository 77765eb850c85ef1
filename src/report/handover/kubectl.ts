import type { AnnotatedServiceAccount, StackDocuments } from "../review";
import { shellWord } from "./shell";

/** The annotation by which pods get a role. @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
export const ROLE = "eks.amazonaws.com/role-arn";

/** Ends a script where it is not said by which context kubectl reaches a cluster: the current one may be another's. */
export const demandedContexts = (sources: readonly { readonly stack: StackDocuments }[]): readonly string[] => {
  const clusters = sources.flatMap(({ stack }) => stack.serviceAccounts.map(({ cluster }) => cluster));
  return [...new Set(clusters)].map(
    (cluster) => `: "\${${contextOf(cluster)}:?set it to the context of kubectl for the cluster ${cluster}}"`,
  );
};

const contextOf = (cluster: string): string => `context_${cluster.replaceAll(/\W/g, "_")}`;

/** A command of kubectl on a service account, in its cluster. */
export const onServiceAccount = (verb: string, { cluster, namespace, name }: AnnotatedServiceAccount): string =>
  `kubectl --context "$${contextOf(cluster)}" ${verb} serviceaccount ${shellWord(name)} --namespace ${shellWord(namespace)}`;
