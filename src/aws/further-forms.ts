/**
 * Forms of ARNs that AWS's service authorization reference leaves to the service's own guide, by service and type of
 * resource; they come beside its own.
 */
export const FURTHER_FORMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  logs: { "log-group": ["arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:*"] },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html
  s3: {
    accesspoint: ["arn:${Partition}:s3::${Account}:accesspoint/${AccessPointAlias}"],
    accesspointobject: ["arn:${Partition}:s3::${Account}:accesspoint/${AccessPointAlias}/object/${ObjectName}"],
  },
  ssm: {
    "automation-definition": [
      "arn:${Partition}:ssm:${Region}::automation-definition/${AutomationDefinitionName}:${VersionId}",
    ],
    // documents that AWS owns
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
    document: ["arn:${Partition}:ssm:${Region}::document/${DocumentName}"],
    // public parameters
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    parameter: ["arn:${Partition}:ssm:${Region}::parameter/${ParameterNameWithoutLeadingSlash}"],
  },
};

/** What services ask IAM about though AWS's list does not give it with the action. */
export const ASKED_ABOUT: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.resource-types.html
  "arc-zonal-shift:GetManagedResource": ["arn:${Partition}:eks:${Region}:${Account}:cluster/${ClusterName}"],
  // https://github.com/hashicorp/terraform-provider-aws/issues/8804
  "logs:DescribeLogGroups": ["arn:${Partition}:logs:${Region}:${Account}:log-group::log-stream:"],
};
