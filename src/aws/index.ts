export { actionsMatching, bucketActions, fits, resourceTypesOf } from "./actions";
export { type Arn, bucketArn, clusterArn, oidcProviderArn, type Place, parseArn, roleArn, rootArn } from "./arn";
export { PARTITIONS, type Partition, partitionOf } from "./partition";
