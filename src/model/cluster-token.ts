import type { Cluster, KubernetesAccess } from "./model";

/** Arguments of the AWS CLI that print a cluster's token. */
export const tokenArguments = (
  { name, region }: Pick<Cluster, "name" | "region">,
  { profile, roleArn }: Extract<KubernetesAccess, { readonly by: "cli" }>,
): readonly string[] => [
  ...["eks", "get-token", "--cluster-name", name, "--region", region],
  ...["--output", "json"], // overrides the output format in the user's AWS configuration
  ...(profile ? ["--profile", profile] : []),
  ...(roleArn ? ["--role-arn", roleArn] : []),
];
