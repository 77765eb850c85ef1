import { MAYBE, NO } from "../../iam";
import type { ServiceAccount } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { IrsaChain } from "../chains";
import { fixBy } from "../fix-by";
import type { ProofContext } from "../proof-context";
import { type JudgedHop, plainHop } from "./hop";
import { noSuchPod } from "./kubernetes-names";
import { isRoleArn } from "./role-arns";

/** Whether the pod's service account is annotated with the role. */
export function serviceAccountHop(proof: ProofContext, chain: IrsaChain): JudgedHop {
  const { serviceAccountObject: object, roleArn, namespace, serviceAccount, pattern, unknown: why, trusting } = chain;
  if (chain.nobody !== undefined) return ofNobody(chain, chain.nobody);
  if (!object && why)
    return plainHop("service-account", "unknown", {
      code: "service-account-not-known",
      message: why.reason,
      ...fixBy(why.advice, "Prove the plan or the state, where its values are known."),
      ...(trusting ? { location: trusting.trust.location } : {}),
    });
  const nobody = pattern || why ? undefined : noSuchPod(namespace, serviceAccount);
  if (nobody) return plainHop("service-account", "denied", { resource: `${namespace}/${serviceAccount}`, ...nobody });
  if (!object) {
    const which = `service account${pattern ? "s" : ""} ${namespace}/${serviceAccount} ${pattern ? "are" : "is"} not in what was read; only the role's trust policy names ${pattern ? "them" : "it"}`;
    proof.warn({
      code: "service-account-not-seen",
      hop: "service-account",
      message: which,
      fix: `Annotate ${pattern ? "each" : "it"} with eks.amazonaws.com/role-arn: ${roleArn instanceof UnknownValue ? "the role's ARN" : readable(roleArn)}.`,
    });
    proof.assume({
      id: "service-account-not-seen",
      subject: `${namespace}/${serviceAccount}`,
      for: "service-account",
      message: `a service account ${namespace}/${serviceAccount} exists and is annotated with the role; add the stack that makes it to remove this assumption`,
    });
    return plainHop("service-account", "allowed", { resource: `${namespace}/${serviceAccount}` });
  }
  const { resource } = object;
  const at = { resource: resource.address, location: resource.location("metadata") };
  const unknown = [roleArn, object.unsure, why].find((part): part is UnknownValue => part instanceof UnknownValue);
  if (unknown || resource.indefinite !== undefined)
    return plainHop("service-account", "unknown", {
      ...at,
      code: "service-account-not-known",
      message: `${resource.address}: ${(resource.indefinite ?? unknown)?.reason}`,
      ...fixBy((resource.indefinite ?? unknown)?.advice, "Prove the plan or the state, where its values are known."),
    });
  const other = proof.inventory.annotationClash(object);
  if (other)
    return plainHop("service-account", "unknown", {
      ...at,
      code: "service-account-twice",
      message: `${said(object)}, and ${said(other)}: each apply undoes the other's`,
      fix: "Keep one of the two.",
    });
  if (trusting)
    return plainHop("service-account", "denied", {
      ...at,
      code: "service-account-not-annotated",
      message: `${resource.address} has no annotation eks.amazonaws.com/role-arn, though the trust policy of ${trusting.resource.address} names it`,
      awsError: "Unable to locate credentials",
      fix: `Annotate it with eks.amazonaws.com/role-arn: ${readable(trusting.arn)}.`,
    });
  const isRole = isRoleArn(roleArn as string);
  if (isRole === MAYBE)
    return plainHop("service-account", "unknown", {
      ...at,
      code: "service-account-not-known",
      message: `${resource.address}: the role's ARN is ${readable(roleArn as string)}, which is not known`,
      fix: "Prove the plan or the state, where its values are known.",
    });
  if (isRole === NO)
    return plainHop("service-account", "denied", {
      ...at,
      code: "role-arn-malformed",
      message: `the annotation eks.amazonaws.com/role-arn is "${readable(roleArn as string)}", which is not the ARN of a role`,
      awsError:
        "An error occurred (ValidationError) when calling the AssumeRoleWithWebIdentity operation: Request ARN is invalid",
      fix: "Write arn:aws:iam::ACCOUNT:role/NAME.",
    });
  const { name, assumed } = object;
  const advice = (name instanceof UnknownValue && name.advice?.text) || "Name it to remove this assumption.";
  const called = `${chain.chosenBy} calls the service account that it annotates ${namespace}/${serviceAccount}, as the role's trust policy does. ${advice}`;
  const message = chain.chosenBy === undefined ? assumed : called;
  if (message !== undefined)
    proof.assume({
      id: "service-account-not-seen",
      subject: `${namespace}/${serviceAccount}`,
      for: "service-account",
      message,
      location: resource.location(),
    });
  return plainHop("service-account", "allowed", at);
}

/** A subject that no token has. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function ofNobody({ trusting, pattern }: IrsaChain, subject: string): JudgedHop {
  const literally = !pattern && /[*?]/.test(subject);
  return plainHop("service-account", "denied", {
    code: "service-account-of-nobody",
    message: `no service account's token has the subject "${readable(subject)}", which ${trusting ? `the trust policy of ${trusting.resource.address}` : "the role's trust policy"} asks for${literally ? ": StringEquals takes * and ? as they are" : ""}`,
    awsError:
      "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    fix: literally
      ? "Name the service account, or write StringLike where all that match are meant."
      : "Write system:serviceaccount:NAMESPACE:NAME, with the names as Kubernetes has them.",
    ...(trusting ? { location: trusting.trust.location } : {}),
  });
}

/** What is said of the role of a service account, and where. */
function said({ resource, roleArn }: ServiceAccount): string {
  const { file, line } = resource.location("metadata");
  const role =
    roleArn === undefined
      ? "no role"
      : roleArn instanceof UnknownValue
        ? "a role that is not known"
        : readable(roleArn);
  return `${resource.address} of stack ${resource.stack} (${file}:${line}) annotates it with ${role}`;
}
