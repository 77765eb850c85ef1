/** The service account of an EKS add-on. */
export interface AddOnAccount {
  readonly namespace: string;
  /** undefined where AWS's pages name none. */
  readonly serviceAccount: string | undefined;
}

const at = (namespace: string, serviceAccount?: string): AddOnAccount => ({ namespace, serviceAccount });

/**
 * The service accounts with which AWS's and the community's add-ons call AWS; an add-on can be installed into another
 * namespace.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 */
const ADD_ONS: Readonly<Record<string, AddOnAccount>> = {
  // https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html
  "vpc-cni": at("kube-system", "aws-node"),
  // https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
  "aws-ebs-csi-driver": at("kube-system", "ebs-csi-controller-sa"),
  // https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html
  "aws-efs-csi-driver": at("kube-system", "efs-csi-controller-sa"),
  // https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi.html
  "aws-fsx-csi-driver": at("kube-system", "fsx-csi-controller-sa"),
  // https://docs.aws.amazon.com/eks/latest/userguide/s3-csi.html
  "aws-mountpoint-s3-csi-driver": at("kube-system", "s3-csi-driver-sa"),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html
  "amazon-cloudwatch-observability": at("amazon-cloudwatch", "cloudwatch-agent"),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-NetworkFlowMonitor-agents-kubernetes-eks.html
  "aws-network-flow-monitoring-agent": at(
    "amazon-network-flow-monitor",
    "aws-network-flow-monitor-agent-service-account",
  ),
  // https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html#add-ons-aws-privateca-connector
  "aws-privateca-connector-for-kubernetes": at("aws-privateca-issuer", "aws-privateca-issuer"),
  // https://aws-otel.github.io/docs/getting-started/adot-eks-add-on
  adot: at("opentelemetry-operator-system"),
  // https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
  "external-dns": at("external-dns", "external-dns"),
  "fluent-bit": at("fluent-bit", "fluent-bit"),
  "cert-manager": at("cert-manager"),
};

/** undefined for an add-on that the table does not have. */
export const accountOfAddOn = (name: string): AddOnAccount | undefined =>
  Object.hasOwn(ADD_ONS, name) ? ADD_ONS[name] : undefined;
