import { z } from "zod";
import * as t from "../text-types";
import { addressPrefix, handover } from "./settings";

const bucket = z.strictObject({
  prefix: t.bucketPrefix.optional().describe("Prefix of the name; a random pet name is appended."),
  name: t.bucketName.optional().describe("The whole name."),
  forceDestroy: z.boolean().optional().describe("Whether destroying it deletes the objects in it. Default: false."),
  create: z.boolean().default(true).describe("false: the bucket already exists. Default: true."),
});

export const resource = z.strictObject({
  account: t.entryReference.describe("Key of an account."),
  region: t.region.optional().describe("Default: the account's."),
  bucket: bucket.describe("An S3 bucket."),
  handover: handover.optional(),
  addressPrefix: addressPrefix.optional(),
});
