/**
 * What `configurationOf` of ../configuration.mjs asks for, as a loop of one's own over cdktf's constructs. It shares no
 * code with the project, on purpose.
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
const BUCKET_OUTPUT = "data_data_bucket_name";

const APPS = Array.from({ length: Number(process.argv[2]) }, (_, index) => `app-${index + 1}`);

const primaryArn = (app: string) => `arn:aws:iam::${ACCOUNT_A}:role/${app}-primary`;
const targetArn = (app: string) => `arn:aws:iam::${ACCOUNT_B}:role/${app}-target`;
const podOf = (app: string) => ({
  StringEquals: {
    "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
    "aws:RequestTag/kubernetes-namespace": app,
    "aws:RequestTag/kubernetes-service-account": app,
  },
});
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

  /** A policy and its attachment to the role `roleName`. */
  protected policy(id: string, attachmentId: string, name: string, roleName: string, policy: string) {
    const made = new IamPolicy(this, id, { name, policy });
    made.overrideLogicalId(id);
    const attachment = new IamRolePolicyAttachment(this, attachmentId, { role: roleName, policyArn: made.arn });
    attachment.overrideLogicalId(attachmentId);
    return attachment;
  }
}

class PrimaryStack extends AccountStack {
  constructor(scope: Construct) {
    super(scope, "account-a-primary", ACCOUNT_A);
    for (const app of APPS)
      new IamRole(this, `${app}_primary_role`, {
        name: `${app}-primary`,
        assumeRolePolicy: policyDocument({
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: podOf(app),
        }),
      }).overrideLogicalId(`${app}_primary_role`);
  }
}

class DataStack extends AccountStack {
  constructor(scope: Construct) {
    super(scope, "account-b", ACCOUNT_B);
    this.addOverride("terraform.required_providers.random", { source: "hashicorp/random", version: "~> 3.6" });
    new RandomProvider(this, "random");
    const suffix = new Pet(this, "data_bucket_suffix", { length: 2 });
    const bucket = new S3Bucket(this, "data_data_bucket", { bucket: `my-cross-account-data-bucket-${suffix.id}` });
    new TerraformOutput(this, BUCKET_OUTPUT, { value: bucket.bucket, description: "Name of the bucket." });
    for (const app of APPS) this.target(app, bucket);
  }

  private target(app: string, bucket: S3Bucket): void {
    const trusts = (action: string) => ({
      Effect: "Allow",
      Principal: { AWS: primaryArn(app) },
      Action: [action],
      Condition: podOf(app),
    });
    const role = new IamRole(this, `${app}_target_role`, {
      name: `${app}-target`,
      assumeRolePolicy: policyDocument(trusts("sts:AssumeRole"), trusts("sts:TagSession")),
    });
    role.overrideLogicalId(`${app}_target_role`);
    const document = policyDocument(
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${bucket.arn}/*`] },
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket.arn] },
    );
    this.policy(`${app}_s3_read_policy`, `${app}_target_role_attachment`, `${app}-target-s3-read`, role.name, document);
  }
}

class WorkloadStack extends AccountStack {
  constructor(scope: Construct) {
    super(scope, "account-a-rest", ACCOUNT_A);
    this.addOverride("terraform.required_providers.kubernetes", {
      source: "hashicorp/kubernetes",
      version: "~> 2.20",
    });
    const provider = this.cluster();
    const bucket = this.bucketName();
    for (const app of APPS) this.workload(app, provider, bucket);
  }

  private cluster(): KubernetesProvider {
    const found = new DataAwsEksCluster(this, `${CLUSTER}_cluster`, {
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
    found.overrideLogicalId(`${CLUSTER}_cluster`);
    new DataAwsEksAddon(this, `${CLUSTER}_pod_identity_agent`, {
      clusterName: CLUSTER,
      addonName: "eks-pod-identity-agent",
    }).overrideLogicalId(`${CLUSTER}_pod_identity_agent`);
    return new KubernetesProvider(this, "kubernetes", {
      alias: CLUSTER,
      host: found.endpoint,
      clusterCaCertificate: Fn.base64decode(found.certificateAuthority.get(0).data),
      exec: [
        {
          apiVersion: "client.authentication.k8s.io/v1beta1",
          command: "aws",
          args: ["eks", "get-token", "--cluster-name", CLUSTER, "--region", REGION, "--output", "json"],
        },
      ],
    });
  }

  private workload(app: string, provider: KubernetesProvider, bucket: string): void {
    const attachment = this.policy(
      `${app}_assume_target_role_policy`,
      `${app}_primary_role_attachment`,
      `allow-assume-${app}-target`,
      `${app}-primary`,
      policyDocument({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: targetArn(app) }),
    );
    const namespace = new NamespaceV1(this, `${app}_namespace`, { provider, metadata: { name: app } });
    namespace.overrideLogicalId(`${app}_app`);
    const serviceAccount = new ServiceAccountV1(this, `${app}_service_account`, {
      provider,
      metadata: { name: app, namespace: namespace.metadata.name },
    });
    serviceAccount.overrideLogicalId(`${app}_app`);
    const association = new EksPodIdentityAssociation(this, `${app}_cross_account`, {
      clusterName: CLUSTER,
      namespace: app,
      serviceAccount: app,
      roleArn: primaryArn(app),
      targetRoleArn: targetArn(app),
      dependsOn: [attachment],
    });
    association.overrideLogicalId(`${app}_cross_account`);
    new PodV1(this, `${app}_s3_access_test`, {
      provider,
      metadata: { name: `${app}-s3-access-test-pod`, namespace: namespace.metadata.name },
      targetState: ["Running", "Succeeded"],
      spec: {
        serviceAccountName: serviceAccount.metadata.name,
        restartPolicy: "Never",
        container: [
          { name: "aws-cli", image: "amazon/aws-cli:2.34.48", command: ["/bin/sh", "-c", listBucket(bucket)] },
        ],
      },
      lifecycle: {
        ignoreChanges: ["spec[0].container[0].env", "spec[0].container[0].volume_mount", "spec[0].volume"],
      },
      dependsOn: [association],
    }).overrideLogicalId(`${app}_s3_access_test`);
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
