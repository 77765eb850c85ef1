import { glob, matches, type Policy, type Statement, YES } from "../../iam";
import type { ReadDocument } from "../proof-context";
import type { FinalSession } from "../requests/final-session";
import type { Asking } from "./decide-grant";

/** What is asked of a statement with NotAction or NotResource: one grant of all that it allows. */
export function openAsking(session: FinalSession, reading: ReadDocument, statement: Statement): Omit<Asking, "target"> {
  const policy: Policy = { statements: [{ ...statement, actions: ANYTHING, resources: ANYTHING }] };
  const denials: Policy = {
    statements: session.identity
      .flatMap((one) => one.policy?.statements ?? [])
      .filter((one) => one.effect === "Deny" && !isExcluded(statement, one)),
  };
  const identity = [
    { ...reading, policy },
    { ...reading, policy: denials },
    ...session.identity.filter((one) => !one.policy),
  ];
  return { action: "*", resource: "*", identity };
}

const ANYTHING: Statement["actions"] = { negated: false, of: [{ text: "*", glob: glob("*"), pieces: [] }] };

/** Whether a Deny is about what the statement's NotAction or NotResource leaves out anyhow. */
function isExcluded(statement: Statement, deny: Statement): boolean {
  const covered = (left: Statement["actions"] | undefined, denied: Statement["actions"] | undefined): boolean =>
    left !== undefined &&
    denied !== undefined &&
    left.negated &&
    !denied.negated &&
    denied.of.every((one) => left.of.some((other) => one.glob && other.glob && matches(other.glob, one.glob) === YES));
  return covered(statement.actions, deny.actions) || covered(statement.resources, deny.resources);
}
