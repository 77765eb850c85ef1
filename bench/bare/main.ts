/**
 * The configuration that ships, as a person would write it with cdktf alone: what the
 * benchmark holds this project against. It shares no code with the project, on purpose.
 */
import { DataAwsEksAddon } from "@cdktf/provider-aws/lib/data-aws-eks-addon";
import { DataAwsEksCluster } from "@cdktf/provider-aws/lib/data-aws-eks-cluster";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { Pet } from "@cdktf/provider-random/lib/pet";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { App, DataTerraformRemoteStateLocal, Fn, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

const ACCOUNT_A = "111111111111";
const ACCOUNT_B = "222222222222";
const REGION = "us-east-1";
const CLUSTER = "my-eks-cluster";
const CLUSTER_ARN = `arn:aws:eks:${REGION}:${ACCOUNT_A}:cluster/${CLUSTER}`;
const NAMESPACE = "my-app-namespace";
const SERVICE_ACCOUNT = "my-app-sa";
const PRIMARY_ROLE = "eks-pod-identity-primary-role";
const PRIMARY_ROLE_ARN = `arn:aws:iam::${ACCOUNT_A}:role/${PRIMARY_ROLE}`;
const TARGET_ROLE = "s3-reader-target-role";
const TARGET_ROLE_ARN = `arn:aws:iam::${ACCOUNT_B}:role/${TARGET_ROLE}`;
const BUCKET_OUTPUT = "data_bucket_name";

const POD_CONDITION = {
  StringEquals: {
    "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
    "aws:RequestTag/kubernetes-namespace": NAMESPACE,
    "aws:RequestTag/kubernetes-service-account": SERVICE_ACCOUNT,
  },
};

const policyDocument = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

const stateOf = (stack: string): string => `../../../state/${stack}.tfstate`;

class AccountStack extends TerraformStack {
  constructor(scope: Construct, name: string, account: string) {
    super(scope, name);
    this.addOverride("terraform.required_version", ">= 1.2");
    this.addOverride("terraform.required_providers.aws", { source: "hashicorp/aws", version: "~> 6.3" });
    new LocalBackend(this, { path: stateOf(name) });
    new AwsProvider(this, "aws", { region: REGION, allowedAccountIds: [account] });
  }
}

class PrimaryStack extends AccountStack {
  constructor(scope: Construct) {
    super(scope, "account-a-primary", ACCOUNT_A);
    new IamRole(this, "primary_role", {
      name: PRIMARY_ROLE,
      assumeRolePolicy: policyDocument({
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: POD_CONDITION,
      }),
    });
  }
}

class DataStack extends AccountStack {
  constructor(scope: Construct) {
    super(scope, "account-b", ACCOUNT_B);
    this.addOverride("terraform.required_providers.random", { source: "hashicorp/random", version: "~> 3.6" });
    new RandomProvider(this, "random");
    const suffix = new Pet(this, "bucket_suffix", { length: 2 });
    const bucket = new S3Bucket(this, "data_bucket", { bucket: `my-cross-account-data-bucket-${suffix.id}` });
    new TerraformOutput(this, BUCKET_OUTPUT, { value: bucket.bucket, description: "Name of the bucket." });

    const trusts = (action: string) => ({
      Effect: "Allow",
      Principal: { AWS: PRIMARY_ROLE_ARN },
      Action: [action],
      Condition: POD_CONDITION,
    });
    const role = new IamRole(this, "target_role", {
      name: TARGET_ROLE,
      assumeRolePolicy: policyDocument(trusts("sts:AssumeRole"), trusts("sts:TagSession")),
    });
    const policy = new IamPolicy(this, "s3_read_policy", {
      name: "s3-read-only-for-target-role",
      policy: policyDocument(
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${bucket.arn}/*`] },
        { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket.arn] },
      ),
    });
    new IamRolePolicyAttachment(this, "target_role_attachment", { role: role.name, policyArn: policy.arn });
  }
}

class WorkloadStack extends AccountStack {
  constructor(scope: Construct) {
    super(scope, "account-a-rest", ACCOUNT_A);
    this.addOverride("terraform.required_providers.kubernetes", {
      source: "hashicorp/kubernetes",
      version: "~> 2.20",
    });
    this.workload(this.cluster(), this.association());
  }

  private association(): EksPodIdentityAssociation {
    const policy = new IamPolicy(this, "assume_target_role_policy", {
      name: `allow-assume-${TARGET_ROLE}`,
      policy: policyDocument({
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Resource: TARGET_ROLE_ARN,
      }),
    });
    const attachment = new IamRolePolicyAttachment(this, "primary_role_attachment", {
      role: PRIMARY_ROLE,
      policyArn: policy.arn,
    });
    return new EksPodIdentityAssociation(this, "cross_account", {
      clusterName: CLUSTER,
      namespace: NAMESPACE,
      serviceAccount: SERVICE_ACCOUNT,
      roleArn: PRIMARY_ROLE_ARN,
      targetRoleArn: TARGET_ROLE_ARN,
      dependsOn: [attachment],
    });
  }

  private cluster(): KubernetesProvider {
    const cluster = new DataAwsEksCluster(this, `${CLUSTER}_cluster`, {
      name: CLUSTER,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.arn == "${CLUSTER_ARN}"}`,
            errorMessage: `expected ${CLUSTER_ARN}, which the configuration's cluster ${CLUSTER} stands for, but AWS returned another cluster`,
          },
        ],
      },
    });
    new DataAwsEksAddon(this, `${CLUSTER}_pod_identity_agent`, {
      clusterName: CLUSTER,
      addonName: "eks-pod-identity-agent",
    });
    return new KubernetesProvider(this, "kubernetes", {
      alias: CLUSTER,
      host: cluster.endpoint,
      clusterCaCertificate: Fn.base64decode(cluster.certificateAuthority.get(0).data),
      exec: [
        {
          apiVersion: "client.authentication.k8s.io/v1beta1",
          command: "aws",
          args: ["eks", "get-token", "--cluster-name", CLUSTER, "--region", REGION, "--output", "json"],
        },
      ],
    });
  }

  private workload(provider: KubernetesProvider, association: EksPodIdentityAssociation): void {
    const app = new NamespaceV1(this, "namespace", { provider, metadata: { name: NAMESPACE } });
    app.overrideLogicalId("app");
    const namespace = app.metadata.name;
    const serviceAccount = new ServiceAccountV1(this, "service_account", {
      provider,
      metadata: { name: SERVICE_ACCOUNT, namespace },
    });
    serviceAccount.overrideLogicalId("app");
    new PodV1(this, "s3_access_test", {
      provider,
      metadata: { name: "s3-access-test-pod", namespace },
      targetState: ["Running", "Succeeded"],
      spec: {
        serviceAccountName: serviceAccount.metadata.name,
        restartPolicy: "Never",
        container: [
          {
            name: "aws-cli",
            image: "amazon/aws-cli:2.34.48",
            command: ["/bin/sh", "-c", listBucket(this.bucketName())],
          },
        ],
      },
      lifecycle: {
        ignoreChanges: ["spec[0].container[0].env", "spec[0].container[0].volume_mount", "spec[0].volume"],
      },
      dependsOn: [association],
    });
  }

  private bucketName(): string {
    const path = stateOf("account-b");
    const remedy = 'apply account-b first, or set "handover: variable" where its state cannot be read';
    const state = new DataTerraformRemoteStateLocal(this, "account-b", { path });
    state.addOverride("lifecycle", {
      precondition: [
        {
          condition: `\${fileexists("\${path.module}/${path}")}`,
          error_message: `stack account-b has no state at ${path}: ${remedy}`,
        },
      ],
      postcondition: [
        {
          condition: `\${can(self.outputs.${BUCKET_OUTPUT})}`,
          error_message: `the state of stack account-b has no output ${BUCKET_OUTPUT}: ${remedy}`,
        },
      ],
    });
    return state.getString(BUCKET_OUTPUT);
  }
}

const listBucket = (bucket: string): string => `echo "giving IAM 10 seconds"
sleep 10
attempt=1
while [ "$attempt" -le 5 ]; do
  echo "attempt $attempt of 5"
  aws s3 ls "s3://${bucket}/" && echo "access works" && exit 0
  attempt=$((attempt + 1))
  [ "$attempt" -le 5 ] && echo "failed, again in 3 seconds" && sleep 3
done
echo "no access after 5 attempts" >&2
exit 1
`;

const app = new App();
const primary = new PrimaryStack(app);
const data = new DataStack(app);
data.addDependency(primary);
const workload = new WorkloadStack(app);
workload.addDependency(primary);
workload.addDependency(data);
app.synth();
