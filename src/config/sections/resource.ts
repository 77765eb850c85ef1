import { z } from "zod";
import { resourceMaps } from "../services";
import * as t from "../text-types";
import { addressPrefix, handover } from "./settings";

export const resource = z.strictObject({
  account: t.entryReference.describe("Key of an account."),
  region: t.region.optional().describe("Default: the account's."),
  ...resourceMaps,
  handover: handover.optional(),
  addressPrefix: addressPrefix.optional(),
});
