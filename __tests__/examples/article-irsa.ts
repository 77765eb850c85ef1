/** Addresses of the article's Terraform, and where the same thing is in the example. */
export const addresses: Readonly<Record<string, string>> = {
  "aws_s3_bucket.cross_account_data": "aws_s3_bucket.data_bucket",
  "aws_iam_policy.s3_readonly": "aws_iam_policy.s3_read_policy",
  "aws_iam_role.s3_reader_role": "aws_iam_role.target_role",
  "aws_iam_role_policy_attachment.attach_s3_readonly": "aws_iam_role_policy_attachment.target_role_attachment",
};

const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";

/**
 * The second article's Terraform and manifests, transcribed by hand as data: variables with the
 * example's values, policy document data sources as what they render to, manifests as the Kubernetes
 * provider writes them.
 */
export const article = {
  "account-b": {
    required_providers: {},
    provider: { aws: {} },
    data: {},
    resource: {
      "aws_s3_bucket.cross_account_data": { bucket: "your-cross-account-bucket", force_destroy: false },
      "aws_iam_policy.s3_readonly": {
        name: "s3-readonly-your-cross-account-bucket",
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "AllowReadObjects",
              Effect: "Allow",
              Action: ["s3:GetObject", "s3:ListBucket"],
              Resource: [`\${aws_s3_bucket.cross_account_data.arn}`, `\${aws_s3_bucket.cross_account_data.arn}/*`],
            },
          ],
        },
      },
      "aws_iam_role.s3_reader_role": {
        name: "s3-reader-role",
        assume_role_policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${ISSUER}` },
              Action: ["sts:AssumeRoleWithWebIdentity"],
              Condition: {
                StringEquals: {
                  [`${ISSUER}:sub`]: "system:serviceaccount:default:api-sa",
                  [`${ISSUER}:aud`]: "sts.amazonaws.com",
                },
              },
            },
          ],
        },
      },
      "aws_iam_role_policy_attachment.attach_s3_readonly": {
        role: `\${aws_iam_role.s3_reader_role.name}`,
        policy_arn: `\${aws_iam_policy.s3_readonly.arn}`,
      },
    },
    output: {},
  },
  "account-a": {
    required_providers: {},
    provider: {},
    data: {},
    resource: {
      "kubernetes_service_account.app": {
        metadata: {
          name: "api-sa",
          namespace: "default",
          annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::222222222222:role/s3-reader-role" },
        },
      },
      "kubernetes_deployment.app": {
        metadata: { name: "api" },
        spec: {
          replicas: "2",
          selector: { match_labels: { app: "api" } },
          template: {
            metadata: { labels: { app: "api" } },
            spec: {
              service_account_name: "api-sa",
              container: [
                {
                  name: "api",
                  image: "yourrepo/yourimage:tag",
                  env: [{ name: "BUCKET_NAME", value: "your-cross-account-bucket" }],
                },
              ],
            },
          },
        },
      },
    },
    output: {},
  },
};

const CONTAINER = "resource.kubernetes_deployment.app.spec.template.spec.container.0";

/** Where the example differs from the article, and why. The test allows nothing else. */
export const differences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "account-b": {
    "required_providers.aws": "the article pins no provider",
    "provider.aws.region": "the article's sketch has no provider block",
    "provider.aws.allowed_account_ids": "credentials of another account are refused before anything changes",
    "resource.aws_iam_openid_connect_provider.my-eks-cluster_oidc_provider":
      "IAM trusts only a provider in the role's own account, so account-b makes one for the cluster's issuer",
    "resource.aws_iam_role.s3_reader_role.assume_role_policy.Statement.0.Principal.Federated":
      "the article names account-a's provider, which AWS refuses when the pod asks for credentials",
    "resource.aws_iam_role.s3_reader_role.depends_on": "the provider must be there when the trust is saved",
    "resource.aws_iam_policy.s3_readonly.policy.Statement":
      "each action stands on the ARN it applies to; on the other it allows nothing",
    "output.data_bucket_name": "for a stack that needs the bucket's name",
  },
  "account-a": {
    "required_providers.aws": "the article uses kubectl",
    "required_providers.kubernetes": "the article uses kubectl",
    "data.aws_eks_cluster.my-eks-cluster_cluster": "for the provider, and to compare the issuer",
    "provider.aws": "the cluster is looked up, and its issuer compared",
    "provider.kubernetes": "the article uses kubectl",
    "resource.kubernetes_service_account.app.provider": "the provider's alias names the cluster",
    "resource.kubernetes_deployment.app.provider": "the provider's alias names the cluster",
    "resource.kubernetes_deployment.app.metadata.namespace": "the article's manifest leaves it to kubectl",
    "resource.kubernetes_deployment.app.metadata.labels": "the Deployment carries the labels of its pods",
    "resource.kubernetes_deployment.app.depends_on": "who may call it is settled before its first pod runs",
    "resource.kubernetes_deployment.app.spec.template.spec.termination_grace_period_seconds":
      "a pod is not killed before its requests have ended",
    "resource.kubernetes_deployment.app.spec.template.spec.topology_spread_constraint":
      "the loss of a node or a zone is not the loss of all pods",
    "resource.kubernetes_network_policy.app": "whoever reaches a pod reads all that its role may",
    "resource.kubernetes_pod_disruption_budget.app": "nodes are drained one of its pods at a time",
    "resource.kubernetes_deployment.app.spec.template.spec.service_account_name":
      "a reference, so that the annotated service account is there first",
    "resource.kubernetes_deployment.app.spec.template.spec.automount_service_account_token":
      "the pod does not call the Kubernetes API; EKS projects the token for AWS all the same",
    "resource.kubernetes_deployment.app.spec.template.spec.security_context": "not as root, with the default seccomp",
    [`${CONTAINER}.image`]: "a placeholder in the article",
    [`${CONTAINER}.env`]: "how long the program drains, and on which port it is probed",
    [`${CONTAINER}.port`]: "for probes and Service",
    [`${CONTAINER}.liveness_probe`]: "a pod that hangs is restarted",
    [`${CONTAINER}.readiness_probe`]: "a pod that is not ready gets no requests",
    [`${CONTAINER}.startup_probe`]: "a slow start is not taken for a hang",
    [`${CONTAINER}.resources`]: "the scheduler is told what it needs",
    [`${CONTAINER}.security_context`]: "nothing that the process does not need",
    "resource.kubernetes_service.app": "the article calls the API by an address that something must give it",
  },
};
