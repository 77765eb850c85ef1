import type { Acceptance } from "./intruders/acceptance";
import type { AcceptedAssumption, Assumption, AssumptionId, ExpectationResult, Hop, Intruder, Verdict } from "./proof";
import { HOPS } from "./proof";
import type { Assumed } from "./proof-context";

/** What the reader takes upon himself, of one chain. */
export interface Accepted {
  readonly intruders: readonly Acceptance[];
  readonly assumptions: readonly AcceptedAssumption[];
}

const ORDER: readonly Verdict[] = ["proved", "conditional", "unknown", "refuted"];

/** The worst of `verdicts`; `proved` for none. */
export const worst = (verdicts: readonly Verdict[]): Verdict =>
  ORDER[Math.max(0, ...verdicts.map((one) => ORDER.indexOf(one)))] ?? "unknown";

interface Verdicts {
  readonly verdict: Verdict;
  readonly access: Verdict;
  readonly others: Verdict;
}

/** A chain answers two questions: whether its pod gets in, and whether no other caller does. */
export function verdictsOf(
  hops: readonly Hop[],
  expectations: readonly ExpectationResult[],
  intruders: readonly Intruder[],
  assumptions: readonly Assumption[],
): Verdicts {
  const open = assumptions.filter(({ accepted }) => !accepted);
  const expected = (of: "can" | "cannot") =>
    expectations.filter((one) => one[of] !== undefined).map(({ verdict }) => EXPECTED[verdict]);
  const access = worst([
    ...hops.map(({ verdict }): Verdict => DECIDED[verdict]),
    ...expected("can"),
    ...(open.some((one) => isAbout(one, true)) ? (["conditional"] as const) : []),
  ]);
  const others = worst([
    ...intruders.flatMap(({ verdict, accepted, assumption }): readonly Verdict[] => {
      if (accepted || assumption !== undefined || verdict === "denied") return [];
      return [verdict === "allowed" ? "refuted" : "unknown"];
    }),
    ...expected("cannot"),
    ...(open.some((one) => isAbout(one, false)) ? (["conditional"] as const) : []),
  ]);
  return { verdict: worst([access, others]), access, others };
}

/** Whether an assumption is about the pod's access or, as those on what it cannot do, about the other half. */
const isAbout = ({ id, for: rests }: Assumption, access: boolean): boolean =>
  rests.some((one) => ((HOPS as readonly string[]).includes(one) && id !== "managed-policy-dated") === access);

const DECIDED = { allowed: "proved", denied: "refuted", unknown: "unknown" } as const;
const EXPECTED = { met: "proved", failed: "refuted", unknown: "unknown" } as const;

/** Assumptions, those of one id and subject as one. Accepting every intruder that rests on one accepts it. */
export function assumptionsOf(
  assumed: readonly Assumed[],
  intruders: readonly Intruder[],
  accepted: Accepted,
): readonly Assumption[] {
  const bySubject = new Map<string, readonly Assumed[]>();
  for (const one of assumed) {
    const key = `${one.id} ${one.subject}`;
    bySubject.set(key, [...(bySubject.get(key) ?? []), one]);
  }
  const taken = new Set<string>(intruders.filter((one) => one.accepted).map(({ id }) => id));
  return [...bySubject.values()].flatMap((same): readonly Assumption[] => {
    const [first] = same;
    if (!first) return [];
    const rests = [...new Set(same.map((one) => one.for))];
    const isAccepted =
      rests.every((id) => taken.has(id)) ||
      accepted.assumptions.some(
        ({ id, subject }) => id === first.id && (subject === undefined || subject === first.subject),
      );
    const { id, subject, message, location } = first;
    return [{ id, subject, for: rests, message, accepted: isAccepted, ...(location ? { location } : {}) }];
  });
}

const CARRIED: Readonly<Partial<Record<AssumptionId, string>>> = {
  "association-admins":
    "no principal that may create pod identity associations in the cluster's account and pass the primary role gives that role to another pod",
  "service-untied": "the AWS service writes there on our behalf only, though no condition ties it to a source",
};

/** The assumptions that carry intruders. */
export const carrying = (intruders: readonly Intruder[], account: string | null): readonly Assumed[] =>
  intruders.flatMap(({ id, through = [] }) =>
    through.flatMap(({ assumption, document, location }): readonly Assumed[] =>
      assumption === undefined
        ? []
        : [
            {
              id: assumption,
              subject: assumption === "association-admins" ? (account ?? document) : document,
              for: id,
              message: CARRIED[assumption] ?? "",
              ...(location ? { location } : {}),
            },
          ],
    ),
  );
