import type { Limits, Verb } from "../config";
import { type Condition, type PolicyDocument, policyDocument, type Statement } from "./policy";
import type { GrantPart } from "./services";

/** What is granted on one resource. */
export interface GrantOf {
  /** Key of the resource. */
  readonly resource: string;
  /** As actions begin with it: `s3`. */
  readonly service: string;
  readonly verb: Verb | "actions";
  /** The one of several targets that has it. */
  readonly profile?: string;
  /** The resource's ARN, or a reference to it. */
  readonly arn: string;
  /** `STACK/ADDRESS` of a resource created here, the ARN of one that already exists. */
  readonly on: string;
  readonly limits: Limits;
  readonly parts: readonly GrantPart[];
  /** Of the key that it is encrypted with. */
  readonly key?: Encryption & {
    readonly actions: readonly string[];
    /** That only the service uses it for the role: `s3.us-east-1.amazonaws.com`. */
    readonly via: Condition;
  };
}

/** The customer key that a resource is encrypted with. */
export interface Encryption {
  /** Within the stack of its resource's account. */
  readonly arn: string;
  /** What stacks of other accounts name it by. */
  readonly elsewhere: string;
  /** Key of the account whose stacks name it by `arn`. */
  readonly account: string;
  /** Its own key among the resources, where it is one of them. */
  readonly resource?: string;
}

/** Permission of a primary role: to assume its target role, or each of several, and to tag the session. */
export const assumePolicy = (targetRoleArns: string | readonly string[]): PolicyDocument =>
  policyDocument({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: targetRoleArns });

/** Permission of a final role of the account called `account`. */
export const grantPolicy = (grants: readonly GrantOf[], account: string): PolicyDocument =>
  policyDocument(
    ...statementsOf(
      grants.map(({ key, ...grant }) =>
        key ? { ...grant, key: { ...key, arn: key.account === account ? key.arn : key.elsewhere } } : grant,
      ),
    ),
  );

/** Grants with the same actions share statements. */
export function statementsOf(grants: readonly GrantOf[]): readonly Statement[] {
  const statements = new Map<string, Statement & { readonly Resource: string[] }>();
  const add = (kind: string, resource: string, { Action, Condition }: Pick<Statement, "Action" | "Condition">) => {
    const id = `${kind} ${Action} ${JSON.stringify(Condition)}`;
    const statement = statements.get(id) ?? {
      Effect: "Allow",
      Action,
      Resource: [],
      ...(Condition ? { Condition } : {}),
    };
    if (!statement.Resource.includes(resource)) statement.Resource.push(resource);
    statements.set(id, statement);
  };
  for (const { arn, parts, key } of grants) {
    for (const { type, suffix, besides, actions, condition } of parts)
      add(type, besides ?? `${arn}${suffix}`, { Action: actions, ...(condition ? { Condition: condition } : {}) });
    if (key) add("key", key.arn, { Action: key.actions, Condition: key.via });
  }
  return [...statements.values()];
}
