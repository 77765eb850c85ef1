import { type DocumentOptions, document, type Scenario } from "../documents";
import type { Document, Pair, PairCaller } from "../pair";
import type { Random } from "../random";
import { ACCOUNT_A, ACCOUNT_B, CLUSTER, ISSUER, type Key, PROVIDER } from "../values";

/** Hops that are asked about; each is one question, or one for each action. */
export type AskedHop = "primary-trust" | "primary-permission" | "target-trust" | "grant";

/** One hop with what iam-simulate has to allow for it to be allowed. */
export interface HopQuestion {
  readonly hop: AskedHop;
  readonly pairs: readonly Pair[];
}

/** A world of Terraform with one chain, and its hops as questions. */
export interface HopWorld {
  readonly mechanism: "pod-identity" | "irsa";
  readonly stacks: Readonly<Record<string, unknown>>;
  readonly questions: readonly HopQuestion[];
}

const PRIMARY = `arn:aws:iam::${ACCOUNT_A}:role/pods/primary`;
const TARGET = `arn:aws:iam::${ACCOUNT_B}:role/data-reader`;
const EXTERNAL_ID = `us-east-1/${ACCOUNT_A}/production/payments/api`;
export const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT_B}:orders`;
const EKS: PairCaller = { kind: "service", name: "pods.eks.amazonaws.com" };

/** The session's name is not known, so no question has one that a document could name. */
const session = (roleArn: string): PairCaller => {
  const [account = "", name = ""] = [roleArn.split(":")[4], roleArn.split("/").at(-1)];
  return { kind: "role", account, roleArn, sessionArn: `arn:aws:sts::${account}:assumed-role/${name}/eks-session` };
};

const TAGS: Readonly<Record<string, string>> = {
  "eks-cluster-arn": CLUSTER,
  "eks-cluster-name": "production",
  "kubernetes-namespace": "payments",
  "kubernetes-service-account": "api",
};
/** Passed too, with values that are known only when a pod runs. */
const UNKNOWN_TAGS = ["kubernetes-pod-name", "kubernetes-pod-uid"];

const key = (name: string, ...values: readonly string[]): Key => ({
  name,
  type: name.endsWith("Arn") || name.endsWith("-arn") ? "arn" : name.endsWith("Transport") ? "bool" : "string",
  values,
});
const requestTags = Object.entries(TAGS).map(([tag, value]) => key(`aws:RequestTag/${tag}`, value));
const principalTags = Object.entries(TAGS).map(([tag, value]) => key(`aws:PrincipalTag/${tag}`, value));
const tagKeys: Key = { ...key("aws:TagKeys", ...Object.keys(TAGS)), several: true };

/** Keys that a role's session always has. */
const ofSession = (roleArn: string): readonly Key[] => [
  key("aws:PrincipalArn", roleArn),
  key("aws:PrincipalAccount", roleArn.split(":")[4] ?? ""),
  key("aws:SecureTransport", "true"),
];

type Context = Pair["context"];

const contextOf = (keys: readonly Key[]): Context =>
  Object.fromEntries(keys.map(({ name, values, several }) => [name, several ? values : (values[0] ?? "")]));

const EVERYTHING: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};
const EVERYBODY: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};

/** A question with nothing on either side yet. */
const question = (caller: PairCaller, action: string, resource: string, context: Context): Pair => ({
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

interface Making {
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
function made({ random, name, caller, actions, resource, keys, absent = [] }: Making, ofResource: boolean): Document {
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

const or = (random: Random, right: Document, other: () => Document): Document => (random.chance(0.3) ? right : other());

const trust = (Principal: Readonly<Record<string, string>>, Action: readonly string[]): Document => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action }],
});
const ASSUME = ["sts:AssumeRole", "sts:TagSession"];

const text = (value: Document): string => JSON.stringify(value).replaceAll("${", () => "$${");

const stack = (account: string, resource: unknown) => ({
  provider: { aws: [{ region: "us-east-1", allowed_account_ids: [account] }] },
  resource,
});

interface Policies {
  readonly identity: Document;
  readonly boundary: Document | undefined;
}

/** Identity policy and, at times, boundary of a role that asks. */
const sideOf = (random: Random, right: Document, make: Making, choose = or): Policies => ({
  identity: choose(random, right, () => made(make, false)),
  boundary: random.chance(0.2) ? choose(random, right, () => made(make, false)) : undefined,
});

const role = (name: string, path: string, assume: Document, { identity, boundary }: Policies) => ({
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

const allowing = (Action: string | readonly string[], Resource: string): Document => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});

export const SEND = "sqs:SendMessage";

/** What the final role may do with a queue: its own policies, and the queue's. */
function granting(random: Random, keys: readonly Key[], absent: readonly Key[]) {
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

function podWorld(random: Random): HopWorld {
  // what a pod may do shows only where it gets its credentials
  const first = random.chance(0.5) ? or : (_: Random, right: Document) => right;
  const tagged = random.chance(0.7);
  const tags = tagged ? [...requestTags, tagKeys] : [];
  const actions = tagged ? ASSUME : ["sts:AssumeRole"];
  // with tags on AWS's pages disagree on the ExternalId, so that no document asks for it
  const externalId = tagged ? [] : [key("sts:ExternalId", EXTERNAL_ID)];
  const eks = [key("aws:SourceAccount", ACCOUNT_A), ...tags];
  const calling = [...ofSession(PRIMARY), ...(tagged ? principalTags : [])];
  const second = [...calling, ...tags, ...externalId];
  const absent = tagged ? [] : [...requestTags, ...principalTags];
  const ask = (
    caller: PairCaller,
    resource: string,
    keys: readonly Key[],
    fill: (pair: Pair) => Pair,
  ): readonly Pair[] =>
    actions.map((action) => {
      const context = contextOf(
        action === "sts:TagSession" ? keys.filter(({ name }) => name !== "sts:ExternalId") : keys,
      );
      const all = { ...context, ...(tagged ? { "aws:TagKeys": [...Object.keys(TAGS), ...UNKNOWN_TAGS] } : {}) };
      return fill(question(caller, action, resource, all));
    });

  const primaryTrust = first(random, trust({ Service: "pods.eks.amazonaws.com" }, ASSUME), () =>
    made({ random, name: "trust", caller: EKS, actions, resource: PRIMARY, keys: eks }, true),
  );
  const making: Making = {
    random,
    name: "trust",
    caller: session(PRIMARY),
    actions,
    resource: TARGET,
    keys: second,
    absent,
  };
  const side = sideOf(random, allowing(ASSUME, TARGET), making, first);
  const targetTrust = first(random, trust({ AWS: ACCOUNT_A }, ASSUME), () => made(making, true));
  const final = [...ofSession(TARGET), ...(tagged ? principalTags : [])];
  const grant = granting(
    random,
    final,
    absent.filter(({ name }) => name.startsWith("aws:Principal")),
  );
  return {
    mechanism: "pod-identity",
    stacks: {
      cluster: stack(ACCOUNT_A, {
        ...role("primary", "/pods/", primaryTrust, side),
        aws_eks_pod_identity_association: {
          api: {
            cluster_name: "production",
            namespace: "payments",
            service_account: "api",
            role_arn: "${aws_iam_role.primary.arn}",
            target_role_arn: TARGET,
            ...(tagged ? {} : { disable_session_tags: true }),
          },
        },
      }),
      target: stack(ACCOUNT_B, { ...role("data-reader", "/", targetTrust, grant.side), ...grant.resources }),
    },
    questions: [
      {
        hop: "primary-trust",
        pairs: ask(EKS, PRIMARY, eks, (pair) => ({ ...pair, resourcePolicy: primaryTrust, resourceDecides: true })),
      },
      {
        hop: "primary-permission",
        pairs: ask(session(PRIMARY), TARGET, second, (pair) => ({
          ...pair,
          identity: [side.identity],
          boundary: side.boundary,
          resourcePolicy: EVERYBODY,
        })),
      },
      {
        hop: "target-trust",
        pairs: ask(session(PRIMARY), TARGET, second, (pair) => ({
          ...pair,
          identity: [EVERYTHING],
          resourcePolicy: targetTrust,
          resourceDecides: true,
        })),
      },
      grant.question,
    ],
  };
}

function irsaWorld(random: Random): HopWorld {
  const action = "sts:AssumeRoleWithWebIdentity";
  const token = [key(`${ISSUER}:sub`, "system:serviceaccount:payments:api"), key(`${ISSUER}:aud`, "sts.amazonaws.com")];
  const caller: PairCaller = { kind: "federated", provider: PROVIDER };
  const web: Making = { random, name: "web identity", caller, actions: [action], resource: TARGET, keys: token };
  const right: Document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Federated: PROVIDER }, Action: action }],
  };
  const targetTrust = or(random, right, () => made(web, true));
  const grant = granting(random, ofSession(TARGET), principalTags);
  const asked: Pair = {
    ...question(caller, action, TARGET, contextOf(token)),
    resourcePolicy: targetTrust,
    resourceDecides: true,
  };
  return {
    mechanism: "irsa",
    stacks: {
      production: {
        ...stack(ACCOUNT_A, {
          kubernetes_service_account: {
            api: {
              metadata: { name: "api", namespace: "payments", annotations: { "eks.amazonaws.com/role-arn": TARGET } },
            },
          },
          aws_eks_cluster: {
            production: { name: "production", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] },
          },
        }),
      },
      target: stack(ACCOUNT_B, {
        ...role("data-reader", "/", targetTrust, grant.side),
        ...grant.resources,
        aws_iam_openid_connect_provider: {
          cluster: { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"] },
        },
      }),
    },
    questions: [{ hop: "target-trust", pairs: [asked] }, grant.question],
  };
}

export const randomWorld = (random: Random): HopWorld => (random.chance(0.75) ? podWorld : irsaWorld)(random);
