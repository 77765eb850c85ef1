import { parseArn } from "../../aws";
import type { Association, Cluster, Role } from "../facts";
import {
  all,
  and,
  asOne,
  type Context,
  glob,
  literal,
  MAYBE,
  matches,
  NO,
  nearest,
  not,
  opinion,
  or,
  type Request,
  type Truth,
  YES,
} from "../iam";
import type { Hop } from "../proof";
import { readable } from "../symbol";
import { Unknown } from "../terraform/world";
import type { PodIdentityChain } from "./chains";
import {
  ABSENT,
  callerOf,
  contextOf,
  type EksTags,
  type Entries,
  externalIdOf,
  type PodIdentity,
  principalTags,
  requestTags,
  sessionArnOf,
  sessionEntries,
  tagsOf,
  value,
  withoutOtherTags,
} from "./context";
import { notAllowed, type Why } from "./explain";
import { accessDenied, because, hopOf, plainHop, type Question, refused } from "./hop";
import { boundaryOf, identityOf, type Known, type Reading } from "./known";
import { roleNamed } from "./roles";

export const EKS_SERVICE = "pods.eks.amazonaws.com";
const EKS_REFUSES = "Unauthorized Exception! EKS does not have permissions to assume the associated role.";

/** What the hops of one pod identity chain are about. */
export interface PodIdentitySession {
  readonly association: Association;
  readonly cluster: Cluster;
  readonly pod: PodIdentity;
  readonly tags: EksTags | undefined;
}

/** The hops before the grants. */
export function podIdentityHops(known: Known, id: string, chain: PodIdentityChain): readonly Hop[] {
  const [association] = chain.associations;
  const session = sessionOf(association);
  const hops = [associationHop(known, chain, session), primaryTrustHop(known, id, association, session)];
  if (association.targetRoleArn !== undefined)
    hops.push(primaryPermissionHop(known, id, association, session), targetTrustHop(known, id, association, session));
  return hops;
}

const text = (value: string | Unknown): string => (value instanceof Unknown ? "<unknown>" : value);

export function sessionOf(association: Association): PodIdentitySession | undefined {
  const { cluster, namespace, serviceAccount, sessionTags } = association;
  if (cluster instanceof Unknown) return undefined;
  const pod = {
    account: cluster.account,
    partition: cluster.partition,
    region: cluster.region,
    cluster: cluster.name,
    namespace: text(namespace),
    serviceAccount: text(serviceAccount),
  };
  return { association, cluster, pod, tags: sessionTags === false ? undefined : tagsOf(pod) };
}

function associationHop(known: Known, chain: PodIdentityChain, session: PodIdentitySession | undefined): Hop {
  const [association, second] = chain.associations;
  const { resource, roleArn, policy, sessionTags } = association;
  const answer = (verdict: Hop["verdict"], why: Why): Hop =>
    plainHop("association", verdict, { resource: resource.address, location: resource.place(), ...why });
  if (second && !chain.associations.some((one) => one.resource.indefinite))
    return answer("denied", {
      code: "association-exists",
      message: `${resource.address} and ${second.resource.address} (${second.resource.stack}) are about one pod; EKS keeps one association per cluster, namespace and service account`,
      awsError: "ResourceInUseException: Association already exists: a-…",
      fix: "Remove one of the two.",
    });
  const unknown = [association.cluster, association.namespace, association.serviceAccount, roleArn, sessionTags].find(
    (part): part is Unknown => part instanceof Unknown,
  );
  const indefinite = chain.associations.map((one) => one.resource.indefinite).find((reason) => reason !== undefined);
  if (indefinite !== undefined || unknown || !session)
    return answer("unknown", {
      code: "association-not-known",
      message: `${resource.address}: ${indefinite ?? unknown?.reason ?? "its cluster is not known"}`,
      fix: unknown?.advice ?? "Prove the plan or the state, where its values are known.",
    });
  const { cluster } = session;
  const arn = parseArn(roleArn as string);
  if (arn?.service !== "iam" || !arn.resource.startsWith("role/"))
    return answer("denied", {
      code: "role-arn-malformed",
      message: `role_arn is "${readable(roleArn as string)}", which is not the ARN of a role`,
      awsError: "InvalidParameterException: Role provided in the request does not exist",
      fix: `Write arn:${cluster.partition}:iam::${cluster.account}:role/NAME.`,
      location: resource.place("role_arn"),
    });
  const here = and(
    matches(literal(cluster.account), literal(arn.account)),
    matches(literal(cluster.partition), literal(arn.partition)),
  );
  if (here === NO)
    return answer("denied", {
      code: "cross-account-pass-role",
      message: `role_arn is a role of ${arn.partition} account ${arn.account}, the cluster is in ${cluster.partition} account ${cluster.account}`,
      awsError: "Cross-account pass role is not allowed",
      fix: `Name a role of account ${cluster.account} as role_arn, and the other one as target_role_arn.`,
      location: resource.place("role_arn"),
    });
  return (
    policyHop(known, association, answer, policy !== undefined && sessionTags === true) ??
    fargateHop(known, session, answer) ??
    plainHop("association", here === YES ? "allowed" : "unknown", {
      resource: resource.address,
      location: resource.place(),
      ...(here === YES ? {} : { code: "account-not-known", message: "the account of role_arn is not known" }),
    })
  );
}

