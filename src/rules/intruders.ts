import { CONFUSED_DEPUTY, PRINCIPAL } from "./pages";
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
  {
    id: "intruder-user",
    level: "error",
    expected: "no access for users of the same account",
    fix: `${NARROW} user.`,
  },
  {
    id: "intruder-federated",
    level: "error",
    expected: "no access through another identity provider",
    fix: `${NARROW} federated.`,
  },
  {
    id: "intruder-service",
    level: "error",
    expected: "no access for AWS services that act for others",
    fix: "Tie the service with aws:SourceArn or aws:SourceAccount, or accept it with --allow-intruders service.",
    page: CONFUSED_DEPUTY,
  },
  {
    id: "intruder-other-principal",
    level: "error",
    expected: "principals of the kinds that are tried",
    fix: "Name a role, a user, an account or a service, or accept it with --allow-intruders other-principal.",
    page: PRINCIPAL,
  },
] as const satisfies readonly Rule[];
