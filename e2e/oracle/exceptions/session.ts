import type { Document } from "../pair";
import { type Exception, page } from "./exception";

const denials = (document: Document): Document => ({
  ...document,
  Statement: [
    ...document.Statement.filter(({ Effect }) => Effect === "Deny"),
    { Effect: "Allow", Action: "*", Resource: "*" },
  ],
});

/** Without session policy but its denials, and without what identity policies or the role's own ARN allow. */
export const sessionPolicy: Exception = {
  reason: "what a resource's policy gives a session's ARN or everybody is not limited by the session policy",
  page: page("reference_policies_evaluation-logic_policy-eval-denyallow.html"),
  rewrite: (pair) => {
    const { session, caller, resourcePolicy } = pair;
    if (!session || caller.kind !== "role" || caller.account !== pair.resourceAccount || !resourcePolicy) return [pair];
    const direct = resourcePolicy.Statement.filter(({ Effect, Principal }) => {
      if (Effect === "Deny" || !Principal || Principal === "*") return true;
      return [Principal.AWS ?? []].flat().some((name) => name === "*" || name === caller.sessionArn);
    }).map((statement) => {
      const { Effect, Principal } = statement;
      if (Effect === "Deny" || !Principal || Principal === "*") return statement;
      const kept = [Principal.AWS ?? []].flat().filter((name) => name === "*" || name === caller.sessionArn);
      return { ...statement, Principal: { AWS: kept } };
    });
    const identity = pair.identity.map((d) => ({
      ...d,
      Statement: d.Statement.filter(({ Effect }) => Effect === "Deny"),
    }));
    return [
      pair,
      {
        ...pair,
        session: undefined,
        identity: [...identity, { ...session, Statement: denials(session).Statement.slice(0, -1) }].filter(
          (d) => d.Statement.length > 0,
        ),
        resourcePolicy: { ...resourcePolicy, Statement: direct },
      },
    ];
  },
};