type Answer = (verdict: Hop["verdict"], why: Why) => Hop;

const SESSION_POLICY_LIMIT = 2048;

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html */
function policyHop(
  known: Known,
  { policy, resource }: Association,
  answer: Answer,
  withTags: boolean,
): Hop | undefined {
  if (!policy) return undefined;
  const location = resource.place("policy");
  if (withTags)
    return answer("denied", {
      code: "policy-with-session-tags",
      message: "the association has a session policy while session tags are on",
      awsError: "InvalidParameterException: policy requires disableSessionTags to be true",
      fix: 'Set "disable_session_tags": true, or remove policy.',
      location,
    });
  const reading = known.read(policy, "identity");
  if (reading.problem)
    return answer("denied", {
      code: "malformed-policy",
      message: reading.problem.message,
      awsError: reading.problem.awsError,
      fix: reading.problem.fix,
      location,
    });
  if (typeof policy.text === "string" && policy.text.length > SESSION_POLICY_LIMIT)
    return answer("denied", {
      code: "session-policy-length",
      message: `the session policy has ${policy.text.length} characters; EKS takes ${SESSION_POLICY_LIMIT}`,
      awsError: "InvalidParameterException: policy is too long",
      fix: "Shorten it, or put the limits into the target role's own policy.",
      location,
    });
  return undefined;
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html#pod-id-restrictions */
function fargateHop(known: Known, { cluster, pod }: PodIdentitySession, answer: Answer): Hop | undefined {
  for (const selector of known.facts.fargate) {
    const { cluster: other, namespace, labelled, resource } = selector;
    if (
      other instanceof Unknown ||
      other.name !== cluster.name ||
      other.account !== cluster.account ||
      other.region !== cluster.region
    )
      continue;
    const selected = namespace instanceof Unknown ? MAYBE : matches(glob(namespace), literal(pod.namespace));
    if (selected === NO) continue;
    const sure = selected === YES && !labelled && !resource.indefinite;
    return answer(sure ? "denied" : "unknown", {
      code: "fargate",
      message: `${resource.address} runs ${labelled ? "some " : ""}pods of namespace ${pod.namespace} on Fargate, where Pod Identity does not work`,
      fix: "Use IRSA for this workload, or keep its namespace off Fargate.",
      location: resource.place("selector"),
    });
  }
  return undefined;
}

/** What EKS shows of itself when it assumes the primary role. */
export function eksContext(known: Known, trust: Reading, account: string, tags: EksTags | undefined): Context {
  return contextOf(
    {
      "aws:sourceaccount": value(account),
      "aws:sourcearn": sourceArn(trust),
      "aws:principalservicename": value(EKS_SERVICE),
      "aws:principalisawsservice": value("true"),
      "aws:sourceorgid": value(known.organisation),
      "sts:externalid": ABSENT,
    },
    requestTags(tags),
  );
}

/** Nobody knows what EKS sends as aws:SourceArn, but it is never an association's ARN. */
function sourceArn(trust: Reading): ReturnType<typeof value> {
  const wanted = (trust.policy?.statements ?? []).flatMap(({ conditions }) =>
    conditions.flatMap(({ lowerKey, values }) => (lowerKey === "aws:sourcearn" ? values.map(({ text }) => text) : [])),
  );
  const never = wanted.length > 0 && wanted.every((text) => /:podidentityassociation\//.test(text));
  return value(never ? "arn:aws:eks:::" : undefined);
}

function primaryTrustHop(
  known: Known,
  id: string,
  { roleArn }: Association,
  session: PodIdentitySession | undefined,
): Hop {
  const found = roleNamed(known, roleArn, "primary-trust", "sts:AssumeRole");
  if ("hop" in found) return found.hop;
  const { role } = found;
  const trust = known.read(role.trust, "trust");
  const bad = refused("primary-trust", "sts:AssumeRole", role.arn, [trust]);
  if (bad) return bad;
  const context = withoutOtherTags(eksContext(known, trust, session?.cluster.account ?? "", session?.tags));
  const ask = (action: string): Question => {
    const request: Request = {
      action: literal(action.toLowerCase()),
      resource: literal(role.arn),
      caller: { kind: "service", name: EKS_SERVICE },
      context,
    };
    const truth = session ? trusting(known, trust, request) : MAYBE;
    return {
      action,
      truth,
      why: () =>
        truth === YES
          ? allowedBy([trust], request)
          : {
              ...because(truth, [trust, ...known.rcps], request, () =>
                notAllowed(
                  {
                    label: trust.label,
                    sources: [trust],
                    truth,
                    wanted: statementFor(action, { Service: EKS_SERVICE }),
                  },
                  request,
                ),
              ),
              ...(truth === NO ? { awsError: EKS_REFUSES } : {}),
            },
    };
  };
  return withTagSession(known, id, "primary-trust", role, session?.tags !== undefined, ask);
}

export const statementFor = (action: string, principal: unknown): Readonly<Record<string, unknown>> => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
});

