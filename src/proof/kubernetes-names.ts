/**
 * Whether Kubernetes may have a namespace and a service account of these names, or any that match them.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export const hasNames = (namespace: string, serviceAccount: string, pattern: boolean): boolean =>
  pattern
    ? /^[a-z0-9*?-]+$/.test(namespace) && /^[a-z0-9.*?-]+$/.test(serviceAccount)
    : /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace) && /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(serviceAccount);
