const places = (bucketPrefix) => `accounts:
  account-a: { id: "111111111111", region: us-east-1 }
  account-b: { id: "222222222222", region: us-east-1 }
clusters:
  my-eks-cluster: { account: account-a }
resources:
  data: { account: account-b, bucket: { prefix: ${bucketPrefix} } }
workloads:
`;

const workload = (name, cluster, target, resource) => `  ${name}:
    cluster: ${cluster}
    namespace: ${name}
    serviceAccount: ${name}
    primaryRole: ${name}-primary
    target: { account: ${target}, role: ${name}-target, grants: [{ read: ${resource} }] }
    verify: pod
`;

const numbers = (count) => Array.from({ length: count }, (_, index) => index);
const listed = (count, line) => numbers(count).map(line).join("");

/**
 * A configuration of workloads that share a cluster and a bucket, each with a namespace, roles and
 * a test pod of its own: ten resources each.
 *
 * @param {number} workloads how many
 * @param {string} bucketPrefix beginning of the bucket's name
 * @returns {string} YAML
 */
export const configurationOf = (workloads, bucketPrefix = "my-cross-account-data-bucket") =>
  places(bucketPrefix) +
  listed(workloads, (index) => workload(`app-${index + 1}`, "my-eks-cluster", "account-b", "data"));

/**
 * The same workloads spread over many accounts, each with a bucket, and clusters in some of them. Those of a cluster read
 * from every other account in turn, so that stacks wait for each other in every direction.
 *
 * @param {number} workloads how many
 * @param {number} accounts two at least
 * @param {number} clusters at most as many as accounts
 * @returns {string} YAML
 */
export function estateOf(workloads, accounts = 50, clusters = 20) {
  const id = (index) => String(100_000_000_000 + index * 7919);
  const spread = (index) => {
    const cluster = index % clusters;
    const target = (cluster + 1 + (Math.floor(index / clusters) % (accounts - 1))) % accounts;
    return workload(`app-${index + 1}`, `cluster-${cluster}`, `team-${target}`, `data-${target}`);
  };
  return [
    `accounts:\n${listed(accounts, (index) => `  team-${index}: { id: "${id(index)}", region: us-east-1 }\n`)}`,
    `clusters:\n${listed(clusters, (index) => `  cluster-${index}: { account: team-${index} }\n`)}`,
    `resources:\n${listed(accounts, (index) => `  data-${index}: { account: team-${index}, bucket: { prefix: data-of-team-${index} } }\n`)}`,
    `workloads:\n${listed(workloads, spread)}`,
  ].join("");
}