/** What a trust policy, and the resource control policies over it, say to `request`. */
export function trusting(known: Known, trust: Reading, request: Request): Truth {
  const { deny, ...taken } = opinion([trust], request);
  return and(asOne(taken), not(or(deny, opinion(known.rcps, request).deny)));
}

/** With tags both actions are one hop; without, a missing TagSession is worth a warning only. */
function withTagSession(
  known: Known,
  chain: string,
  id: "primary-trust" | "primary-permission" | "target-trust",
  role: Role,
  tags: boolean,
  ask: (action: string) => Question,
): Hop {
  const assume = ask("sts:AssumeRole");
  const tag = ask("sts:TagSession");
  if (tags) return hopOf(id, role.arn, [assume, tag]);
  if (tag.truth === NO)
    known.warn({
      code: "tag-session-missing",
      chain,
      hop: id,
      message: `${id} does not allow sts:TagSession; that is enough while session tags are off, and fails once they are on`,
      fix: "Allow sts:TagSession too.",
      location: tag.why().location,
    });
  return hopOf(id, role.arn, [assume]);
}

export function allowedBy(sources: readonly Reading[], request: Request): Why {
  const near = nearest(sources, request);
  return near && near.mismatches.length === 0
    ? {
        statement: { effect: "Allow", text: readable(near.statement.source) },
        location: (near.source as Reading).place,
      }
    : {};
}

/** The keys of the second AssumeRole call. */
export function secondHopEntries(
  known: Known,
  roleArn: string,
  role: Role | undefined,
  session: PodIdentitySession,
  targetArn: string,
): readonly Entries[] {
  return [
    sessionEntries(roleArn, known.organisation),
    principalTags(session.tags, role),
    requestTags(session.tags),
    {
      "sts:externalid": session.tags ? value(undefined) : value(externalIdOf(session.pod)),
      "aws:resourceaccount": value(parseArn(targetArn)?.account),
      "aws:requestedregion": value(session.pod.region),
      "aws:sourceidentity": ABSENT,
      "sts:sourceidentity": ABSENT,
    },
  ];
}

function secondRequest(entries: readonly Entries[], action: string, roleArn: string, targetArn: string): Request {
  // TagSession is not asked with an ExternalId.
  const context = contextOf(...entries, action === "sts:TagSession" ? { "sts:externalid": ABSENT } : {});
  return {
    action: literal(action.toLowerCase()),
    resource: literal(targetArn),
    caller: callerOf(roleArn),
    context: withoutOtherTags(context),
  };
}

function primaryPermissionHop(
  known: Known,
  id: string,
  association: Association,
  session: PodIdentitySession | undefined,
): Hop {
  const { targetRoleArn } = association;
  if (targetRoleArn instanceof Unknown || targetRoleArn === undefined)
    return plainHop("primary-permission", "unknown", { action: "sts:AssumeRole", ...unknownTarget(association) });
  const found = roleNamed(known, association.roleArn, "primary-permission", "sts:AssumeRole");
  if ("hop" in found) return found.hop;
  const { role } = found;
  const identity = identityOf(known, role);
  const limits = boundaryOf(known, role);
  const bad = refused("primary-permission", "sts:AssumeRole", targetRoleArn, [...identity, ...limits]);
  if (bad) return bad;
  const target = known.facts.roleByArn(targetRoleArn);
  const trust = target && known.read(target.trust, "trust");
  const sameAccount = parseArn(targetRoleArn)?.account === role.account;
  const ask = (action: string): Question => {
    if (!session)
      return {
        action,
        truth: MAYBE,
        why: () => ({ code: "association-not-known", message: "the association is not known" }),
      };
    const request = secondRequest(
      secondHopEntries(known, role.arn, role, session, targetRoleArn),
      action,
      role.arn,
      targetRoleArn,
    );
    const truth = permitting(known, identity, limits, request, sameAccount ? trust : undefined);
    const sources = [...identity, ...limits, ...(known.scps ?? [])];
    return {
      action,
      truth,
      why: () =>
        truth === YES
          ? allowedBy(identity, request)
          : {
              ...because(truth, sources, request, () =>
                permissionDenied(known, role, identity, limits, request, action, targetRoleArn),
              ),
              ...(truth === NO
                ? { awsError: accessDenied("AssumeRole", sessionArnOf(role.arn), action, targetRoleArn) }
                : {}),
            },
    };
  };
  return withTagSession(
    known,
    id,
    "primary-permission",
    { ...role, arn: targetRoleArn, resource: role.resource } as Role,
    session?.tags !== undefined,
    ask,
  );
}

