import { z } from "zod";

/** One text or several: AWS takes both. Numbers are refused, since YAML drops the leading zeros of an account's id. */
const texts = z.union([z.string(), z.array(z.string()).min(1, "too-few")], { error: "a text, or a list of texts" });

const principal = z
  .union(
    [
      z.literal("*"),
      z.strictObject({
        AWS: texts.optional(),
        Service: texts.optional(),
        Federated: texts.optional(),
      }),
    ],
    { error: '"*", or a map of AWS, Service or Federated' },
  )
  .describe('"*", or AWS, Service or Federated with one name or several.');

const conditionValues = z.union([z.boolean(), z.string(), z.array(z.string()).min(1, "too-few")], {
  error: "a text, true, false, or a list of texts",
});
/** Condition operators with their keys and values. Whether AWS has such an operator, src/config/checks says. */
export const conditions = z.record(z.string(), z.record(z.string(), conditionValues)).meta({
  id: "conditions",
  description: "Condition operators, each with condition keys and their values, as AWS writes them.",
});

const sid = z.string().optional().describe("Name of the statement.");
const action = texts.optional().describe("Actions.");
const notAction = texts.optional().describe("All actions but these.");

/** A statement that refuses, of a trust policy. */
export const denyStatement = z
  .strictObject({
    Sid: sid,
    Effect: z.literal("Deny", { error: "trust-statement-effect" }).describe("Deny."),
    Principal: principal.optional(),
    Action: action,
    NotAction: notAction,
    Condition: conditions.optional(),
  })
  .meta({ id: "denyStatement", description: "A statement of a trust policy, as AWS writes it." });

/** The policy document of an identity: a pasted one is YAML already. */
export const identityDocument = z
  .strictObject({
    Version: z.literal("2012-10-17").describe("2012-10-17."),
    Id: z.string().optional().describe("Any text."),
    Statement: z
      .array(
        z.strictObject({
          Sid: sid,
          Effect: z.enum(["Allow", "Deny"]).describe("Allow or Deny."),
          Action: action,
          NotAction: notAction,
          Resource: texts.optional().describe("ARNs."),
          NotResource: texts.optional().describe("All resources but these."),
          Condition: conditions.optional(),
        }),
      )
      .min(1, "too-few")
      .describe("Statements, as AWS writes them."),
  })
  .meta({ id: "identityDocument" });
