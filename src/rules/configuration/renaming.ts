import { MOVED } from "../pages";
import type { Rule } from "../rule";

/** What holds of entries whose keys were others, and of names that were made of these. */
export const RENAMING = [
  {
    id: "renamed-in-use",
    level: "error",
    expected: "a former key that no entry has now",
    fix: "Rename one after the other, and apply in between: Terraform moves nothing to an address from which it moves something.",
    page: MOVED,
  },
  {
    id: "renamed-twice",
    level: "error",
    expected: "each former key at one entry",
    fix: "Keep it where the resources go; the other entry gets new ones.",
    page: MOVED,
  },
  {
    id: "renamed-name",
    level: "warning",
    expected: "names that stay, since IAM, EKS and Kubernetes rename nothing",
    fix: "Write the old name, or let Terraform replace it.",
  },
  {
    id: "renamed-unsaid",
    level: "warning",
    expected: "renamedFrom beside a new key of what is there under an old one",
    fix: "Write it, so that Terraform moves what is there and replaces nothing.",
    page: MOVED,
  },
] as const satisfies readonly Rule[];
