import { parseArn } from "../../aws";
import { literal, MAYBE, NO, type Request, YES } from "../../iam";
import type { Association, Role } from "../../inventory";
import { Unknown } from "../../terraform/world";
import { readable } from "../../unknown/symbol";
import type { PodIdentityChain } from "../chains";
import type { Hop } from "../proof";
import { boundaryOf, identityOf, type Known } from "../proof-context";
import {
  ABSENT,
  callerOf,
  contextOf,
  type Entries,
  externalIdOf,
  principalTags,
  requestTags,
  sessionArnOf,
  sessionEntries,
  value,
  withoutOtherTags,
} from "../requests/context";
import { EKS_SERVICE, eksContext, type PodIdentitySession, sessionOf } from "../requests/pod-session";
import { associationHop } from "./association";
import type { Why } from "./explain";
import { accessDenied, because, hopOf, plainHop, type Question, refused } from "./hop";
import { allowedBy, permissionDenied, permitting, statementFor, trustQuestion } from "./policy-questions";
import { roleNamed } from "./role-by-arn";

const EKS_REFUSES = "Unauthorized Exception! EKS does not have permissions to assume the associated role.";

/** The hops before the grants. */
export function podIdentityHops(known: Known, id: string, chain: PodIdentityChain): readonly Hop[] {
  const [association] = chain.associations;
  const session = sessionOf(association);
  const hops = [associationHop(known, chain, session), primaryTrustHop(known, id, association, session)];
  if (association.targetRoleArn !== undefined)
    hops.push(primaryPermissionHop(known, id, association, session), targetTrustHop(known, id, association, session));
  return hops;
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
    const question = trustQuestion(known, trust, request, {
      action,
      wanted: statementFor(action, { Service: EKS_SERVICE }),
      awsError: EKS_REFUSES,
    });
    return session
      ? question
      : { action, truth: MAYBE, why: () => because(MAYBE, [trust, ...known.rcps], request, () => ({})) };
  };
  return withTagSession(known, id, "primary-trust", role, session?.tags !== undefined, ask);
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
  const readings = identityOf(known, role);
  const limits = boundaryOf(known, role);
  const unbounded = refused("primary-permission", "sts:AssumeRole", targetRoleArn, limits);
  if (unbounded) return unbounded;
  // IAM refuses one policy alone: another may give the permission.
  const unsaved = refused("primary-permission", "sts:AssumeRole", targetRoleArn, readings);
  const identity = readings.filter(({ problem }) => !problem);
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
  const hop = withTagSession(
    known,
    id,
    "primary-permission",
    { ...role, arn: targetRoleArn, resource: role.resource } as Role,
    session?.tags !== undefined,
    ask,
  );
  if (!unsaved) return hop;
  if (hop.verdict === "denied") return unsaved;
  known.warn({
    code: "policy-not-saved",
    chain: id,
    hop: "primary-permission",
    message: `IAM does not save one of the role's policies, without which this chain does: ${unsaved.message}`,
    fix: unsaved.fix,
    location: unsaved.location,
  });
  return hop;
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
    return trustQuestion(known, trust, request, {
      action,
      wanted: statementFor(action, { AWS: readable(roleArn) }),
      awsError: accessDenied("AssumeRole", sessionArnOf(roleArn), action, role.arn),
    });
  };
  return withTagSession(known, id, "target-trust", role, session.tags !== undefined, ask);
}
