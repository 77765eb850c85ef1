/** A service account of an EKS add-on. */
export interface AddOnAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * The service accounts with which AWS's add-ons call AWS; an add-on can be installed into another namespace.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
 */
const ADD_ONS: Readonly<Record<string, AddOnAccount>> = {
  "vpc-cni": { namespace: "kube-system", serviceAccount: "aws-node" },
  "aws-ebs-csi-driver": { namespace: "kube-system", serviceAccount: "ebs-csi-controller-sa" },
  "aws-efs-csi-driver": { namespace: "kube-system", serviceAccount: "efs-csi-controller-sa" },
  "aws-fsx-csi-driver": { namespace: "kube-system", serviceAccount: "fsx-csi-controller-sa" },
  "aws-mountpoint-s3-csi-driver": { namespace: "kube-system", serviceAccount: "s3-csi-driver-sa" },
  "amazon-cloudwatch-observability": { namespace: "amazon-cloudwatch", serviceAccount: "cloudwatch-agent" },
  "aws-network-flow-monitoring-agent": {
    namespace: "amazon-network-flow-monitor",
    serviceAccount: "aws-network-flow-monitor-agent-service-account",
  },
  "external-dns": { namespace: "external-dns", serviceAccount: "external-dns" },
};

/** undefined for an add-on that the table does not have. */
export const accountOfAddOn = (name: string): AddOnAccount | undefined =>
  Object.hasOwn(ADD_ONS, name) ? ADD_ONS[name] : undefined;
