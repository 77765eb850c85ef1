import { z } from "zod";
import * as t from "../text-types";

export const primaryRole = z.strictObject({
  account: t.entryReference.describe("Key of the clusters' account."),
  name: t.roleName.describe("Name of the role."),
});
