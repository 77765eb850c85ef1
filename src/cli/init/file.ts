import { stringify } from "yaml";
import { fits } from "../../config";
import type { Access, Answers } from "./answers";

/** The configuration that answers give. Only what differs from a default is in it, and what a reader may want next is in comments. */
export function configurationText(answers: Answers, schema: string): string {
  const { mechanism, cluster, issuer, namespace, serviceAccount, bucket, newBucket } = answers;
  const clusterKey = keyOf(cluster, "my-cluster");
  const workload = keyOf(serviceAccount, "app");
  const irsa = mechanism === "irsa";
  const fields = [
    `account: ${CLUSTER_ACCOUNT}`,
    ...(clusterKey === cluster ? [] : [`name: ${scalar(cluster)}`]),
    ...(irsa ? [`issuer: ${scalar(issuer)}`] : []),
  ];
  return `# yaml-language-server: $schema=${schema}
# Which pod may use what in which account. Each change: \`eks-cross-account check\`, then \`synth\`, which also proves it.

accounts: # profile: the credentials of the AWS CLI that Terraform uses for the account
${accountLines(answers).join("\n")}

clusters: # the key is the cluster's name, or give \`name:\`
  ${scalar(clusterKey)}: { ${fields.join(", ")} }

resources:
  data:
    account: ${bucketAccount(answers)}${regionLine(answers)}
    bucket: ${
      newBucket
        ? `{ prefix: ${scalar(bucket)} } # a random name is appended; or \`name:\` for a fixed one`
        : `{ name: ${scalar(bucket)}, create: false } # it exists already; \`create: true\` to have it made`
    }

workloads:
  ${scalar(workload)}:
    cluster: ${scalar(clusterKey)}
    namespace: ${scalar(namespace)}
    serviceAccount: ${scalar(serviceAccount)}
    mechanism: ${mechanism} # or ${irsa ? "pod-identity" : "irsa"}
${roleLines(answers, workload).join("\n")}
    # createNamespace: false # where the namespace exists already
${irsa ? "" : "    # createServiceAccount: false # where the service account exists already\n"}    # verify: pod # a pod that lists the bucket and logs the result (needs read)
`;
}

const CLUSTER_ACCOUNT = "cluster-account";
const BUCKET_ACCOUNT = "data-account";

const sameAccount = ({ clusterAccount, resourceAccount }: Answers): boolean => clusterAccount === resourceAccount;
const bucketAccount = (answers: Answers): string => (sameAccount(answers) ? CLUSTER_ACCOUNT : BUCKET_ACCOUNT);

function accountLines(answers: Answers): readonly string[] {
  const line = (key: string, id: string, region: string, profile: string | undefined) =>
    `  ${key}: { id: ${JSON.stringify(id)}, region: ${scalar(region)}${profile === undefined ? "" : `, profile: ${scalar(profile)}`} }`;
  const { clusterAccount, clusterRegion, clusterProfile, resourceAccount, resourceRegion, resourceProfile } = answers;
  return [
    line(CLUSTER_ACCOUNT, clusterAccount, clusterRegion, clusterProfile),
    ...(sameAccount(answers) ? [] : [line(BUCKET_ACCOUNT, resourceAccount, resourceRegion, resourceProfile)]),
  ];
}

/** The bucket's region, where it is not its account's. */
const regionLine = (answers: Answers): string =>
  sameAccount(answers) && answers.resourceRegion !== answers.clusterRegion
    ? `\n    region: ${scalar(answers.resourceRegion)}`
    : "";

const GRANTS: Readonly<Record<Access, string>> = {
  read: "[{ read: data }] # or write: data",
  write: "[{ write: data }] # or read: data",
  "read-write": "[{ read: data }, { write: data }]",
};

/** With EKS Pod Identity and one account the primary role has the grants itself; else they are the target role's. */
function roleLines(answers: Answers, workload: string): readonly string[] {
  const grants = GRANTS[answers.access];
  const primary = (comment: string) => `    primaryRole: ${workload}-primary # ${comment}`;
  const direct = answers.mechanism === "pod-identity" && sameAccount(answers);
  if (direct) return [primary("is made; it may use the bucket"), `    grants: ${grants}`];
  return [
    ...(answers.mechanism === "irsa" ? [] : [primary("is made in the cluster's account")]),
    "    target:",
    `      account: ${bucketAccount(answers)}`,
    `      role: ${workload}-target # is made in the bucket's account`,
    `      grants: ${grants}`,
  ];
}

/** The key of an entry: its name, where that can be a key. */
const keyOf = (name: string, other: string): string => (fits("entryKey", name) ? name : other);

/** A value in YAML, in quotes where it could be read as anything else than itself. */
const scalar = (text: string): string =>
  /^[A-Za-z][\w./-]*$/.test(text) && stringify(text).trim() === text ? text : JSON.stringify(text);
