// A plan with names that would be markup, or a script, if a page took them for that.
import { writeFileSync } from "node:fs";

export const HOSTILE = [
  "<script>window.hostile=1</script>",
  '"><img src=x onerror="window.hostile=2">',
  "</script><script>window.hostile=3</script>",
] as const;

const document = (statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

/** Writes what `terraform show -json` would print of such a plan. */
export function writeHostile(file: string): void {
  const role = (name: string, id: string, trust: unknown) => ({
    address: `aws_iam_role.${name}`,
    mode: "managed",
    type: "aws_iam_role",
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    values: { name: id, arn: `arn:aws:iam::111111111111:role/${id}`, assume_role_policy: document(trust) },
  });
  const resources = [
    role("app", "app", {
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    }),
    {
      address: "aws_iam_role_policy.app",
      mode: "managed",
      type: "aws_iam_role_policy",
      name: "app",
      provider_name: "registry.terraform.io/hashicorp/aws",
      values: {
        name: "<b>read</b>",
        role: "app",
        policy: document({
          Sid: "<i>",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::<svg onload=window.hostile=4>/*",
        }),
      },
    },
    ...HOSTILE.map((namespace, index) => ({
      address: `aws_eks_pod_identity_association.app${index}`,
      mode: "managed",
      type: "aws_eks_pod_identity_association",
      name: `app${index}`,
      provider_name: "registry.terraform.io/hashicorp/aws",
      values: {
        cluster_name: "shop",
        namespace,
        service_account: "<u>app</u>",
        role_arn: "arn:aws:iam::111111111111:role/app",
        region: "us-east-1",
      },
    })),
  ];
  const text = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: { resources } },
    configuration: { root_module: {} },
  };
  writeFileSync(file, JSON.stringify(text));
}
