/**
 * The current version of the policy language; from it on `${…}` is a policy variable.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
export const POLICY_VERSION = "2012-10-17";
