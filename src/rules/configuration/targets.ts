import { POD_IDENTITY_ABAC, POD_IDENTITY_TARGET } from "../pages";
import type { Rule } from "../rule";

const PROFILES = "https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html#file-format-profile";

/** What holds of several targets of one workload. */
export const TARGETS = [
  {
    id: "single-target",
    level: "warning",
    expected: "target, as there is one",
    fix: "Write it as `target:`: EKS then assumes the role itself, and the program in the pod needs no profile.",
    page: POD_IDENTITY_TARGET,
  },
  {
    id: "target-role-taken",
    level: "error",
    expected: "a role of its own for each target",
    fix: "Join the two: one target has all grants of its role.",
  },
  {
    id: "primary-role-held",
    level: "error",
    expected: "a primary role of its own, as the pod has several targets",
    fix: "Give the workload its own primary role: its pod holds that role, and so all that it may assume for any workload.",
    page: POD_IDENTITY_TARGET,
  },
  {
    id: "profile-reserved",
    level: "error",
    expected: "a name that is no profile of every program",
    fix: "Choose another, and name it to the program, by AWS_PROFILE for instance: the default profile is that of every program that names none.",
    page: PROFILES,
  },
  {
    id: "session-tags-off-targets",
    level: "error",
    expected: "session tags, as the program in the pod assumes the targets by itself",
    fix: "Leave sessionTags on, or write `confine: false`: every pod with the primary role's credentials may send any ExternalId.",
    page: POD_IDENTITY_ABAC,
  },
] as const satisfies readonly Rule[];
