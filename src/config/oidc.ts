/**
 * The one form in which issuers are compared and named in trusts: without `https://` and without a
 * slash at the end.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const normalizedIssuer = (text: string): string => text.replace(/^https:\/\//, "").replace(/\/$/, "");

/** What IAM calls a service account of Kubernetes in the `sub` of its tokens. */
export const serviceAccountSubject = (namespace: string, serviceAccount: string): string =>
  `system:serviceaccount:${namespace}:${serviceAccount}`;
