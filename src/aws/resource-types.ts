/**
 * How the ARNs of each type of resource are formed, by service and as AWS's service authorization
 * reference writes them. A type may have further forms that the reference leaves to the service's
 * own guide; they come after its own.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const RESOURCE_TYPES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  dynamodb: {
    backup: ["arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/backup/${BackupName}"],
    export: ["arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/export/${ExportName}"],
    "global-table": ["arn:${Partition}:dynamodb::${Account}:global-table/${GlobalTableName}"],
    import: ["arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/import/${ImportName}"],
    index: ["arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/index/${IndexName}"],
    stream: ["arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/stream/${StreamLabel}"],
    table: ["arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}"],
  },
  kms: {
    alias: ["arn:${Partition}:kms:${Region}:${Account}:alias/${Alias}"],
    key: ["arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"],
  },
  s3: {
    accessgrant: ["arn:${Partition}:s3:${Region}:${Account}:access-grants/default/grant/${Token}"],
    accessgrantsinstance: ["arn:${Partition}:s3:${Region}:${Account}:access-grants/default"],
    accessgrantslocation: ["arn:${Partition}:s3:${Region}:${Account}:access-grants/default/location/${Token}"],
    // the second form is that of Multi-Region Access Points
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html
    accesspoint: [
      "arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}",
      "arn:${Partition}:s3::${Account}:accesspoint/${AccessPointAlias}",
    ],
    accesspointobject: [
      "arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName}",
      "arn:${Partition}:s3::${Account}:accesspoint/${AccessPointAlias}/object/${ObjectName}",
    ],
    bucket: ["arn:${Partition}:s3:::${BucketName}"],
    job: ["arn:${Partition}:s3:${Region}:${Account}:job/${JobId}"],
    multiregionaccesspoint: ["arn:${Partition}:s3::${Account}:accesspoint/${AccessPointAlias}"],
    multiregionaccesspointrequestarn: [
      "arn:${Partition}:s3:us-west-2:${Account}:async-request/mrap/${Operation}/${Token}",
    ],
    object: ["arn:${Partition}:s3:::${BucketName}/${ObjectName}"],
    objectlambdaaccesspoint: ["arn:${Partition}:s3-object-lambda:${Region}:${Account}:accesspoint/${AccessPointName}"],
    storagelensconfiguration: ["arn:${Partition}:s3:${Region}:${Account}:storage-lens/${ConfigId}"],
    storagelensgroup: ["arn:${Partition}:s3:${Region}:${Account}:storage-lens-group/${Name}"],
  },
  secretsmanager: {
    Secret: ["arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}"],
  },
  sns: {
    topic: ["arn:${Partition}:sns:${Region}:${Account}:${TopicName}"],
  },
  sqs: {
    queue: ["arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"],
  },
  ssm: {
    association: ["arn:${Partition}:ssm:${Region}:${Account}:association/${AssociationId}"],
    "automation-definition": [
      "arn:${Partition}:ssm:${Region}:${Account}:automation-definition/${AutomationDefinitionName}:${VersionId}",
      "arn:${Partition}:ssm:${Region}::automation-definition/${AutomationDefinitionName}:${VersionId}",
    ],
    "automation-execution": ["arn:${Partition}:ssm:${Region}:${Account}:automation-execution/${AutomationExecutionId}"],
    bucket: ["arn:${Partition}:s3:::${BucketName}"],
    "cloud-connector": ["arn:${Partition}:ssm:${Region}:${Account}:cloud-connector/${CloudConnectorId}"],
    // the second form is that of documents which AWS owns
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
    document: [
      "arn:${Partition}:ssm:${Region}:${Account}:document/${DocumentName}",
      "arn:${Partition}:ssm:${Region}::document/${DocumentName}",
    ],
    "iam-role": ["arn:${Partition}:iam::${Account}:role/${RoleName}"],
    instance: ["arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}"],
    maintenancewindow: ["arn:${Partition}:ssm:${Region}:${Account}:maintenancewindow/${ResourceId}"],
    "managed-instance": ["arn:${Partition}:ssm:${Region}:${Account}:managed-instance/${InstanceId}"],
    opsitem: ["arn:${Partition}:ssm:${Region}:${Account}:opsitem/${ResourceId}"],
    opsitemgroup: ["arn:${Partition}:ssm:${Region}:${Account}:opsitemgroup/default"],
    opsmetadata: ["arn:${Partition}:ssm:${Region}:${Account}:opsmetadata/${ResourceId}"],
    // the second form is that of public parameters
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    parameter: [
      "arn:${Partition}:ssm:${Region}:${Account}:parameter/${ParameterNameWithoutLeadingSlash}",
      "arn:${Partition}:ssm:${Region}::parameter/${ParameterNameWithoutLeadingSlash}",
    ],
    patchbaseline: ["arn:${Partition}:ssm:${Region}:${Account}:patchbaseline/${PatchBaselineIdResourceId}"],
    resourcedatasync: ["arn:${Partition}:ssm:${Region}:${Account}:resource-data-sync/${SyncName}"],
    servicesetting: ["arn:${Partition}:ssm:${Region}:${Account}:servicesetting/${ResourceId}"],
    session: ["arn:${Partition}:ssm:${Region}:${Account}:session/${SessionId}"],
    task: ["arn:${Partition}:ecs:${Region}:${Account}:task/${TaskId}"],
    windowtarget: ["arn:${Partition}:ssm:${Region}:${Account}:windowtarget/${WindowTargetId}"],
    windowtask: ["arn:${Partition}:ssm:${Region}:${Account}:windowtask/${WindowTaskId}"],
  },
};
