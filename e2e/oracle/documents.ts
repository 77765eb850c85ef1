import { type Context, conditionOf, variable } from "./conditions";
import type { Document, OneOrMore, PairCaller, StatementJson } from "./pair";
import type { Random } from "./random";
import { ACCOUNT_A, ACCOUNT_B, type Key, nearMiss, PROVIDER, widened } from "./values";

/** What a kind of question is about. */
export interface Scenario {
  readonly name: string;
  readonly weight: number;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly keys: readonly Key[];
  readonly callers: readonly PairCaller["kind"][];
  readonly resourceDecides: boolean;
}

/** What a document is made to fit. */
export interface DocumentOptions {
  readonly random: Random;
  readonly scenario: Scenario;
  readonly caller: PairCaller;
  readonly action: string;
  readonly resource: string;
  readonly keys: readonly Key[];
  readonly context: Context;
}

/** One to three statements; each allows with probability `allow`. */
export function document(make: DocumentOptions, allow: number, ofResource: boolean): Document {
  const { random } = make;
  const Statement = Array.from({ length: random.pick([1, 1, 2, 3]) }, () =>
    statement(make, random.chance(allow) ? "Allow" : "Deny", ofResource),
  );
  return { Version: random.chance(0.03) ? "2008-10-17" : "2012-10-17", Statement };
}

function statement(make: DocumentOptions, Effect: "Allow" | "Deny", ofResource: boolean): StatementJson {
  const { random, scenario } = make;
  const trust = ofResource && scenario.actions.every((action) => action.startsWith("sts:"));
  return {
    Effect,
    ...(ofResource ? principal(make, Effect) : {}),
    ...(random.chance(0.06) ? { NotAction: actionPattern(make, trust) } : { Action: actions(make, trust) }),
    ...(trust ? {} : random.chance(0.08) ? { NotResource: resourcePattern(make) } : { Resource: resources(make) }),
    ...(random.chance(0.55) ? { Condition: conditionOf(random, make.keys, make.context) } : {}),
  };
}

/** Resource control policies name everybody and only deny. */
export const rcp = (make: DocumentOptions): Document => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: `${make.action.split(":")[0]}:*`,
      Resource: resources(make),
      Condition: conditionOf(make.random, make.keys, make.context),
    },
  ],
});

const actions = (make: DocumentOptions, trust: boolean): OneOrMore => {
  const one = actionPattern(make, trust);
  return make.random.chance(0.3) ? [one, make.random.pick(make.scenario.actions)] : one;
};

function actionPattern({ random, action, scenario }: DocumentOptions, trust: boolean): string {
  if (random.chance(0.55)) return action;
  const [service = "", name = ""] = action.split(":");
  // A trust policy with an action that there is not is not saved.
  const other = random.pick([...scenario.actions, trust ? "sts:SetContext" : `${service}:Other`]);
  return random.pick([
    `${service}:*`,
    other,
    `${service}:${widened(random, name)}`,
    `${service}:${name.toUpperCase()}`,
    trust ? "sts:AssumeRoleWithSAML" : `${service}:${name}s`,
    trust ? action : "*",
  ]);
}

const resources = (make: DocumentOptions): OneOrMore => {
  const one = resourcePattern(make);
  return make.random.chance(0.2) ? [one, resourcePattern(make)] : one;
};

function resourcePattern({ random, resource, keys }: DocumentOptions): string {
  if (random.chance(0.35)) return random.pick(["*", resource]);
  const fields = resource.split(":");
  const last = fields.slice(5).join(":");
  const slash = last.indexOf("/") + 1;
  const [type, id] = [last.slice(0, slash), last.slice(slash)];
  const ofId = (text: string) => [...fields.slice(0, 5), `${type}${text}`].join(":");
  const wild = (at: number, text: string) => fields.map((field, i) => (i === at ? text : field)).join(":");
  switch (random.below(7)) {
    case 0:
      return ofId(nearMiss(random, id).replaceAll(/[*?]/g, "x"));
    case 1:
      return ofId(`${id.slice(0, random.below(4))}${variable(random, keys, id)}`);
    case 2:
      return wild(4, random.pick(["*", "11111111111?", "22222222222?", ACCOUNT_A]));
    case 3:
      return wild(3, random.pick(["*", "us-*", "us*-1", "eu-*"]));
    case 4:
      return `${fields.slice(0, 2 + random.below(4)).join(":")}:*`;
    default:
      return ofId(widened(random, id));
  }
}

function principal(
  { random, caller, scenario }: DocumentOptions,
  effect: "Allow" | "Deny",
): Pick<StatementJson, "Principal" | "NotPrincipal"> {
  if (random.chance(/bucket|object/.test(scenario.name) ? 0.15 : 0.06))
    return { Principal: random.pick(["*" as const, { AWS: "*" }]) };
  const named =
    caller.kind === "federated"
      ? federated(random)
      : caller.kind === "service" || random.chance(0.05)
        ? service(random, caller)
        : aws(random, caller);
  return random.chance(effect === "Deny" ? 0.25 : 0.03) && !/^trust|^web identity$/.test(scenario.name)
    ? { NotPrincipal: named }
    : { Principal: named };
}

const federated = (random: Random) => ({
  Federated: random.chance(0.85) ? PROVIDER : random.pick([PROVIDER.replace(ACCOUNT_B, ACCOUNT_A), `${PROVIDER}F`]),
});

const service = (random: Random, caller: PairCaller) => ({
  Service: random.chance(0.8) && caller.kind === "service" ? caller.name : "ec2.amazonaws.com",
});

function aws(random: Random, caller: PairCaller): { readonly AWS: OneOrMore } {
  const { account, roleArn, sessionArn } =
    caller.kind === "role"
      ? caller
      : {
          account: ACCOUNT_A,
          roleArn: `arn:aws:iam::${ACCOUNT_A}:role/primary`,
          sessionArn: `arn:aws:sts::${ACCOUNT_A}:assumed-role/primary/admin`,
        };
  const root = `arn:aws:iam::${account}:root`;
  const right = [account, root, roleArn, roleArn, sessionArn];
  const wrong = [
    nearMissDigit(account),
    root.replace(account, nearMissDigit(account)),
    roleArn.replace(account, nearMissDigit(account)),
    `${roleArn}-x`,
    `${sessionArn}x`,
    sessionArn.replace("/primary", "/primary-"),
    `arn:aws:iam::${account}:user/primary`,
    roleArn.includes("/pods/") ? roleArn.replace("/pods/", "/") : roleArn.replace(":role/", ":role/pods/"),
  ];
  const one = () => random.pick(random.chance(0.75) ? right : wrong);
  if (random.chance(0.15)) return { AWS: [root, roleArn, sessionArn] };
  return { AWS: random.chance(0.2) ? [one(), one()] : one() };
}

const nearMissDigit = (account: string): string => `${account.slice(0, -1)}${(Number(account.at(-1)) + 1) % 10}`;
