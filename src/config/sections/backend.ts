import { z } from "zod";
import * as t from "../text-types";

const assumedRole = z.strictObject({
  arn: t.stateRole.describe("ARN of the role."),
  externalId: t.externalId.optional().describe("ExternalId that the role's trust asks for."),
  sessionName: t.sessionName.optional().describe("Name of the session."),
});

const single = z.union([z.string(), z.number(), z.boolean()]);
const several = z.union([single, z.array(single)]);
const settings = z.record(z.string(), z.union([several, z.record(z.string(), several)]));

const s3 = z.strictObject({
  bucket: t.stateBucket.describe("Bucket of the states."),
  key: t.stateKey
    .default("eks-cross-account/{stack}.tfstate")
    .describe(
      "Key of a stack's state. Configurations that share a bucket need keys of their own. Default: eks-cross-account/{stack}.tfstate.",
    ),
  region: t.stateRegion.describe("Region of the bucket."),
  useLockfile: z
    .boolean()
    .default(true)
    .describe(
      "Whether a run locks the state by an object beside it, which needs Terraform 1.10 or OpenTofu 1.10. Default: true.",
    ),
  kmsKey: t.stateKmsKey
    .optional()
    .describe("ARN of the KMS key that states are encrypted with. Default: the bucket's own encryption."),
  profile: t.stateProfile.optional().describe("Profile of the AWS CLI for the states. Default: the environment's."),
  assumeRole: z
    .union([t.stateRole, assumedRole], { error: "role-arn" })
    .optional()
    .describe("Role that Terraform assumes for the states: its ARN, or a map."),
  settings: settings.optional().describe("Further settings of Terraform's s3 backend, by their names there."),
});

const cloud = z.strictObject({
  organization: t.someText.describe("Name of the organization."),
  hostname: t.hostname.optional().describe("Host of Terraform Enterprise. Default: HCP Terraform's."),
  workspace: t.stateWorkspace
    .default("eks-cross-account-{stack}")
    .describe("Name of a stack's workspace. Default: eks-cross-account-{stack}."),
  project: t.someText.optional().describe("Project in which `terraform init` makes a workspace that is missing."),
});

const other = z.strictObject({
  type: t.backendType.describe("Type of the backend, as Terraform calls it."),
  settings: settings.default({}).describe("Its settings, by Terraform's names. Texts may hold the same placeholders."),
});

export const backend = z.union([
  z.enum(["local", "none"]),
  z.strictObject({
    s3: s3
      .optional()
      .describe(
        "An S3 bucket. In texts {stack}, {account} (its key), {accountId} and {region} stand for what they are of each stack.",
      ),
    cloud: cloud.optional().describe("HCP Terraform or Terraform Enterprise."),
    other: other.optional().describe("Any backend of Terraform; a variable hands over what other stacks need."),
  }),
]);
