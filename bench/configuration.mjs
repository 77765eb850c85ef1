const places = (bucketPrefix) => `accounts:
  account-a: { id: "111111111111", region: us-east-1 }
  account-b: { id: "222222222222", region: us-east-1 }
clusters:
  my-eks-cluster: { account: account-a }
resources:
  data: { account: account-b, bucket: { prefix: ${bucketPrefix} } }
workloads:
`;

const workload = (name) => `  ${name}:
    cluster: my-eks-cluster
    namespace: ${name}
    serviceAccount: ${name}
    primaryRole: ${name}-primary
    target: { account: account-b, role: ${name}-target, grants: [{ read: data }] }
    verify: pod
`;

/**
 * A configuration of workloads that share a cluster and a bucket, each with a namespace, roles and
 * a test pod of its own: ten resources each.
 *
 * @param {number} workloads how many
 * @param {string} bucketPrefix beginning of the bucket's name
 * @returns {string} YAML
 */
export const configurationOf = (workloads, bucketPrefix = "my-cross-account-data-bucket") =>
  places(bucketPrefix) + Array.from({ length: workloads }, (_, index) => workload(`app-${index + 1}`)).join("");
