import { z } from "zod";
import { grantVerbs, VERBS } from "../services";
import * as t from "../text-types";
import { roleSettings } from "./role-settings";
import { renamedFrom } from "./settings";

export const grant = z
  .strictObject({
    ...grantVerbs,
    actions: z.array(t.action).min(1, "too-few").optional().describe("Actions by name, on the resource of `on`."),
    on: t.entryReference.optional().describe("Key of a resource."),
  })
  .meta({
    id: "grant",
    description: `What may be done to a resource: one of ${VERBS.join(", ")}, or actions with on.`,
  });

export const policyName = z
  .union([t.policyName, z.record(z.string(), t.policyName)], { error: "policy-name" })
  .describe(
    "Name of the policy, or a map from <service>-<verb> (such as s3-read) to names. Default: <role>-<service>-<verb>.",
  );

export const grants = z.array(grant).min(1, "too-few");

export const target = z.strictObject({
  account: t.entryReference.optional().describe("Key of the resource's account."),
  role: t.roleName
    .optional()
    .describe("Name of the target role. Default: that of roles.target.name, of the account or the defaults."),
  arn: t.roleArn
    .optional()
    .describe(
      "ARN of a role that exists, in place of account and role. Its trust policy and permissions come out as documents for its owner.",
    ),
  settings: roleSettings.optional().describe("Settings of the target role."),
  policyName: policyName.optional(),
  grants,
});

/** One of several. */
export const namedTarget = target.extend({ renamedFrom });
