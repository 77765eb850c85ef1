/** Whether a workload creates its namespace. Default: true, except for namespaces that every cluster has. */
export const createsNamespace = (
  { createNamespace }: { readonly createNamespace?: boolean | undefined },
  namespace: string,
): boolean => createNamespace ?? !/^(default|kube-.*)$/.test(namespace);

/** Whether a workload creates its service account. Default: true, except for `default`, which every namespace has. */
export const createsServiceAccount = (workload: {
  readonly serviceAccount?: string | undefined;
  readonly createServiceAccount?: boolean | undefined;
}): boolean => workload.createServiceAccount ?? workload.serviceAccount !== "default";
