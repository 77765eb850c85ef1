import { actionsDate, isKnownAction, resourceTypesOf } from "../../aws";
import { literal, matches, NO, type Statement, sourceOf } from "../../iam";
import { isRunner } from "../../unknown/unknown-forms";
import { readable } from "../../unknown/unknown-text";
import { fixBy } from "../fix-by";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { FinalSession } from "../requests/final-session";
import { type JudgedHop, plainHop } from "./hop";

type Text = NonNullable<Statement["resources"]>["of"][number];

export function unseenHop({ label, location, unknown }: ReadDocument): JudgedHop {
  return plainHop("grant", "unknown", {
    action: "*",
    resource: "*",
    code: "policy-not-known",
    message: `${label} is not known: ${readable(unknown?.reason ?? "")}`,
    ...fixBy(unknown?.advice, "Prove the directory, or the state after apply."),
    location,
  });
}

const nothingToDo = ({ role }: FinalSession): JudgedHop =>
  plainHop("grant", "denied", {
    code: "no-grant",
    message: `no policy of ${role.resource.address} allows anything: the pod gets its credentials and can do nothing with them`,
    fix: "Decide what the pod needs, and attach a policy that allows that and no more.",
    location: role.resource.location(),
  });

/** A role without policies serves where a cluster knows it: an access entry asks for none. */
function inKubernetes({ inventory }: ProofContext, { role }: FinalSession): JudgedHop | undefined {
  const entries = inventory.accessEntries;
  const entry =
    entries.find(({ principalArn, resource }) => principalArn === role.arn && resource.indefinite === undefined) ??
    entries.find(
      ({ principalArn }) =>
        // whoever applies needs permissions, and this role has none
        typeof principalArn !== "string" ||
        (!isRunner(principalArn) && matches(literal(principalArn), literal(role.arn)) !== NO),
    );
  if (!entry) return undefined;
  const { resource, cluster, principalArn, advice } = entry;
  const sure = principalArn === role.arn && resource.indefinite === undefined;
  return plainHop("grant", sure ? "allowed" : "unknown", {
    ...(typeof cluster === "string" ? { resource: readable(cluster) } : {}),
    code: "kubernetes-access",
    message: `no policy of ${role.resource.address} allows anything in AWS; ${resource.address} ${sure ? "lets" : "may let"} it into the Kubernetes API of a cluster, and what it may do there is not judged`,
    ...(sure ? {} : fixBy(advice)),
    location: resource.location(),
  });
}

export const withoutVariable = (
  action: string,
  { text }: Text,
  { label, location }: ReadDocument,
  statement: Statement,
): JudgedHop =>
  plainHop("grant", "denied", {
    action,
    resource: readable(text),
    code: "variable-missing",
    message: `${label} allows ${action} on "${readable(text)}", and the session has no such value: it matches nothing`,
    fix: "Keep session tags on, or write the name itself.",
    location,
    statement: { effect: "Allow", text: readable(sourceOf(statement)) },
  });

export function fitsNothing(
  action: string,
  resources: readonly string[],
  { label, location }: ReadDocument,
  statement: Statement,
): JudgedHop {
  const types = resourceTypesOf(action);
  if (!isKnownAction(action))
    return plainHop("grant", "denied", {
      action,
      resource: readable(resources[0] ?? "*"),
      code: "action-not-known",
      message: `${label} allows ${action}, and AWS's list of actions of ${actionsDate()} has ${/[*?]/.test(action) ? "none that it matches" : "no such action"}: it allows nothing`,
      fix: "Write the action that the operation needs, as AWS lists it.",
      location,
      statement: { effect: "Allow", text: readable(sourceOf(statement)) },
    });
  return plainHop("grant", "denied", {
    action,
    resource: readable(resources[0] ?? "*"),
    code: "action-fits-no-resource",
    message: `${label} allows ${action} on ${resources.map((one) => `"${readable(one)}"`).join(", ")}, ${types && types.length > 0 ? `but the action's resource type is ${types.join(" or ")}` : types ? 'but the action supports no resource type and needs "*"' : "which is of another service"}`,
    fix:
      action.toLowerCase().startsWith("s3:") && types?.includes("object")
        ? `Name the objects that are meant, below "${readable(resources[0] ?? "")}/".`
        : types?.length === 0
          ? `Allow ${action} on "*", in a statement of its own.`
          : "Name a resource of the action's own type.",
    location,
    statement: { effect: "Allow", text: readable(sourceOf(statement)) },
  });
}

/** What a role without any Allow comes to. */
export const grantsNothing = (proof: ProofContext, session: FinalSession): JudgedHop =>
  inKubernetes(proof, session) ?? nothingToDo(session);
