import { z } from "zod";
import { resourceMaps } from "../services";
import * as t from "../text-types";
import { addressPrefix, handover, renamedFrom } from "./settings";

export const resource = z.strictObject({
  account: t.entryReference.describe("Key of an account."),
  region: t.region.optional().describe("Default: the account's."),
  ...resourceMaps,
  handover: handover.optional(),
  resourcePolicy: z
    .literal("replace")
    .optional()
    .describe(
      "`replace`: the policy of a resource that exists is this configuration's, with roles of other accounts; what it said before is lost. Needed for grants to such roles.",
    ),
  addressPrefix: addressPrefix.optional(),
  renamedFrom,
});
