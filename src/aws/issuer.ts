/**
 * An OIDC issuer's URL in the one form in which IAM names it and issuers are compared: without
 * `https://` and without slashes at the end.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const bareIssuer = (url: string): string => url.replace(/^https:\/\//, "").replace(/\/+$/, "");

/** The issuer that an OIDC provider's ARN ends in; undefined for any other ARN. */
export const issuerInProviderArn = (arn: string): string | undefined => /:oidc-provider\/(.+)$/s.exec(arn)?.[1];
