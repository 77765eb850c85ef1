/**
 * Whether `arn` is all changes of Route 53: those that an account's own requests made. Nobody gives one a policy, and each
 * account sees its own.
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetChange.html
 */
export const isOwnRequests = (arn: string): boolean => /^arn:[^:]*:route53:::change\/\*$/.test(arn);
