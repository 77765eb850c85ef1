import { z } from "zod";
import { KMS } from "../../aws";
import { problemIf } from "../problem-if";
import * as t from "../text-types";
import type { ServiceConfig } from "./service-config";
import { uselessHandover } from "./service-names";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
const alias = t.textMatching("key-alias", /^(?!alias\/|aws\/)[A-Za-z0-9/_-]{1,250}$/);
const keyId = t.textMatching("key-id", /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/);

const schema = z
  .strictObject({
    alias: alias.optional().describe("Alias of the key to make, without `alias/`; one of its account and region."),
    id: keyId.optional().describe("Id of a key that exists: what stands behind `key/` in its ARN."),
    create: z.boolean().default(true).describe("false: the key already exists. Default: true."),
  })
  .describe("A customer key of KMS, symmetric and for encryption; one that is made is rotated each year.");

export const KMS_KEY = {
  facts: KMS,
  schema,
  verbs: {
    encrypt: { actions: "kms:Encrypt, kms:GenerateDataKey, kms:GenerateDataKeyWithoutPlaintext, kms:DescribeKey" },
    decrypt: { actions: "kms:Decrypt, kms:DescribeKey" },
  },
  resourcePolicy: true,
  verifiedBy: "kms:DescribeKey",
  resourceOf: ({ alias: called, id, create }) => ({
    isCreated: create !== false,
    ...(create === false
      ? {}
      : {
          closedToOthers: {
            found: "a key whose ARN is known only after apply",
            fix: "Put the role in its account with `target: { account: … }`, or grant what is encrypted with it (`kmsKey:`); a key that exists is named with `id` and `create: false`.",
          },
        }),
    ...nameOf(called, id),
    check: (entry) => [
      ...problemIf(!entry.omitted(entry.path) && (called === undefined || id !== undefined) && create !== false, {
        rule: "exactly-one",
        path: entry.path,
        found: id === undefined ? "no alias" : "id of a key that is made",
        expected: "an alias of a key that is made, an id and create: false of one that exists",
      }),
      ...problemIf(!entry.omitted(entry.path) && (id === undefined || called !== undefined) && create === false, {
        rule: "exactly-one",
        path: entry.path,
        found: id === undefined ? "create: false without id" : "alias and id",
        expected: "an id of a key that exists: it decides alone which one is meant",
      }),
      ...uselessHandover(entry, "key"),
    ],
  }),
} as const satisfies ServiceConfig<typeof schema>;

function nameOf(called: string | undefined, id: string | undefined) {
  const [key, text] = called === undefined ? ["id", id] : ["alias", called];
  if (text === undefined) return {};
  const within = "account and region" as const;
  return { name: { text, of: "key", within, rule: "resource-name-taken" as const, path: [key] } };
}
