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

/**
 * What a service asks IAM about for an action that AWS's list gives no type of resource.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/8804
 */
export const ASKED_ABOUT: Readonly<Record<string, readonly string[]>> = {
  "logs:DescribeLogGroups": ["arn:${Partition}:logs:${Region}:${Account}:log-group::log-stream:"],
};
