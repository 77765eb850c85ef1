import { z } from "zod";
import { PARTITIONS } from "../../aws";
import * as t from "../text-types";
import { backend } from "./backend";
import { rolesSettings } from "./role-settings";
import { tags } from "./settings";

const assumedRole = z.strictObject({
  arn: t.roleArn.describe("ARN of the role."),
  externalId: t.externalId
    .optional()
    .describe(
      "ExternalId that the role's trust asks for. `aws eks get-token` takes none: the cluster's token then comes from the aws provider, which needs Terraform 1.10, or from kubernetes.profile of the cluster.",
    ),
  sessionName: t.sessionName
    .optional()
    .describe(
      "Name of the session, for CloudTrail or a trust that asks for it. The token is then the provider's, too.",
    ),
});

export const account = z.strictObject({
  id: t.accountId.describe("12 digits, in quotes."),
  region: t.region.describe("Region of the aws provider."),
  partition: z.enum(PARTITIONS).optional().describe("Default: the region's."),
  profile: t.profile.optional().describe("Profile of the AWS CLI that Terraform uses for the account."),
  assumeRole: z
    .union([t.roleArn, assumedRole], { error: "role-arn" })
    .optional()
    .describe("Role that Terraform assumes in the account: its ARN, or a map."),
  tags: tags.optional(),
  backend: backend.optional().describe("Where the states of its stacks are. Default: the defaults'."),
  managed: z
    .boolean()
    .default(true)
    .describe(
      "false: an account of others. Nothing is made there; what it needs comes out as documents for its owner. Default: true.",
    ),
  roles: rolesSettings.optional().describe("Settings of the roles that are made in the account."),
});
