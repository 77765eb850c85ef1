import type { Document, Pair, PairCaller } from "../pair";
import type { Random } from "../random";
import { ACCOUNT_A, ACCOUNT_B, ISSUER, type Key, PROVIDER } from "../values";
import {
  ASSUME,
  allowing,
  contextOf,
  EKS,
  EVERYBODY,
  EVERYTHING,
  EXTERNAL_ID,
  granting,
  key,
  type Making,
  made,
  ofSession,
  or,
  PRIMARY,
  principalTags,
  question,
  requestTags,
  role,
  session,
  sideOf,
  stack,
  TAGS,
  TARGET,
  tagKeys,
  trust,
  UNKNOWN_TAGS,
} from "./parts";

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
