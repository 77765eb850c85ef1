import { z } from "zod";
import * as t from "../text-types";
import { conditions, denyStatement } from "./policy-document";

/** What a company asks of every role. Where several places set it, src/config/role-settings.ts says which one counts. */
const settings = {
  path: t.rolePath.optional().describe("Path of the role and of its policies, such as /eks/. Default: /."),
  permissionsBoundary: t.policyReference
    .optional()
    .describe(
      "The role's permissions boundary: a key of policies, a policy's name (with its path) in the role's account, or an ARN, in which {account} and {partition} stand for the role's. Default: none.",
    ),
  tags: z
    .record(t.tagKey, t.tagValue)
    .optional()
    .describe("Tags of the role and of its policies, beside the account's. Default: none."),
  maxSessionDuration: z
    .int({ error: "session-duration" })
    .min(3600, "session-duration")
    .max(43_200, "session-duration")
    .optional()
    .describe(
      "How many seconds a session may last, from 3600 to 43200. AWS gives no target role of pod-identity more than an hour. Default: IAM's, an hour.",
    ),
  managedPolicies: z
    .array(t.policyReference)
    .min(1, "too-few")
    .optional()
    .describe("Further managed policies of the role, written as permissionsBoundary is. Default: none."),
  trust: z
    .strictObject({
      sourceAccount: z
        .boolean()
        .optional()
        .describe(
          "Whether the trust of a primary role asks for aws:SourceAccount, the cluster's account. Default: false.",
        ),
      conditions: conditions
        .optional()
        .describe("Conditions that every statement of the trust policy that allows something gets besides its own."),
      statements: z
        .array(denyStatement)
        .min(1, "too-few")
        .optional()
        .describe("Further statements of the trust policy; all of them refuse."),
    })
    .optional()
    .describe("What the trust policy holds besides what lets the pod in."),
};

/** Settings of one role. */
export const roleSettings = z.strictObject(settings).meta({ id: "roleSettings" });

const settingsOfKind = z
  .strictObject({
    name: t.nameTemplate
      .optional()
      .describe(
        "Name of the roles that give none; {workload}, {cluster} and {account} stand for the keys, {namespace} and {serviceAccount} for the names.",
      ),
    ...settings,
  })
  .meta({ id: "settingsOfKind" });

/** Settings of all roles, for those of one kind besides. */
export const rolesSettings = z
  .strictObject({
    ...settings,
    primary: settingsOfKind.optional().describe("Settings of primary roles only."),
    target: settingsOfKind.optional().describe("Settings of target roles only, those of irsa among them."),
  })
  .meta({ id: "rolesSettings" });
