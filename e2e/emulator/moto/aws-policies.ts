/**
 * AWS managed policies that moto loads. Without any a node's role could not have what it needs; with all 1,400 each
 * new account and each reset takes half a second.
 */
const KEPT = [
  "AdministratorAccess",
  "AmazonDynamoDBFullAccess",
  "AmazonDynamoDBReadOnlyAccess",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEC2ContainerRegistryReadOnly",
  "AmazonEKS_CNI_Policy",
  "AmazonEKSClusterPolicy",
  "AmazonEKSWorkerNodeMinimalPolicy",
  "AmazonEKSWorkerNodePolicy",
  "AmazonS3FullAccess",
  "AmazonS3ReadOnlyAccess",
  "AmazonSNSFullAccess",
  "AmazonSQSFullAccess",
  "AmazonSSMReadOnlyAccess",
  "AWSXRayDaemonWriteAccess",
  "PowerUserAccess",
  "ReadOnlyAccess",
  "SecretsManagerReadWrite",
];

/** Python that keeps these of moto's, and has it load them, before its server starts. */
export const KEEP_AWS_POLICIES = `
import json
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
import moto.iam.models as iam
kept = json.loads('${JSON.stringify(KEPT)}')
iam.aws_managed_policies_data = json.dumps({name: policy for name, policy in json.loads(iam.aws_managed_policies_data).items() if name in kept})
`;
