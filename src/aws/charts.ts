/** By the chart's name and where its values have a service account: how it is called where they give it no name. */
const CHARTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/charts/aws-ebs-csi-driver/values.yaml
  "aws-ebs-csi-driver": {
    "controller.serviceAccount": "ebs-csi-controller-sa",
    "node.serviceAccount": "ebs-csi-node-sa",
  },
  // https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/master/charts/aws-efs-csi-driver/values.yaml
  "aws-efs-csi-driver": {
    "controller.serviceAccount": "efs-csi-controller-sa",
    "node.serviceAccount": "efs-csi-node-sa",
  },
};

/** The name that a chart of Kubernetes' drivers for AWS gives the service account at `place`; undefined where no table has it. */
export function accountOfChart(chart: string, place: string): string | undefined {
  const names = Object.hasOwn(CHARTS, chart) ? CHARTS[chart] : undefined;
  return names && Object.hasOwn(names, place) ? names[place] : undefined;
}
