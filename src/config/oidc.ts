/**
 * The normal form of an issuer, for comparing and for trust policies: without `https://` and without a
 * trailing slash.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const normalizedIssuer = (text: string): string => text.replace(/^https:\/\//, "").replace(/\/$/, "");

/** A Kubernetes service account as the `sub` claim of its tokens. */
export const serviceAccountSubject = (namespace: string, serviceAccount: string): string =>
  `system:serviceaccount:${namespace}:${serviceAccount}`;
