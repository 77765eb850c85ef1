import { type DocumentOptions, document, type Scenario } from "../documents";
import type { Document, Pair, PairCaller } from "../pair";
import type { Random } from "../random";
import { ACCOUNT_A, ACCOUNT_B, CLUSTER, type Key } from "../values";

export const PRIMARY = `arn:aws:iam::${ACCOUNT_A}:role/pods/primary`;
export const TARGET = `arn:aws:iam::${ACCOUNT_B}:role/data-reader`;
export const EXTERNAL_ID = `us-east-1/${ACCOUNT_A}/production/payments/api`;
export const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT_B}:orders`;
export const EKS: PairCaller = { kind: "service", name: "pods.eks.amazonaws.com" };

/** The session's name is not known, so no question has one that a document could name. */
export const session = (roleArn: string): PairCaller => {
  const [account = "", name = ""] = [roleArn.split(":")[4], roleArn.split("/").at(-1)];
  return { kind: "role", account, roleArn, sessionArn: `arn:aws:sts::${account}:assumed-role/${name}/eks-session` };
};

export const TAGS: Readonly<Record<string, string>> = {
  "eks-cluster-arn": CLUSTER,
  "eks-cluster-name": "production",
  "kubernetes-namespace": "payments",
  "kubernetes-service-account": "api",
};
/** Passed too, with values that are known only when a pod runs. */
export const UNKNOWN_TAGS = ["kubernetes-pod-name", "kubernetes-pod-uid"];

export const key = (name: string, ...values: readonly string[]): Key => ({
  name,
  type: name.endsWith("Arn") || name.endsWith("-arn") ? "arn" : name.endsWith("Transport") ? "bool" : "string",
  values,
});
export const requestTags = Object.entries(TAGS).map(([tag, value]) => key(`aws:RequestTag/${tag}`, value));
export const principalTags = Object.entries(TAGS).map(([tag, value]) => key(`aws:PrincipalTag/${tag}`, value));
export const tagKeys: Key = { ...key("aws:TagKeys", ...Object.keys(TAGS)), several: true };

/** Keys that a role's session always has. */
export const ofSession = (roleArn: string): readonly Key[] => [
  key("aws:PrincipalArn", roleArn),
  key("aws:PrincipalAccount", roleArn.split(":")[4] ?? ""),
  key("aws:SecureTransport", "true"),
];

type Context = Pair["context"];

export const contextOf = (keys: readonly Key[]): Context =>
  Object.fromEntries(keys.map(({ name, values, several }) => [name, several ? values : (values[0] ?? "")]));

export const EVERYTHING: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};
export const EVERYBODY: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};

/** A question with nothing on either side yet. */
export const question = (caller: PairCaller, action: string, resource: string, context: Context): Pair => ({
  scenario: "hop",
  action,
  resource,
  resourceAccount: resource.split(":")[4] ?? "",
  caller,
  context,
  identity: [],
  boundary: undefined,
  session: undefined,
  resourcePolicy: undefined,
  resourceDecides: false,
  scps: undefined,
  rcps: [],
});

export interface Making {
  readonly random: Random;
  readonly name: string;
  readonly caller: PairCaller;
  readonly actions: readonly string[];
  readonly resource: string;
  /** Keys that documents ask for: those that the request has, and some that it has not. */
  readonly keys: readonly Key[];
  readonly absent?: readonly Key[];
}

/** A document for a request whose keys are all known. */
export function made(
  { random, name, caller, actions, resource, keys, absent = [] }: Making,
  ofResource: boolean,
): Document {
  const scenario: Scenario = {
    name,
    weight: 1,
    actions,
    resources: [resource],
    keys: [...keys, ...absent],
    callers: [caller.kind],
    resourceDecides: true,
  };
  const make: DocumentOptions = {
    random,
    scenario,
    caller,
    action: random.pick(actions),
    resource,
    keys: scenario.keys,
    context: contextOf(keys),
  };
  return document(make, 0.9, ofResource);
}

export const or = (random: Random, right: Document, other: () => Document): Document =>
  random.chance(0.3) ? right : other();

export const trust = (Principal: Readonly<Record<string, string>>, Action: readonly string[]): Document => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action }],
});
export const ASSUME = ["sts:AssumeRole", "sts:TagSession"];

const text = (value: Document): string => JSON.stringify(value).replaceAll("${", () => "$${");

export const stack = (account: string, resource: unknown) => ({
  provider: { aws: [{ region: "us-east-1", allowed_account_ids: [account] }] },
  resource,
});

interface Policies {
  readonly identity: Document;
  readonly boundary: Document | undefined;
}

/** Identity policy and, at times, boundary of a role that asks. */
export const sideOf = (random: Random, right: Document, make: Making, choose = or): Policies => ({
  identity: choose(random, right, () => made(make, false)),
  boundary: random.chance(0.2) ? choose(random, right, () => made(make, false)) : undefined,
});

export const role = (name: string, path: string, assume: Document, { identity, boundary }: Policies) => ({
  aws_iam_role: {
    [name]: {
      name,
      path,
      assume_role_policy: text(assume),
      ...(boundary ? { permissions_boundary: `\${aws_iam_policy.${name}_boundary.arn}` } : {}),
    },
  },
  aws_iam_role_policy: { [name]: { name: "own", role: `\${aws_iam_role.${name}.name}`, policy: text(identity) } },
  ...(boundary
    ? { aws_iam_policy: { [`${name}_boundary`]: { name: `${name}-boundary`, policy: text(boundary) } } }
    : {}),
});

export const allowing = (Action: string | readonly string[], Resource: string): Document => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});

export const SEND = "sqs:SendMessage";

/** What the final role may do with a queue: its own policies, and the queue's. */
export function granting(random: Random, keys: readonly Key[], absent: readonly Key[]) {
  const make: Making = {
    random,
    name: "queue",
    caller: session(TARGET),
    actions: [SEND],
    resource: QUEUE,
    keys,
    absent,
  };
  const side = sideOf(random, allowing("sqs:*", QUEUE), make);
  const policy = random.chance(0.6) ? made(make, true) : undefined;
  const pair: Pair = {
    ...question(session(TARGET), SEND, QUEUE, { ...contextOf(keys), "aws:RequestedRegion": "us-east-1" }),
    identity: [side.identity],
    boundary: side.boundary,
    resourcePolicy: policy,
  };
  const resources = {
    aws_sqs_queue: { orders: { name: "orders" } },
    ...(policy
      ? { aws_sqs_queue_policy: { orders: { queue_url: "${aws_sqs_queue.orders.id}", policy: text(policy) } } }
      : {}),
  };
  return { side, resources, question: { hop: "grant", pairs: [pair] } as const };
}
