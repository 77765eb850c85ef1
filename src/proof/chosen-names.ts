import { groupBy } from "../collections/group-by";
import { glob, literal, matches, YES } from "../iam";
import type { ServiceAccount } from "../inventory";
import { UnknownValue } from "../unknown/unknown-value";
import { idPart } from "./chain-id";
import type { ProofContext } from "./proof-context";
import { trustStatements } from "./role-trusts";
import { type Subject, subjectsIn } from "./trusted-subjects";

/** A service account with the names by which its role's trust policy shows it, where a chart or add-on chooses them. */
export interface Named {
  readonly object: ServiceAccount;
  /** What the trust policy calls it; undefined where its own names are taken. */
  readonly subject: Subject | undefined;
}

/**
 * The service accounts of the world. A chart that is given no name for one chooses it, and Terraform does not show
 * it: where the trust policy of the role names exactly one service account of the namespace, that one is meant, or the
 * chain does not work. Two that would be one are both left without a name.
 */
export function namedAccounts(proof: ProofContext): readonly Named[] {
  const found = proof.inventory.serviceAccounts.map((object) => ({ object, subject: subjectOf(proof, object) }));
  const same = groupBy(found, ({ object, subject }) =>
    [
      idPart(object.clusterName),
      subject?.namespace ?? idPart(object.namespace),
      subject?.serviceAccount ?? idPart(object.name),
    ].join("/"),
  );
  const alone = new Set([...same.values()].flatMap((some) => (some.length === 1 ? some : [])));
  return found.map((one) => (alone.has(one) ? one : { object: one.object, subject: undefined }));
}

function subjectOf(proof: ProofContext, object: ServiceAccount): Subject | undefined {
  const { chosenBy, name, namespace, roleArn, issuer } = object;
  if (chosenBy === undefined || !(name instanceof UnknownValue) || typeof roleArn !== "string") return undefined;
  const role = proof.inventory.roleByArn(roleArn);
  if (!role) return undefined;
  const subjects = subjectsIn(trustStatements(proof, role)).filter(
    (one) => (issuer === undefined || one.issuer === issuer) && isOf(one, namespace, name),
  );
  const [only, ...others] = subjects;
  return others.length === 0 && only?.unknown === undefined ? only : undefined;
}

/** An add-on that no table has chooses its namespace too. */
const isOf = (subject: Subject, namespace: string | UnknownValue, name: UnknownValue): boolean =>
  typeof namespace === "string"
    ? matches(subject.pattern ? glob(subject.namespace) : literal(subject.namespace), literal(namespace)) === YES
    : namespace === name;

/**
 * Those that are annotated with a role, each pod and role once: one that a resource declares and another annotates is
 * one service account. What is sure comes before what is not.
 */
export function annotatedOnce(accounts: readonly Named[]): readonly Named[] {
  const annotated = accounts.filter(({ object }) => object.roleArn !== undefined);
  const same = groupBy(annotated, (one) => keyOf(one) ?? one);
  return [...same.values()].flatMap((some) => some.find(({ object }) => isSure(object)) ?? some.slice(0, 1));
}

function keyOf({ object, subject }: Named): string | undefined {
  const { clusterName, account, region, issuer, namespace, name, roleArn } = object;
  const parts = [clusterName, subject?.namespace ?? namespace, subject?.serviceAccount ?? name, roleArn];
  return parts.some((one) => one instanceof UnknownValue) ? undefined : [account, region, issuer, ...parts].join(" ");
}

const isSure = ({ resource, unsure, assumed, chosenBy }: ServiceAccount): boolean =>
  resource.indefinite === undefined && unsure === undefined && assumed === undefined && chosenBy === undefined;
