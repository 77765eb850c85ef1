import type { Statement } from "../iam";
import type { Association, Role, ServiceAccount } from "../inventory";
import { UnknownValue } from "../unknown/unknown-value";
import type { ProofContext } from "./proof-context";
import { trustStatements } from "./role-trusts";

/**
 * The association that gives the pods of an annotated service account their role, where the annotation's role trusts
 * no identity provider. EKS's webhook gives a pod that has an association the container credentials alone, so that
 * such an annotation refuses the pod nothing. A chart that calls its service account itself and annotates it with the
 * association's own role is taken to mean the association's. Where the pod is expected to have its grants by its token
 * too, as on the way from IRSA, the annotation has its chain all the same: pods that were admitted before the association
 * rest on it.
 * @see https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/pkg/handler/handler.go
 */
export function overridingAssociation(proof: ProofContext, object: ServiceAccount): Association | undefined {
  const { roleArn, name, chosenBy } = object;
  const role = typeof roleArn === "string" ? proof.inventory.roleByArn(roleArn) : undefined;
  if (!role || mayTrustTokens(proof, role)) return undefined;
  const near = proof.inventory.associations.filter(
    (one) => one.resource.indefinite === undefined && isNear(object, one),
  );
  if (typeof name === "string")
    return near.find((one) => one.serviceAccount === name && !isExpectedByToken(proof, one));
  const [only, ...others] = near.filter((one) => one.roleArn === role.arn || one.targetRoleArn === role.arn);
  return chosenBy !== undefined && others.length === 0 ? only : undefined;
}

/** Whether `role` trusts an identity provider, or may: then its annotation gives a pod credentials. */
export const mayTrustTokens = (proof: ProofContext, role: Role): boolean =>
  proof.read(role.trust, "trust").unknown !== undefined || trustStatements(proof, role).some(namesProvider);

function isExpectedByToken({ expectedByToken }: ProofContext, association: Association): boolean {
  const { cluster, namespace, serviceAccount } = association;
  if (cluster instanceof UnknownValue) return false;
  const id = `${cluster.name}/${namespace}/${serviceAccount}`;
  return expectedByToken.has(id) || expectedByToken.has(`${cluster.account}:${cluster.region}:${id}`);
}

const isNear = (object: ServiceAccount, { cluster, namespace }: Association): boolean =>
  !(cluster instanceof UnknownValue) &&
  cluster.name === object.clusterName &&
  (object.account === undefined || cluster.account === object.account) &&
  namespace === object.namespace;

const namesProvider = ({ principals }: Statement): boolean =>
  principals === undefined ||
  principals.negated ||
  principals.of.some(({ type, name }) => type === "Federated" || name === "*");
