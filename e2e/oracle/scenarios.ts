import { type Context, contextOf } from "./conditions";
import { type DocumentOptions, document, rcp, type Scenario } from "./documents";
import type { Pair, PairCaller } from "./pair";
import type { Random } from "./random";
import {
  ACCOUNT_A,
  ACCOUNT_B,
  ASSUME_KEYS,
  GLOBAL_KEYS,
  type Key,
  KMS_KEYS,
  LIST_KEYS,
  OBJECT_KEYS,
  PROVIDER,
  TAG_KEYS,
  TOKEN_KEYS,
} from "./values";

const TARGET = `arn:aws:iam::${ACCOUNT_B}:role/pods/data-reader`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT_B}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const ROLES = ["role", "role", "role", "service"] as const;
const OBJECTS = ["arn:aws:s3:::data/home/payments/a.csv", "arn:aws:s3:::data/x"];

const SCENARIOS: readonly Scenario[] = [
  {
    name: "trust",
    weight: 3,
    actions: ["sts:AssumeRole"],
    resources: [TARGET],
    keys: [...ASSUME_KEYS, ...TAG_KEYS, ...GLOBAL_KEYS],
    callers: ROLES,
    resourceDecides: true,
  },
  {
    name: "trust, tags",
    weight: 2,
    actions: ["sts:TagSession"],
    resources: [TARGET],
    keys: [...TAG_KEYS, ...GLOBAL_KEYS],
    callers: ROLES,
    resourceDecides: true,
  },
  {
    name: "web identity",
    weight: 2,
    actions: ["sts:AssumeRoleWithWebIdentity"],
    resources: [TARGET],
    keys: [...TOKEN_KEYS, ...TOKEN_KEYS, ...GLOBAL_KEYS],
    callers: ["federated"],
    resourceDecides: true,
  },
  {
    name: "key",
    weight: 2,
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: [KEY],
    keys: [...KMS_KEYS, ...GLOBAL_KEYS],
    callers: ROLES,
    resourceDecides: true,
  },
  {
    name: "object",
    weight: 2,
    actions: ["s3:GetObject", "s3:PutObject"],
    resources: OBJECTS,
    keys: [...OBJECT_KEYS, ...GLOBAL_KEYS],
    callers: [...ROLES, "anonymous"],
    resourceDecides: false,
  },
  {
    name: "bucket",
    weight: 2,
    actions: ["s3:ListBucket"],
    resources: ["arn:aws:s3:::data"],
    keys: [...LIST_KEYS, ...GLOBAL_KEYS],
    callers: [...ROLES, "anonymous"],
    resourceDecides: false,
  },
  {
    name: "queue",
    weight: 2,
    actions: ["sqs:SendMessage", "sqs:ReceiveMessage"],
    resources: [`arn:aws:sqs:us-east-1:${ACCOUNT_B}:orders`],
    keys: GLOBAL_KEYS,
    callers: ROLES,
    resourceDecides: false,
  },
];
const WEIGHTED = SCENARIOS.flatMap((scenario) => Array<Scenario>(scenario.weight).fill(scenario));

/** A random question in which much is right and little is wrong. */
export function randomPair(random: Random): Pair {
  const scenario = random.pick(WEIGHTED);
  const { name, resourceDecides } = scenario;
  const kind = random.pick(scenario.callers);
  const caller = callerOf(random, kind);
  const role = kind === "role";
  const keys = [...scenario.keys, ...(role ? [principalArn(caller)] : [])];
  const action = random.pick(scenario.actions);
  const resource = random.pick(scenario.resources);
  const make: DocumentOptions = {
    random,
    scenario,
    caller,
    action,
    resource,
    keys,
    context: contextWith(random, keys, caller),
  };
  const side = (probability: number, allow: number) =>
    role && random.chance(probability) ? document(make, allow, false) : undefined;
  const identity = [side(0.9, 0.85), side(0.15, 0.5)].filter((d) => d !== undefined);
  return {
    scenario: name,
    action,
    resource,
    resourceAccount: ACCOUNT_B,
    caller,
    context: make.context,
    identity,
    boundary: side(0.2, 0.8),
    session: side(0.1, 0.85),
    resourcePolicy: resourceDecides || random.chance(0.7) ? document(make, 0.85, true) : undefined,
    resourceDecides,
    scps:
      role && random.chance(0.15)
        ? [document(make, 0.9, false), ...(random.chance(0.5) ? [document(make, 0.5, false)] : [])]
        : undefined,
    rcps: random.chance(0.1) ? [rcp(make)] : [],
  };
}

function callerOf(random: Random, kind: PairCaller["kind"]): PairCaller {
  if (kind === "service") return { kind, name: random.pick(["pods.eks.amazonaws.com", "s3.amazonaws.com"]) };
  if (kind === "federated") return { kind, provider: PROVIDER };
  if (kind === "anonymous") return { kind };
  const account = random.pick([ACCOUNT_A, ACCOUNT_A, ACCOUNT_B]);
  const path = random.pick(["", "", "pods/"]);
  const role = random.pick(["primary", "primary-2"]);
  const session = random.pick(["eks-production-api", "admin"]);
  return {
    kind,
    account,
    roleArn: `arn:aws:iam::${account}:role/${path}${role}`,
    sessionArn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
  };
}

const principalArn = (caller: PairCaller): Key => ({
  name: "aws:PrincipalArn",
  type: "arn",
  values: caller.kind === "role" ? [caller.roleArn] : [],
});

const contextWith = (random: Random, keys: readonly Key[], caller: PairCaller): Context => ({
  ...contextOf(random, keys),
  ...(caller.kind === "role" && keys.some(({ name }) => name === "aws:PrincipalArn")
    ? { "aws:PrincipalArn": caller.roleArn }
    : {}),
});
