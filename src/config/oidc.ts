/** A Kubernetes service account as the `sub` claim of its tokens. */
export const serviceAccountSubject = (namespace: string, serviceAccount: string): string =>
  `system:serviceaccount:${namespace}:${serviceAccount}`;
