import type { StackDocuments } from "../review";
import { arnWords, listed, quote, type Sentence, say, whole } from "../sentence";
import { principalsOf } from "./named";

/** A pod that ends up with a role, or comes through it. */
export interface RoleUse {
  /** `namespace/service account` */
  readonly pod: string;
  readonly cluster: string;
  /** Of the cluster, 12 digits. */
  readonly account: string;
  readonly roleArn: string;
  /** Keys of what it may use in the role; none where it only goes on from it. */
  readonly resources: readonly string[];
}

/** What pods do with the roles of an account, and with roles of others that its resources let in. */
export function usesOf(
  uses: readonly RoleUse[],
  stacks: readonly StackDocuments[],
  account: string,
): readonly Sentence[] {
  const letIn = new Set(stacks.flatMap(principalsOf));
  const said = uses.flatMap(({ pod, cluster, account: of, roleArn, resources }) => {
    const pods = say`pods under service account ${quote(pod)} of cluster ${quote(cluster)} in account ${quote(of)}`;
    const role = arnWords(roleArn);
    if (roleArn.split(":")[4] === account)
      return resources.length > 0
        ? [say`${pods} may use ${listed(resources.map(quote), "and")} through ${role}`]
        : [say`${pods} get ${role} from EKS, and go on from it`];
    // what else the role may do is nothing to this account
    const onlyHere = stacks.every(({ roles }) => roles.length === 0);
    return onlyHere && letIn.has(roleArn) ? [say`${pods} come with ${role}`] : [];
  });
  const once = new Map(said.map((sentence) => [JSON.stringify(sentence), whole(sentence)]));
  return [...once.values()];
}
