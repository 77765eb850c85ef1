export { refusedAcrossAccounts } from "./across-accounts";
export { actionsMatching, actionsWithKey, fits, isAbout, isKnownAction, resourceTypesOf } from "./actions";
export { accountOfAddOn } from "./add-ons";
export { type AccountScope, type Arn, clusterArn, oidcProviderArn, parseArn, roleArn, rootArn } from "./arn";
export { SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "./audiences";
export { accountOfChart } from "./charts";
export { CONDITION_OPERATORS } from "./condition-operators";
export { type DeniedCall, type DenyingPolicy, deniedCallsIn, permissionOf } from "./denied-call";
export { bareIssuer, isPlaceholder, issuerInProviderArn, regionOfIssuer } from "./issuer";
export { controlledByRcp } from "./organisation";
export { isOwnRequests } from "./own-requests";
export { ownedByAws } from "./owned-by-aws";
export { dnsSuffixOf, PARTITIONS, type Partition, partitionOf } from "./partition";
export { arnOfPolicyOfAws, isPolicyOfAws, policiesOfAwsDate, policyOfAws } from "./policies-of-aws";
export { POLICY_VERSION } from "./policy-version";
export { EKS_POD_IDENTITY_PRINCIPAL } from "./principals";
export {
  ASSOCIATIONS_PER_CLUSTER,
  ATTACHED_POLICIES,
  CHAINED_SESSION_SECONDS,
  CLIENT_IDS,
  INLINE_POLICIES_SIZE,
  LARGEST_POLICY_SIZE,
  LARGEST_TRUST_POLICY_SIZE,
  MANAGED_POLICY_SIZE,
  ORGANISATION_POLICY_SIZE,
  PATH_LENGTH,
  POLICY_NAME_LENGTH,
  RAISED_ATTACHED_POLICIES,
  RAISED_TRUST_POLICY_SIZE,
  RESOURCE_POLICY_SIZES,
  ROLE_NAME_LENGTH,
  ROLE_TAGS,
  SESSION_POLICY_SIZE,
  THUMBPRINTS,
  TRUST_POLICY_SIZE,
} from "./quotas";
export { PUBLISHED_REGIONS } from "./regions";
export { isServiceAccount } from "./service-accounts";
export { actionsDate, listedServices } from "./service-actions";
export * from "./services";
