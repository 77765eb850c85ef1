import { z } from "zod";
import { SECRETS_MANAGER } from "../../aws";
import * as t from "../text-types";
import type { ServiceConfig } from "./service-config";
import { kmsKey } from "./service-key";
import { fixedName, uselessHandover } from "./service-names";

/**
 * AWS advises against names that end in a hyphen and six characters: they look like the end of an ARN.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
const secretName = t.textMatching("secret-name", /^(?!.*-[A-Za-z0-9]{6}$)[A-Za-z0-9/_+=.@-]{1,512}$/);

const schema = z
  .strictObject({
    name: secretName.describe("Name of the secret."),
    kmsKey: kmsKey(
      "the key that AWS manages, which grants within the account need not name and other accounts cannot use",
    ),
    create: z.boolean().default(true).describe("false: the secret already exists. Default: true, without a value."),
  })
  .describe("A secret of Secrets Manager. Its value is put in by others.");

export const SECRETS_MANAGER_SECRET = {
  facts: SECRETS_MANAGER,
  schema,
  verbs: {
    read: { actions: "secretsmanager:GetSecretValue, secretsmanager:DescribeSecret" },
    write: { actions: "secretsmanager:PutSecretValue, secretsmanager:DescribeSecret" },
  },
  resourcePolicy: true,
  verifiedBy: "secretsmanager:DescribeSecret",
  resourceOf: (map) => ({
    ...fixedName(map, "secret"),
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
    ...(map.kmsKey === undefined
      ? {
          closedToOthers: {
            found: "encrypted with the key that AWS manages, which no other account can use",
            fix: "Give it a customer key with `kmsKey:`, whose policy lets the role in.",
          },
        }
      : {}),
    check: (entry) => uselessHandover(entry, "secret"),
  }),
} as const satisfies ServiceConfig<typeof schema>;
