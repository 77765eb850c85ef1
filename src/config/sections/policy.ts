import { z } from "zod";
import * as t from "../text-types";
import { identityDocument } from "./policy-document";
import { renamedFrom } from "./settings";

/** A managed policy that exists in the accounts of roles, and what it says. */
export const policy = z.strictObject({
  name: t.policyReference.describe(
    "Name of the policy, with its path if it has one, or its ARN; {account} and {partition} stand for those of the role that has it.",
  ),
  document: identityDocument.describe(
    "What it allows, as AWS has it. The proof rests on it; Terraform compares it with the policy and stops where they differ.",
  ),
  renamedFrom,
});
