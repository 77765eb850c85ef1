import { UnknownValue } from "../../unknown/unknown-value";
import { type Dictionary, isDictionary, type Value } from "../value";

/**
 * Whether an object is an association of the AWS controllers for Kubernetes (ACK), which make what it says in AWS.
 * @see https://aws-controllers-k8s.github.io/community/reference/eks/v1alpha1/podidentityassociation/
 */
export const isAssociation = ({ apiVersion, kind }: Dictionary): boolean =>
  kind === "PodIdentityAssociation" && typeof apiVersion === "string" && apiVersion.startsWith("eks.services.k8s.aws/");

/** Where each argument of Terraform's association stands in it: itself, or a reference to another object. */
const FIELDS: Readonly<Record<string, readonly [field: string, reference?: string]>> = {
  cluster_name: ["clusterName", "clusterRef"],
  namespace: ["namespace"],
  service_account: ["serviceAccount"],
  role_arn: ["roleARN", "roleRef"],
  target_role_arn: ["targetRoleARN", "targetRoleRef"],
  disable_session_tags: ["disableSessionTags"],
  policy: ["policy"],
  tags: ["tags"],
};

/** The association as arguments of aws_eks_pod_identity_association. */
export const associationArguments = ({ spec = null }: Dictionary): Dictionary => {
  const set = isDictionary(spec) ? spec : {};
  return Object.fromEntries(
    Object.entries(FIELDS).map(([argument, [field, reference]]) => [
      argument,
      set[field] ?? (reference === undefined || set[reference] === undefined ? null : referred(set[reference], field)),
    ]),
  );
};

/** The way to an argument in the object. */
export const fieldOf = (argument: string | number): readonly string[] => {
  const [field] = FIELDS[String(argument)] ?? [];
  return field === undefined ? [] : ["spec", field];
};

/** What another object decides, which makes it in AWS. */
function referred(reference: Value, field: string): UnknownValue {
  const from = isDictionary(reference) ? (reference.from ?? null) : null;
  const name = isDictionary(from) && typeof from.name === "string" ? ` ${from.name}` : "";
  return new UnknownValue("not-read", `it is that of the object${name}, which is not read`, {
    advice: `Write ${field} in place of the reference.`,
  });
}

/**
 * Why it is not known that it makes an association: it takes over one that is there, or only looks at it.
 * @see https://aws-controllers-k8s.github.io/community/docs/user-docs/features/
 */
export function notMade(annotations: Dictionary): UnknownValue | undefined {
  const found = ["services.k8s.aws/adoption-policy", "services.k8s.aws/read-only"].find(
    (name) => annotations[name] !== undefined && annotations[name] !== "false",
  );
  return found === undefined
    ? undefined
    : new UnknownValue("not-read", `it has the annotation ${found}, and what it takes over is not read`, {
        advice: "Prove what makes the association.",
      });
}