/** Whether the caller's own side permits `request`; in one account a trust that names the role itself suffices. */
export function permitting(
  known: Known,
  identity: readonly Reading[],
  limits: readonly Reading[],
  request: Request,
  trust: Reading | undefined,
): Truth {
  const mine = opinion(identity, request);
  const bounds = limits.map((limit) => opinion([limit], request));
  const limited = all(bounds, ({ direct }) => direct);
  const scp = known.scps ? opinion(known.scps, request) : undefined;
  const named = trust ? opinion([trust], request) : undefined;
  const allowed = or(and(mine.direct, limited), named ? or(named.direct, and(named.role, limited)) : NO);
  const deny = [mine, ...bounds, ...(scp ? [scp] : [])].reduce((sum: Truth, one) => or(sum, one.deny), NO);
  return and(and(allowed, scp ? scp.direct : YES), not(deny));
}

/** Which of identity policies, boundary and SCP lacks the Allow. */
export function permissionDenied(
  known: Known,
  role: Role,
  identity: readonly Reading[],
  limits: readonly Reading[],
  request: Request,
  action: string,
  resource: string,
): Why {
  const wanted = { Effect: "Allow", Action: action, Resource: readable(resource) };
  const mine = opinion(identity, request).direct;
  const label = identity.length === 1 ? (identity[0]?.label ?? "") : `the policies of ${role.resource.address}`;
  if (mine !== NO) {
    for (const limit of limits)
      if (opinion([limit], request).direct === NO)
        return notAllowed({ label: limit.label, sources: [limit], truth: NO, wanted }, request);
    if (known.scps && opinion(known.scps, request).direct === NO)
      return notAllowed({ label: "the service control policies", sources: known.scps, truth: NO, wanted }, request);
  }
  return { location: role.resource.place(), ...notAllowed({ label, sources: identity, truth: NO, wanted }, request) };
}

const unknownTarget = ({ targetRoleArn, resource }: Association): Why => ({
  code: "target-not-known",
  message: `target_role_arn is not known: ${targetRoleArn instanceof Unknown ? targetRoleArn.reason : ""}`,
  fix: targetRoleArn instanceof Unknown ? targetRoleArn.advice : undefined,
  location: resource.place("target_role_arn"),
});

function targetTrustHop(
  known: Known,
  id: string,
  association: Association,
  session: PodIdentitySession | undefined,
): Hop {
  const { targetRoleArn, roleArn } = association;
  if (targetRoleArn instanceof Unknown || targetRoleArn === undefined)
    return plainHop("target-trust", "unknown", { action: "sts:AssumeRole", ...unknownTarget(association) });
  const found = roleNamed(known, targetRoleArn, "target-trust", "sts:AssumeRole");
  if ("hop" in found) return found.hop;
  const { role } = found;
  const trust = known.read(role.trust, "trust");
  const bad = refused("target-trust", "sts:AssumeRole", role.arn, [trust]);
  if (bad) return bad;
  if (roleArn instanceof Unknown || !session)
    return plainHop("target-trust", "unknown", {
      action: "sts:AssumeRole",
      code: "primary-not-known",
      message: "the primary role is not known",
      location: role.trust.place,
    });
  const primary = known.facts.roleByArn(roleArn);
  const ask = (action: string): Question => {
    const request = secondRequest(
      secondHopEntries(known, roleArn, primary, session, role.arn),
      action,
      roleArn,
      role.arn,
    );
    const truth = trusting(known, trust, request);
    return {
      action,
      truth,
      why: () =>
        truth === YES
          ? allowedBy([trust], request)
          : {
              ...because(truth, [trust, ...known.rcps], request, () =>
                notAllowed(
                  {
                    label: trust.label,
                    sources: [trust],
                    truth,
                    wanted: statementFor(action, { AWS: readable(roleArn) }),
                  },
                  request,
                ),
              ),
              ...(truth === NO
                ? { awsError: accessDenied("AssumeRole", sessionArnOf(roleArn), action, role.arn) }
                : {}),
            },
    };
  };
  return withTagSession(known, id, "target-trust", role, session.tags !== undefined, ask);
}
