import type { Rule } from "./rule";

const NARROW = "Narrow what lets it in, or accept it with --allow-intruders";

/** The classes of callers that must not get through a chain. */
export const INTRUSIONS = [
  {
    id: "intruder-other-service-account",
    level: "error",
    expected: "no access for pods of another service account",
    fix: `${NARROW} other-service-account.`,
  },
  {
    id: "intruder-other-namespace",
    level: "error",
    expected: "no access for pods of another namespace",
    fix: `${NARROW} other-namespace.`,
  },
  {
    id: "intruder-other-cluster",
    level: "error",
    expected: "no access for pods of another cluster",
    fix: `${NARROW} other-cluster.`,
  },
  {
    id: "intruder-other-role",
    level: "error",
    expected: "no access for another role of the same account",
    fix: `${NARROW} other-role.`,
  },
  {
    id: "intruder-other-account",
    level: "error",
    expected: "no access for roles of another account",
    fix: `${NARROW} other-account.`,
  },
  {
    id: "intruder-anonymous",
    level: "error",
    expected: "no access without credentials",
    fix: `${NARROW} anonymous.`,
  },
  {
    id: "intruder-primary-holder",
    level: "error",
    expected: "no access for a pod that holds the primary role's own credentials",
    fix: `${NARROW} primary-holder.`,
  },
] as const satisfies readonly Rule[];
