/**
 * The service principal that EKS Pod Identity assumes primary roles as.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export const EKS_POD_IDENTITY_PRINCIPAL = "pods.eks.amazonaws.com";
