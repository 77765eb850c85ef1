import { z } from "zod";
import { S3 } from "../../aws";
import { problemIf } from "../problem-if";
import * as t from "../text-types";
import type { ServiceConfig } from "./service-config";
import { kmsKey } from "./service-key";

/** Limits of a grant on a bucket. */
export interface S3Limits {
  /** What the keys of objects begin with. */
  readonly prefix?: string | undefined;
}

const schema = z
  .strictObject({
    prefix: t.bucketPrefix.optional().describe("Prefix of the name; a random pet name is appended."),
    name: t.bucketName.optional().describe("The whole name."),
    forceDestroy: z.boolean().optional().describe("Whether destroying it deletes the objects in it. Default: false."),
    kmsKey: kmsKey("a key that S3 owns, and grants need none"),
    create: z.boolean().default(true).describe("false: the bucket already exists. Default: true."),
  })
  .describe("An S3 bucket.");

/**
 * The beginning of keys of objects, which a policy names as text: no wildcard, no policy variable, no template of Terraform.
 * Reserved characters of policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
const objectPrefix = t.textMatching("object-prefix", /^(?!\/)[^*?$%{}&\s]{1,512}$/);

const limits = {
  prefix: objectPrefix.optional().describe("What the keys of objects begin with, such as `eu/`. Default: all objects."),
};

export const S3_BUCKET = {
  facts: S3,
  schema,
  verbs: {
    read: { actions: "s3:GetObject, s3:ListBucket", limits },
    write: { actions: "s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload", limits },
  },
  resourcePolicy: true,
  verifiedBy: "s3:ListBucket",
  resourceOf: ({ prefix, name, create }) => ({
    isCreated: create !== false,
    ...(name === undefined
      ? {
          closedToOthers: {
            found: "its name known only after apply",
            fix: "Give it a fixed `name:`, which the policies of both accounts can name; or put the role in its account with `target: { account: … }`.",
          },
        }
      : {}),
    ...(name === undefined
      ? {}
      : { name: { text: name, of: "bucket", within: "partition", rule: "bucket-name-taken", path: ["name"] } }),
    check: ({ path, handover, omitted }) => [
      ...problemIf(!omitted(path) && (prefix === undefined) === (name === undefined), {
        rule: "exactly-one",
        path,
        found: name === undefined ? "neither prefix nor name" : "prefix and name",
        expected: "one of prefix and name",
      }),
      ...problemIf(handover !== undefined && name !== undefined, {
        rule: "no-effect",
        path: [...path.slice(0, -1), "handover"],
        at: "key",
        found: "handover of a bucket with a fixed name",
      }),
      ...problemIf(create === false && prefix !== undefined, {
        rule: "exactly-one",
        path: [...path, "create"],
        found: "create: false with a prefix",
        expected: "name, as the bucket exists",
      }),
    ],
  }),
} as const satisfies ServiceConfig<typeof schema>;
