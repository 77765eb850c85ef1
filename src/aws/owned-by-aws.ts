/**
 * ARNs of what AWS itself owns and lets everybody read: they name no account, or `aws`. An empty field
 * alone shows nothing: buckets and hosted zones have one too.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents.html
 */
export const ownedByAws = (arn: string): boolean =>
  /^arn:[^:]*:(ssm:[^:]*::(parameter\/aws\/|document\/)|bedrock:[^:]*::foundation-model\/|iam::aws:policy\/)/.test(arn);
