/**
 * The first article's two root modules, transcribed by hand from its HCL as data: variables with
 * their defaults put in, policies as documents. The test script is left out; it differs on purpose.
 */
export const article = {
  "account-a": {
    required_providers: {
      aws: { source: "hashicorp/aws", version: "~> 6.3" },
      kubernetes: { source: "hashicorp/kubernetes", version: "~> 2.20" },
    },
    provider: { aws: { region: "us-east-1" } },
    data: {},
    resource: {
      "aws_iam_role.primary_role": {
        name: "eks-pod-identity-primary-role",
        assume_role_policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "pods.eks.amazonaws.com" },
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
        },
      },
      "aws_iam_policy.assume_target_role_policy": {
        name: "allow-assume-s3-reader-target-role",
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["sts:AssumeRole", "sts:TagSession"],
              Resource: "arn:aws:iam::222222222222:role/s3-reader-target-role",
            },
          ],
        },
      },
      "aws_iam_role_policy_attachment.primary_role_attachment": {
        role: `\${aws_iam_role.primary_role.name}`,
        policy_arn: `\${aws_iam_policy.assume_target_role_policy.arn}`,
      },
      "aws_eks_pod_identity_association.cross_account": {
        cluster_name: "my-eks-cluster",
        namespace: "my-app-namespace",
        service_account: "my-app-sa",
        role_arn: `\${aws_iam_role.primary_role.arn}`,
        target_role_arn: "arn:aws:iam::222222222222:role/s3-reader-target-role",
      },
      "kubernetes_namespace.app": { metadata: { name: "my-app-namespace" } },
      "kubernetes_service_account.app": {
        metadata: { name: "my-app-sa", namespace: `\${kubernetes_namespace.app.metadata[0].name}` },
      },
      "kubernetes_pod.s3_access_test": {
        metadata: { name: "s3-access-test-pod", namespace: `\${kubernetes_namespace.app.metadata[0].name}` },
        spec: {
          service_account_name: `\${kubernetes_service_account.app.metadata[0].name}`,
          container: [
            {
              name: "aws-cli",
              image: "amazon/aws-cli:latest",
              command: ["/bin/sh", "-c", "a loop of five attempts over {1..5}"],
            },
          ],
          restart_policy: "Never",
        },
        depends_on: ["aws_eks_pod_identity_association.cross_account"],
      },
    },
    output: {},
  },
  "account-b": {
    required_providers: {},
    provider: { aws: { region: "us-east-1" } },
    data: {},
    resource: {
      "random_pet.bucket_suffix": { length: 2 },
      "aws_s3_bucket.data_bucket": { bucket: `my-cross-account-data-bucket-\${random_pet.bucket_suffix.id}` },
      "aws_iam_role.target_role": {
        name: "s3-reader-target-role",
        assume_role_policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role" },
              Action: ["sts:AssumeRole"],
            },
            {
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role" },
              Action: ["sts:TagSession"],
            },
          ],
        },
      },
      "aws_iam_policy.s3_read_policy": {
        name: "s3-read-only-for-target-role",
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:GetObject", "s3:ListBucket"],
              Resource: [`\${aws_s3_bucket.data_bucket.arn}`, `\${aws_s3_bucket.data_bucket.arn}/*`],
            },
          ],
        },
      },
      "aws_iam_role_policy_attachment.target_role_attachment": {
        role: `\${aws_iam_role.target_role.name}`,
        policy_arn: `\${aws_iam_policy.s3_read_policy.arn}`,
      },
    },
    output: {
      data_bucket_name: {
        description: "The name of the cross-account S3 data bucket.",
        value: `\${aws_s3_bucket.data_bucket.bucket}`,
      },
    },
  },
};

/** Where the example differs from the article, and why. The test allows nothing else. */
export const differences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "account-a": {
    "provider.aws.allowed_account_ids": "credentials of another account are refused before anything changes",
    "data.aws_eks_cluster.my-eks-cluster_cluster": "the cluster is looked up for its provider, and compared",
    "data.aws_eks_addon.my-eks-cluster_pod_identity_agent": "without the agent no pod gets credentials",
    "data.terraform_remote_state.account-b": "the bucket's name comes from the other stack's state",
    "provider.kubernetes": "the article leaves the provider unconfigured: it would talk to localhost",
    "resource.aws_iam_role_policy_attachment.primary_role_attachment.role":
      "the role is in another stack, so its name is a literal",
    "resource.aws_eks_pod_identity_association.cross_account.role_arn":
      "the role is in another stack, so its ARN is a literal",
    "resource.aws_eks_pod_identity_association.cross_account.depends_on":
      "the pod that waits for the association then finds the permission attached too",
    "resource.kubernetes_namespace.app.provider": "the provider's alias names the cluster",
    "resource.kubernetes_service_account.app.provider": "the provider's alias names the cluster",
    "resource.kubernetes_pod.s3_access_test.provider": "the provider's alias names the cluster",
    "resource.kubernetes_pod.s3_access_test.spec.container.0.command.2":
      "the article's loop is not POSIX sh; the bucket's name comes from the other stack's state",
    "resource.kubernetes_pod.s3_access_test.target_state": "a pod that finishes early would fail the apply",
    "resource.kubernetes_pod.s3_access_test.lifecycle":
      "what EKS injects at admission would replace the pod on every plan",
  },
  "account-b": {
    "required_providers.aws": "the article pins no provider in this account",
    "required_providers.random": "the article pins no provider in this account",
    "provider.aws.allowed_account_ids": "credentials of another account are refused before anything changes",
    "provider.random": "cdktf writes the empty provider block that Terraform implies",
    "resource.aws_iam_policy.s3_read_policy.policy.Statement":
      "each action stands on the ARN it applies to; on the other it allows nothing",
    "output.data_bucket_name.description": "said in words of our own",
  },
};
