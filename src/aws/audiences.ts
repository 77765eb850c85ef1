/**
 * The audience of tokens that STS exchanges for credentials: EKS projects it into pods and the
 * Pod Identity webhook takes it where a service account names none.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const STS_AUDIENCE = "sts.amazonaws.com";

/**
 * Annotations by which a service account asks EKS for a projected token, and the audience of it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const SERVICE_ACCOUNT_ANNOTATIONS = {
  role: "eks.amazonaws.com/role-arn",
  audience: "eks.amazonaws.com/audience",
} as const;
