/**
 * Every action of the services that this project models, under the types of resource it fits; under
 * "" those that fit none and so `*` alone. An action in a statement has effect only on resources of
 * its types: `s3:GetObject` on a bucket's own ARN allows nothing. A test holds this against AWS's list.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dynamodb: {
    backup: "DeleteBackup DescribeBackup",
    export: "DescribeExport",
    "global-table": "DescribeGlobalTable DescribeGlobalTableSettings",
    import: "DescribeImport",
    stream: "DescribeStream GetRecords GetShardIterator",
    table: `
      AssociateTableReplica BatchGetItem BatchWriteItem ConditionCheckItem CreateBackup CreateGlobalTableWitness
      CreateTable CreateTableReplica DeleteGlobalTableWitness DeleteItem DeleteTable DeleteTableReplica
      DescribeContinuousBackups DescribeKinesisStreamingDestination DescribeTable DescribeTableReplicaAutoScaling
      DescribeTimeToLive DisableKinesisStreamingDestination EnableKinesisStreamingDestination ExportTableToPointInTime
      GetItem ImportTable ListExports ListImports PartiQLDelete PartiQLInsert PartiQLUpdate PutItem
      ReadDataForReplication ReplicateSettings RestoreTableFromAwsBackup RestoreTableToPointInTime StartAwsBackupJob
      UpdateContinuousBackups UpdateItem UpdateKinesisStreamingDestination UpdateTable UpdateTableReplicaAutoScaling
      UpdateTimeToLive WriteDataForReplication`,
    "backup table": "RestoreTableFromBackup",
    "global-table table": "CreateGlobalTable UpdateGlobalTable UpdateGlobalTableSettings UpdateGlobalTableVersion",
    "index table": "DescribeContributorInsights PartiQLSelect Query Scan SearchVectors UpdateContributorInsights",
    "stream table": `
      DeleteResourcePolicy GetResourcePolicy ListTagsOfResource PutResourcePolicy TagResource UntagResource`,
    "": `
      DescribeEndpoints DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings GetAbacStatus
      InjectError ListBackups ListContributorInsights ListGlobalTables ListStreams ListTables
      PurchaseReservedCapacityOfferings UpdateAbacStatus`,
  },
  kms: {
    key: `
      CancelKeyDeletion CreateGrant Decrypt DeleteImportedKeyMaterial DeriveSharedSecret DescribeKey DisableKey
      DisableKeyRotation EnableKey EnableKeyRotation Encrypt GenerateDataKey GenerateDataKeyPair
      GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GetKeyLastUsage GetKeyPolicy
      GetKeyRotationStatus GetParametersForImport GetPublicKey ImportKeyMaterial ListGrants ListKeyPolicies
      ListKeyRotations ListResourceTags PutKeyPolicy ReEncryptFrom ReEncryptTo ReplicateKey RetireGrant RevokeGrant
      RotateKeyOnDemand ScheduleKeyDeletion Sign SynchronizeMultiRegionKey TagResource UntagResource
      UpdateKeyDescription UpdatePrimaryRegion Verify VerifyMac`,
    "alias key": "CreateAlias DeleteAlias UpdateAlias",
    "": `
      ConnectCustomKeyStore CreateCustomKeyStore CreateKey DeleteCustomKeyStore DescribeCustomKeyStores
      DisconnectCustomKeyStore GenerateRandom ListAliases ListKeys ListRetirableGrants UpdateCustomKeyStore`,
  },
  s3: {
    accessgrant: "CreateAccessGrant DeleteAccessGrant GetAccessGrant",
    accessgrantsinstance: `
      AssociateAccessGrantsIdentityCenter CreateAccessGrantsInstance DeleteAccessGrantsInstance
      DeleteAccessGrantsInstanceResourcePolicy DissociateAccessGrantsIdentityCenter GetAccessGrantsInstance
      GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy GetDataAccess ListAccessGrants
      ListAccessGrantsLocations ListCallerAccessGrants PutAccessGrantsInstanceResourcePolicy`,
    accessgrantslocation: `
      CreateAccessGrantsLocation DeleteAccessGrantsLocation GetAccessGrantsLocation UpdateAccessGrantsLocation`,
    accesspoint: `
      CreateAccessPoint DeleteAccessPoint DeleteAccessPointPolicy GetAccessPointPolicy GetAccessPointPolicyStatus
      PutAccessPointPolicy`,
    bucket: `
      AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
      DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
      GetAnalyticsConfiguration GetBucketAbac GetBucketLogging GetBucketMetadataTableConfiguration
      GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicyStatus GetBucketPublicAccessBlock
      GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
      GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration
      GetReplicationConfiguration ListBucketMultipartUploads PauseReplication PutAccelerateConfiguration
      PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
      PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock
      PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
      PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration
      PutReplicationConfiguration UpdateBucketMetadataAnnotationTableConfiguration
      UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration`,
    job: "DeleteJobTagging DescribeJob GetJobTagging PutJobTagging UpdateJobPriority UpdateJobStatus",
    multiregionaccesspoint: `
      CreateMultiRegionAccessPoint DeleteMultiRegionAccessPoint GetMultiRegionAccessPoint
      GetMultiRegionAccessPointPolicy GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes
      PutMultiRegionAccessPointPolicy SubmitMultiRegionAccessPointRoutes`,
    multiregionaccesspointrequestarn: "DescribeMultiRegionAccessPointOperation",
    object: `
      GetObjectTorrent GetObjectVersionAnnotationForReplication GetObjectVersionForReplication GetObjectVersionTorrent
      InitiateReplication ObjectOwnerOverrideToBucketOwner ReplicateDelete ReplicateObject ReplicateObjectAnnotation
      ReplicateTags`,
    objectlambdaaccesspoint: `
      CreateAccessPointForObjectLambda DeleteAccessPointForObjectLambda DeleteAccessPointPolicyForObjectLambda
      GetAccessPointConfigurationForObjectLambda GetAccessPointForObjectLambda GetAccessPointPolicyForObjectLambda
      GetAccessPointPolicyStatusForObjectLambda PutAccessPointConfigurationForObjectLambda
      PutAccessPointPolicyForObjectLambda`,
    storagelensconfiguration: `
      DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging GetStorageLensConfiguration
      GetStorageLensConfigurationTagging GetStorageLensDashboard PutStorageLensConfigurationTagging`,
    storagelensgroup: "DeleteStorageLensGroup GetStorageLensGroup UpdateStorageLensGroup",
    "accesspoint bucket": `
      GetBucketAcl GetBucketCORS GetBucketLocation GetBucketNotification GetBucketPolicy ListBucket ListBucketVersions`,
    "accesspointobject object": `
      AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging
      DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
      GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectVersion
      GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAttributes GetObjectVersionTagging
      ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations PutObject PutObjectAcl
      PutObjectAnnotation PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl
      PutObjectVersionAnnotation PutObjectVersionTagging RestoreObject UpdateObjectEncryption`,
    "accessgrant accessgrantsinstance accessgrantslocation accesspoint bucket storagelensgroup": `
      ListTagsForResource TagResource UntagResource`,
    "": `
      CreateJob CreateStorageLensGroup GetAccessPoint GetAccountPublicAccessBlock ListAccessGrantsInstances
      ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets ListJobs ListMultiRegionAccessPoints
      ListStorageLensConfigurations ListStorageLensGroups PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock
      PutStorageLensConfiguration`,
  },
  secretsmanager: {
    Secret: `
      CancelRotateSecret CreateSecret DeleteResourcePolicy DeleteSecret DescribeSecret GetResourcePolicy GetSecretValue
      ListSecretVersionIds PutResourcePolicy PutSecretValue RemoveRegionsFromReplication ReplicateSecretToRegions
      RestoreSecret RotateSecret StopReplicationToReplica TagResource UntagResource UpdateSecret
      UpdateSecretVersionStage ValidateResourcePolicy`,
    "": "BatchGetSecretValue GetRandomPassword ListSecrets",
  },
  sns: {
    topic: `
      AddPermission ConfirmSubscription CreateTopic DeleteTopic GetDataProtectionPolicy GetSubscriptionAttributes
      GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource Publish PutDataProtectionPolicy RemovePermission
      SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource`,
    "": `
      CheckIfPhoneNumberIsOptedOut CreatePlatformApplication CreatePlatformEndpoint CreateSMSSandboxPhoneNumber
      DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber GetEndpointAttributes
      GetPlatformApplicationAttributes GetSMSAttributes GetSMSSandboxAccountStatus ListEndpointsByPlatformApplication
      ListOriginationNumbers ListPhoneNumbersOptedOut ListPlatformApplications ListSMSSandboxPhoneNumbers
      ListSubscriptions ListTopics OptInPhoneNumber SetEndpointAttributes SetPlatformApplicationAttributes
      SetSMSAttributes VerifySMSSandboxPhoneNumber`,
  },
  sqs: {
    queue: `
      AddPermission CancelMessageMoveTask ChangeMessageVisibility CreateQueue DeleteMessage DeleteQueue
      GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListMessageMoveTasks ListQueueTags PurgeQueue
      ReceiveMessage RemovePermission SendMessage SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue`,
    "": "ListQueues",
  },
  ssm: {
    association: `
      DescribeAssociationExecutionTargets DescribeAssociationExecutions ListAssociationVersions StartAssociationsOnce`,
    "automation-execution": `
      DescribeAutomationStepExecutions GetAutomationExecution SendAutomationSignal StopAutomationExecution`,
    "cloud-connector": `
      CreateCloudConnector DeleteCloudConnector GetCloudConnector UpdateCloudConnector ValidateCloudConnector`,
    document: `
      CreateDocument DeleteDocument DescribeDocument DescribeDocumentParameters DescribeDocumentPermission GetCalendar
      GetCalendarState GetDocument ListDocumentMetadataHistory ListDocumentVersions ModifyDocumentPermission
      PutCalendar UpdateDocument UpdateDocumentDefaultVersion UpdateDocumentMetadata`,
    maintenancewindow: `
      CancelMaintenanceWindowExecution DeleteMaintenanceWindow DescribeMaintenanceWindowExecutions
      DescribeMaintenanceWindowTargets DescribeMaintenanceWindowTasks GetMaintenanceWindow GetMaintenanceWindowTask
      RegisterTargetWithMaintenanceWindow RegisterTaskWithMaintenanceWindow UpdateMaintenanceWindow`,
    "managed-instance": "DeregisterManagedInstance",
    opsitem: `
      AssociateOpsItemRelatedItem DeleteOpsItem DisassociateOpsItemRelatedItem GetAccessToken GetOpsItem UpdateOpsItem`,
    opsmetadata: "DeleteOpsMetadata GetOpsMetadata UpdateOpsMetadata",
    parameter: `
      DeleteParameter DeleteParameters GetParameter GetParameterHistory GetParameters GetParametersByPath
      LabelParameterVersion PutParameter UnlabelParameterVersion`,
    patchbaseline: `
      DeletePatchBaseline DeregisterPatchBaselineForPatchGroup DescribeEffectivePatchesForPatchBaseline
      GetDefaultPatchBaseline GetPatchBaseline RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup
      UpdatePatchBaseline`,
    resourcedatasync: `
      CreateResourceDataSync DeleteResourceDataSync GetOpsSummary ListNodes ListNodesSummary UpdateResourceDataSync`,
    servicesetting: "GetServiceSetting ResetServiceSetting UpdateServiceSetting",
    session: "ResumeSession TerminateSession",
    "iam-role managed-instance": "UpdateManagedInstanceRole",
    "instance managed-instance": `
      DescribeEffectiveInstanceAssociations DescribeInstanceAssociationsStatus DescribeInstancePatchStates
      DescribeInstancePatches ListInstanceAssociations PutComplianceItems RequestManagedInstanceRoleToken
      StartAccessRequest UpdateInstanceInformation UpdateManagedInstancePublicKey`,
    "maintenancewindow windowtarget": "DeregisterTargetFromMaintenanceWindow UpdateMaintenanceWindowTarget",
    "maintenancewindow windowtask": "DeregisterTaskFromMaintenanceWindow UpdateMaintenanceWindowTask",
    "association instance managed-instance": "UpdateInstanceAssociationStatus",
    "automation-definition automation-execution document": "StartAutomationExecution StartChangeRequestExecution",
    "document instance managed-instance": "CreateAssociationBatch UpdateAssociationStatus",
    "document opsitemgroup parameter": "DeleteResourcePolicy GetResourcePolicies PutResourcePolicy",
    "instance managed-instance task": "GetConnectionStatus",
    "association document instance managed-instance": `
      CreateAssociation DeleteAssociation DescribeAssociation UpdateAssociation`,
    "bucket document instance managed-instance": "SendCommand",
    "document instance managed-instance task": "StartSession",
    "association automation-execution cloud-connector document maintenancewindow managed-instance opsitem opsmetadata parameter patchbaseline": `
      ListTagsForResource`,
    "association automation-execution cloud-connector document instance maintenancewindow managed-instance opsitem opsmetadata parameter patchbaseline task": `
      AddTagsToResource RemoveTagsFromResource`,
    "": `
      CancelCommand CreateActivation CreateMaintenanceWindow CreateOpsItem CreateOpsMetadata CreatePatchBaseline
      DeleteActivation DeleteInventory DescribeActivations DescribeAutomationExecutions DescribeAvailablePatches
      DescribeInstanceInformation DescribeInstancePatchStatesForPatchGroup DescribeInstanceProperties
      DescribeInventoryDeletions DescribeMaintenanceWindowExecutionTaskInvocations
      DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowSchedule DescribeMaintenanceWindows
      DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines
      DescribePatchGroupState DescribePatchGroups DescribePatchProperties DescribeSessions ExecuteAPI
      GetCommandInvocation GetDeployablePatchSnapshotForInstance GetExecutionPreview GetInventory GetInventorySchema
      GetMaintenanceWindowExecution GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation
      GetManifest GetPatchBaselineForPatchGroup ListAssociations ListCloudConnectors ListCommandInvocations
      ListCommands ListComplianceItems ListComplianceSummaries ListDocuments ListInventoryEntries ListOpsItemEvents
      ListOpsItemRelatedItems ListOpsMetadata ListResourceComplianceSummaries ListResourceDataSync
      PutConfigurePackageResult PutInventory RegisterManagedInstance StartExecutionPreview`,
  },
};
