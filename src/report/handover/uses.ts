import { resourceWords, type StackDocuments } from "../review";
import { arnWords, listed, quote, type Sentence, say, whole } from "../sentence";
import { principalsIn, statementsOf, textsOf } from "./named";

/** A pod that ends up with a role, or comes through it. */
export interface RoleUse {
  /** `namespace/service account` */
  readonly pod: string;
  readonly cluster: string;
  /** Of the cluster, 12 digits. */
  readonly account: string;
  readonly roleArn: string;
  /** What it may do in the role; nothing where it only goes on from it. */
  readonly grants: readonly UsedGrant[];
}

/** What a pod may do with one resource. */
export interface UsedGrant {
  /** `read`; `actions` where these have no word together. */
  readonly verb: string;
  readonly actions: readonly string[];
  /** The resource's ARN, or a reference of Terraform to that. */
  readonly arn: string;
  /** What limits it within the resource. */
  readonly limits: {
    readonly prefix?: string | undefined;
    readonly types?: readonly (string | undefined)[] | undefined;
    readonly names?: readonly (string | undefined)[] | undefined;
  };
}

/** What pods do with the roles of an account, and with roles of others that its resources let in. */
export function usesOf(
  uses: readonly RoleUse[],
  stacks: readonly StackDocuments[],
  account: string,
): { readonly why: readonly Sentence[]; readonly users: readonly string[] } {
  const names = new Map(stacks.flatMap((stack) => [...stack.names]));
  const said = uses.map(({ pod, cluster, account: of, roleArn, grants }): readonly Sentence[] => {
    const pods = say`pods under service account ${quote(pod)} of cluster ${quote(cluster)} in account ${quote(of)}`;
    const role = arnWords(roleArn);
    if (roleArn.split(":")[4] === account)
      return grants.length > 0
        ? [
            say`${pods} may, through ${role}, ${listed(
              grants.map((grant) => grantWords(grant, names)),
              "and",
            )}`,
          ]
        : [say`${pods} get ${role} from EKS, and go on from it`];
    const letIn = stacks.flatMap((stack) => letInBy(stack, roleArn, names));
    return letIn.length === 0 ? [] : [say`${pods} come with ${role}, which may here ${listed(letIn, "and")}`];
  });
  const once = new Map(said.flat().map((sentence) => [JSON.stringify(sentence), whole(sentence)]));
  const users = uses.filter((_, index) => (said[index] ?? []).length > 0).map((one) => one.account);
  return { why: [...once.values()], users: [...new Set(users)] };
}

/** The verbs of configurations, as a sentence has them before a resource. */
const VERBS: Readonly<Record<string, string>> = {
  read: "read",
  write: "write to",
  send: "send to",
  receive: "receive from",
  publish: "publish to",
  encrypt: "encrypt with",
  decrypt: "decrypt with",
  change: "change records of",
};

function grantWords({ verb, actions, arn, limits }: UsedGrant, names: ReadonlyMap<string, string>): Sentence {
  const resource = arn === "*" ? say`any resource (${quote(arn)})` : resourceWords(arn, names);
  const called = listed(actions.map(quote), "and");
  const within = limitWords(limits);
  const word = VERBS[verb];
  return word === undefined
    ? say`call ${called} on ${resource}${within}`
    : say`${word} ${resource}${within} (${called})`;
}

function limitWords({ prefix, types, names }: UsedGrant["limits"]): Sentence {
  const some = (all: readonly (string | undefined)[]) =>
    listed(
      all.flatMap((one) => (one === undefined ? [] : [quote(one)])),
      "or",
    );
  return [
    ...(prefix === undefined ? [] : say` where keys begin with ${quote(prefix)}`),
    ...(types === undefined ? [] : say` where their type is ${some(types)}`),
    ...(names === undefined ? [] : say`${types === undefined ? " where" : " and"} their name is like ${some(names)}`),
  ];
}

/** What a stack's resources let a role of another account do, by their policies. */
const letInBy = (
  { resourcePolicies }: StackDocuments,
  roleArn: string,
  names: ReadonlyMap<string, string>,
): readonly Sentence[] =>
  resourcePolicies.flatMap(({ document, subject, type }) => {
    const actions = statementsOf(document.json).flatMap((statement) =>
      statement.Effect === "Allow" && principalsIn(statement).includes(roleArn) ? textsOf(statement.Action) : [],
    );
    return actions.length === 0
      ? []
      : [say`call ${listed([...new Set(actions)].map(quote), "and")} on ${resourceWords(subject, names, type)}`];
  });
