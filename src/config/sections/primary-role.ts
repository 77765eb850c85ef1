import { z } from "zod";
import * as t from "../text-types";
import { roleSettings } from "./role-settings";
import { renamedFrom } from "./settings";

export const primaryRole = z.strictObject({
  account: t.entryReference.optional().describe("Key of the clusters' account; with `arn` it is the role's."),
  name: t.roleName.optional().describe("Name of the role."),
  create: z
    .boolean()
    .optional()
    .describe(
      "false: the role exists. Policies are attached to it; the trust policy that it needs comes out as a document for its owner. Default: true, but false with `arn`.",
    ),
  arn: t.roleArn.optional().describe("ARN of a role that exists, in place of account and name."),
  settings: roleSettings.optional().describe("Settings of this role."),
  renamedFrom,
});
