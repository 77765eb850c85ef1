import type { NamedTarget } from "./targets";

/** The AWS config file of a workload with several targets, and where its pods find it. */
export interface AwsConfig {
  /** Name of the ConfigMap that holds it. */
  readonly configMap: string;
  readonly folder: string;
  readonly file: string;
  readonly text: string;
}

/**
 * A profile for each target. The primary role's credentials, with which the target is assumed, are those that EKS hands to
 * the container; their session tags go on to the target's session without being named.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
export const awsConfigOf = (
  { key, addressPrefix }: { readonly key: string; readonly addressPrefix?: "" | undefined },
  targets: readonly NamedTarget[],
): AwsConfig => ({
  configMap: `${addressPrefix === "" ? "" : `${key}-`}aws-config`,
  folder: "/etc/aws-config",
  file: "config",
  text: targets
    .map(({ profile, role }) => `[profile ${profile}]\nrole_arn = ${role.arn}\ncredential_source = EcsContainer\n`)
    .join("\n"),
});
