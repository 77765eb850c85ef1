import { hasUnknown } from "../unknown/unknown-text";

/**
 * An OIDC issuer's URL in the one form in which IAM names it and issuers are compared: without
 * `https://` and without slashes at the end.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const bareIssuer = (url: string): string => url.replace(/^https:\/\//, "").replace(/\/+$/, "");

/** The issuer that an OIDC provider's ARN ends in; undefined for any other ARN. */
export const issuerInProviderArn = (arn: string): string | undefined => /:oidc-provider\/(.+)$/s.exec(arn)?.[1];

/**
 * Whether `issuer` is one that AWS's pages give as an example, such as `…/id/EXAMPLED539D4633E53DE1B71EXAMPLE`: what EKS gives
 * a cluster is hexadecimal.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const isPlaceholder = (issuer: string): boolean =>
  /^oidc[.-]eks\.[^/]*\/id\/(?=[^/]*EXAMPLE)[^/]*$/.test(issuer) && !hasUnknown(issuer);

/**
 * The region in the host of an issuer of EKS; undefined where there is none.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
 */
export const regionOfIssuer = (issuer: string): string | undefined =>
  /^oidc[.-]eks(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws|api)\./.exec(issuer)?.[1];
