import { and, MAYBE, YES } from "../../iam";
import type { ProofContext } from "../proof-context";
import type { FinalSession } from "../requests/final-session";
import { targetOf } from "../requests/targets";
import { allOf, askGrant, type GrantAnswer } from "./decide-grant";
import type { Why } from "./explain";
import { hopOf, type JudgedHop } from "./hop";
import { keyAnswers, unusable } from "./key-grant";
import { decidesElsewhere, isNameless, notSeen } from "./not-seen";
import { refusedElsewhere } from "./resource-limits";

/** One action on one resource, whether or not a statement is about it: what a refused call asked for. */
export function singleGrant(proof: ProofContext, session: FinalSession, action: string, resource: string): JudgedHop {
  const target = targetOf(proof, resource);
  const limits = [target && unusable(target, action, false), refusedElsewhere(session, action, resource, target)];
  const answers: readonly GrantAnswer[] = [
    target
      ? askGrant(proof, session, { action, resource, target })
      : askGrant(proof, session, { action, resource, target, ownSideOnly: true }),
    ...(target ? keyAnswers(proof, session, action, target, resource) : []),
    ...limits.filter((one) => one !== undefined),
  ];
  const unseen = !target && (isNameless(proof, resource) || decidesElsewhere(proof, resource, session));
  const known = allOf(answers);
  const truth = unseen ? and(known, MAYBE) : known;
  const why = (): Why =>
    truth === known
      ? (answers.find((one) => one.truth === truth)?.why() ?? {})
      : unseen
        ? notSeen(resource, session)
        : {};
  const asked = () => answers.flatMap((one) => one.asked?.() ?? []);
  return hopOf("grant", resource, [{ action, truth, why: truth === YES ? () => ({}) : why, asked }]);
}
