import { parse } from "yaml";

/** An EKS cluster that a kubeconfig names. */
export interface KnownCluster {
  readonly name: string;
  /** 12 digits; undefined where the context does not name the account. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** The context's namespace. */
  readonly namespace: string | undefined;
}

/**
 * The EKS clusters of the contexts in the texts of kubeconfig files, the current context's first. Of several files the
 * first that sets a value wins, as kubectl merges them. A text that cannot be read counts as empty.
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */
export function clustersIn(texts: readonly string[]): readonly KnownCluster[] {
  const files = texts.map(parsed);
  const current = files.map((file) => textOf(field(file, "current-context"))).find((name) => name !== undefined);
  const contexts = new Map<string, unknown>();
  for (const entry of files.flatMap((file) => listOf(field(file, "contexts")))) {
    const name = textOf(field(entry, "name"));
    if (name !== undefined && !contexts.has(name)) contexts.set(name, field(entry, "context"));
  }
  const ordered = [...contexts].sort(([a], [b]) => Number(b === current) - Number(a === current));
  const known = ordered.flatMap(([, context]) => {
    const cluster = eksCluster(textOf(field(context, "cluster")) ?? "");
    return cluster ? [{ ...cluster, namespace: textOf(field(context, "namespace")) }] : [];
  });
  return known.filter(
    ({ name, account, region }, index) =>
      known.findIndex((one) => one.name === name && one.account === account && one.region === region) === index,
  );
}

/** Clusters are called by ARN where `aws eks update-kubeconfig` wrote them, and NAME.REGION.eksctl.io by eksctl. */
function eksCluster(called: string): Omit<KnownCluster, "namespace"> | undefined {
  const arn = /^arn:aws[a-z-]*:eks:([a-z0-9-]+):([0-9]{12}):cluster\/(.+)$/.exec(called);
  if (arn) return { region: arn[1], account: arn[2], name: arn[3] ?? "" };
  const eksctl = /^([^.]+)\.([a-z0-9-]+)\.eksctl\.io$/.exec(called);
  return eksctl ? { name: eksctl[1] ?? "", account: undefined, region: eksctl[2] } : undefined;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return undefined;
  }
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
