import { z } from "zod";
import { PARTITIONS } from "../../aws";
import * as t from "../text-types";
import { tags } from "./settings";

export const account = z.strictObject({
  id: t.accountId.describe("12 digits, in quotes."),
  region: t.region.describe("Region of the aws provider."),
  partition: z.enum(PARTITIONS).optional().describe("Default: the region's."),
  profile: t.profile.optional().describe("Profile of the AWS CLI that Terraform uses for the account."),
  assumeRole: t.roleArn.optional().describe("Role that Terraform assumes in the account."),
  tags: tags.optional(),
});
