import { z } from "zod";
import { SSM } from "../../aws";
import { problemIf } from "../problem-if";
import * as t from "../text-types";
import type { ServiceConfig } from "./service-config";
import { kmsKey } from "./service-key";
import { uselessHandover } from "./service-names";

/**
 * No name begins with `aws` or `ssm`, and one of several levels begins with a slash.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
const LEVELS = "(?!\\/?([aA][wW][sS]|[sS][sS][mM]))(\\/[A-Za-z0-9_.-]+){1,15}";
const path = t.textMatching("parameter-name", new RegExp(`^(?=.{2,1011}$)${LEVELS}\\/?$`));
const name = t.textMatching(
  "parameter-name",
  new RegExp(`^(?=.{1,1011}$)(${LEVELS}|(?!([aA][wW][sS]|[sS][sS][mM]))[A-Za-z0-9_.-]+)$`),
);

const schema = z
  .strictObject({
    path: path.optional().describe("Path of parameters, such as `/my-app/`: all of its levels are meant."),
    name: name.optional().describe("Name of one parameter."),
    kmsKey: kmsKey("the key that AWS manages, and grants need none"),
  })
  .describe("Parameters of Systems Manager, which exist already: their values are in no Terraform.");

export const SSM_PARAMETERS = {
  facts: SSM,
  schema,
  verbs: { read: { actions: "ssm:GetParameter, ssm:GetParameters, ssm:GetParametersByPath" } },
  // advanced parameters are shared by AWS RAM alone: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html
  resourcePolicy: false,
  verifiedBy: "ssm:GetParameter",
  resourceOf: (map) => ({
    isCreated: false,
    ...nameOf(map),
    check: (entry) => [
      ...problemIf(!entry.omitted(entry.path) && (map.path === undefined) === (map.name === undefined), {
        rule: "exactly-one",
        path: entry.path,
        found: map.path === undefined ? "neither path nor name" : "path and name",
        expected: "one of path and name",
      }),
      ...uselessHandover(entry, "parameter"),
    ],
  }),
} as const satisfies ServiceConfig<typeof schema>;

function nameOf(map: { readonly path?: string | undefined; readonly name?: string | undefined }) {
  const [key, text] = map.path === undefined ? ["name", map.name] : ["path", map.path.replace(/\/?$/, "/")];
  if (text === undefined) return {};
  const within = "account and region" as const;
  return { name: { text, of: "parameter", within, rule: "resource-name-taken" as const, path: [key] } };
}
