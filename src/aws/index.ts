export { actionsMatching, bucketActions, fits, resourceTypesOf } from "./actions";
export { type AccountScope, type Arn, bucketArn, clusterArn, oidcProviderArn, parseArn, roleArn, rootArn } from "./arn";
export { PARTITIONS, type Partition, partitionOf } from "./partition";
