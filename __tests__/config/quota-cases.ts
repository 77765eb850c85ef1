import type { RuleId } from "../../src/rules";
import { sharedBy } from "./cases";

interface QuotaCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly text: string;
  /** Path and text of the problem. */
  readonly path: string;
  readonly found: string;
}

const shared = (workloads: number, more = ""): string =>
  `defaults: { confine: false }\n${sharedBy(workloads, `shared: { account: account-a, name: shared-role${more} }`)}`;

/** Quotas that no configuration exceeds without another warning beside it. */
export const QUOTA_CASES: readonly QuotaCase[] = [
  {
    rule: "attachment-quota",
    fact: "each workload attaches a policy to the primary role that it shares",
    text: shared(11),
    path: "primaryRoles.shared.name",
    found: "11 managed policies attached to shared-role",
  },
  {
    rule: "attachment-quota",
    fact: "one that exists has them beside its own",
    text: shared(11, ", create: false"),
    path: "primaryRoles.shared.name",
    found: "11 managed policies attached to shared-role",
  },
  {
    rule: "attachment-limit",
    fact: "no account attaches 26 policies to a role",
    text: shared(26),
    path: "primaryRoles.shared.name",
    found: "26 managed policies attached to shared-role",
  },
];
