import { parseArn } from "../../aws";
import { literal, MAYBE, NO, type Request, YES } from "../../iam";
import type { Association, Role } from "../../inventory";
import { UnknownValue } from "../../unknown/unknown-value";
import type { PodIdentityChain } from "../chains";
import { fixBy } from "../fix-by";
import { boundaryOf, identityOf, type ProofContext } from "../proof-context";
import {
  ABSENT,
  contextOf,
  type Entries,
  externalIdOf,
  oneValue,
  principalTags,
  requestTags,
  sessionArnOf,
  sessionCallerOf,
  sessionEntries,
  withoutOtherTags,
} from "../requests/context";
import { callerAllowed } from "../requests/decide";
import { EKS_SERVICE, eksContext, type PodIdentitySession, sessionOf } from "../requests/pod-session";
import { withRoleTags } from "../requests/resource-tags";
import { askedOf } from "./asked";
import { associationHop } from "./association";
import type { Why } from "./explain";
import { accessDenied, hopOf, type JudgedHop, malformedHop, plainHop, type Question, reasonFor } from "./hop";
import { otherPartition } from "./partitions";
import { allowedBy, permissionDenied, statementFor, trustQuestion } from "./policy-questions";
import { assumeRaised } from "./raised-quotas";
import { roleNamed } from "./role-by-arn";

const EKS_REFUSES = "Unauthorized Exception! EKS does not have permissions to assume the associated role.";

/** The hops before the grants. */
export function podIdentityHops(proof: ProofContext, chain: PodIdentityChain): readonly JudgedHop[] {
  const [association] = chain.associations;
  const session = sessionOf(association);
  const hops = [associationHop(proof, chain, session), primaryTrustHop(proof, association, session)];
  if (association.targetRoleArn !== undefined)
    hops.push(primaryPermissionHop(proof, association, session), targetTrustHop(proof, association, session));
  return hops;
}

function primaryTrustHop(
  proof: ProofContext,
  { roleArn }: Association,
  session: PodIdentitySession | undefined,
): JudgedHop {
  const found = roleNamed(proof, roleArn, "primary-trust", "sts:AssumeRole");
  if ("hop" in found) return found.hop;
  const { role } = found;
  const trust = proof.read(role.trust, "trust");
  const bad = malformedHop("primary-trust", "sts:AssumeRole", role.arn, [trust]);
  if (bad) return bad;
  assumeRaised(proof, role, "trust", "primary-trust");
  const context = withRoleTags(
    proof,
    role.arn,
    withoutOtherTags(eksContext(proof, trust, session?.cluster.account ?? "", session?.tags)),
  );
  const ask = (action: string): Question => {
    const request: Request = {
      action: literal(action.toLowerCase()),
      resource: literal(role.arn),
      caller: { kind: "service", name: EKS_SERVICE },
      context,
    };
    const question = trustQuestion(proof, trust, request, {
      action,
      wanted: statementFor(action, { Service: EKS_SERVICE }),
      awsError: EKS_REFUSES,
    });
    return session
      ? question
      : { ...question, truth: MAYBE, why: () => reasonFor(MAYBE, [trust, ...proof.rcps], request, () => ({})) };
  };
  return withTagSession(proof, "primary-trust", role, session?.tags !== undefined, ask);
}

/** With tags both actions are one hop; without, a missing TagSession is worth a warning only. */
function withTagSession(
  proof: ProofContext,
  id: "primary-trust" | "primary-permission" | "target-trust",
  role: Role,
  tags: boolean,
  ask: (action: string) => Question,
): JudgedHop {
  const assume = ask("sts:AssumeRole");
  const tag = ask("sts:TagSession");
  if (tags) return hopOf(id, role.arn, [assume, tag]);
  if (tag.truth === NO)
    proof.warn({
      code: "tag-session-missing",
      hop: id,
      message: `${id} does not allow sts:TagSession; that is enough while session tags are off, and fails once they are on`,
      fix: "Allow sts:TagSession too.",
      location: tag.why().location,
    });
  return hopOf(id, role.arn, [assume]);
}

/** The keys of the second AssumeRole call. */
function secondHopEntries(
  proof: ProofContext,
  roleArn: string,
  role: Role | undefined,
  session: PodIdentitySession,
  targetArn: string,
): readonly Entries[] {
  return [
    sessionEntries(roleArn, proof.organisation),
    principalTags(session.tags, role),
    requestTags(session.tags),
    {
      "sts:externalid": session.tags ? oneValue(undefined) : oneValue(externalIdOf(session.pod)),
      "aws:resourceaccount": oneValue(parseArn(targetArn)?.account),
      "aws:requestedregion": oneValue(session.pod.region),
      "aws:sourceidentity": ABSENT,
      "sts:sourceidentity": ABSENT,
    },
  ];
}

function secondRequest(
  proof: ProofContext,
  entries: readonly Entries[],
  action: string,
  roleArn: string,
  targetArn: string,
): Request {
  // TagSession is not asked with an ExternalId.
  const sent = contextOf(...entries, action === "sts:TagSession" ? { "sts:externalid": ABSENT } : {});
  const context = withRoleTags(proof, targetArn, sent);
  return {
    action: literal(action.toLowerCase()),
    resource: literal(targetArn),
    caller: sessionCallerOf(roleArn),
    context: withoutOtherTags(context),
  };
}

function primaryPermissionHop(
  proof: ProofContext,
  association: Association,
  session: PodIdentitySession | undefined,
): JudgedHop {
  const { targetRoleArn } = association;
  if (targetRoleArn instanceof UnknownValue || targetRoleArn === undefined)
    return plainHop("primary-permission", "unknown", { action: "sts:AssumeRole", ...unknownTarget(association) });
  const found = roleNamed(proof, association.roleArn, "primary-permission", "sts:AssumeRole");
  if ("hop" in found) return found.hop;
  const { role } = found;
  const apart = otherPartition(proof, "primary-permission", role.arn, targetRoleArn);
  if (apart) return apart;
  assumeRaised(proof, role, "policies", "primary-permission");
  const readings = identityOf(proof, role);
  const guardrails = boundaryOf(proof, role);
  const unbounded = malformedHop("primary-permission", "sts:AssumeRole", targetRoleArn, guardrails);
  if (unbounded) return unbounded;
  // IAM refuses one policy alone: another may give the permission.
  const unsaved = malformedHop("primary-permission", "sts:AssumeRole", targetRoleArn, readings);
  const identity = readings.filter(({ problem }) => !problem);
  const target = proof.inventory.roleByArn(targetRoleArn);
  const trust = target && proof.read(target.trust, "trust");
  const sameAccount = parseArn(targetRoleArn)?.account === role.account;
  const ask = (action: string): Question => {
    if (!session)
      return {
        action,
        truth: MAYBE,
        why: () => ({ code: "association-not-known", message: "the association is not known" }),
      };
    const request = secondRequest(
      proof,
      secondHopEntries(proof, role.arn, role, session, targetRoleArn),
      action,
      role.arn,
      targetRoleArn,
    );
    const truth = callerAllowed(proof, { identity, guardrails }, request, sameAccount ? trust : undefined);
    const sources = [...identity, ...guardrails, ...(proof.scps ?? [])];
    return {
      action,
      truth,
      asked: () => [
        askedOf(action, request, truth, [
          ["identity policy", identity],
          ["permissions boundary or session policy", guardrails],
          ["service control policy", proof.scps ?? []],
          ["trust policy", sameAccount && trust ? [trust] : []],
        ]),
      ],
      why: () =>
        truth === YES
          ? allowedBy(identity, request)
          : {
              ...reasonFor(truth, sources, request, () =>
                permissionDenied(proof, role, identity, guardrails, request, action, targetRoleArn),
              ),
              ...(truth === NO
                ? { awsError: accessDenied("AssumeRole", sessionArnOf(role.arn), action, targetRoleArn) }
                : {}),
            },
    };
  };
  const hop = withTagSession(
    proof,
    "primary-permission",
    { ...role, arn: targetRoleArn, resource: role.resource } as Role,
    session?.tags !== undefined,
    ask,
  );
  if (!unsaved) return hop;
  if (hop.verdict === "denied") return unsaved;
  proof.warn({
    code: "policy-not-saved",
    hop: "primary-permission",
    message: `IAM refuses one of the role's policies, which this chain does not need: ${unsaved.message}`,
    fix: unsaved.fix,
    location: unsaved.location,
  });
  return hop;
}

const unknownTarget = ({ targetRoleArn, resource }: Association): Why => ({
  code: "target-not-known",
  message: `target_role_arn is not known: ${targetRoleArn instanceof UnknownValue ? targetRoleArn.reason : ""}`,
  ...fixBy(targetRoleArn instanceof UnknownValue ? targetRoleArn.advice : undefined),
  location: resource.location("target_role_arn"),
});

function targetTrustHop(
  proof: ProofContext,
  association: Association,
  session: PodIdentitySession | undefined,
): JudgedHop {
  const { targetRoleArn, roleArn } = association;
  if (targetRoleArn instanceof UnknownValue || targetRoleArn === undefined)
    return plainHop("target-trust", "unknown", { action: "sts:AssumeRole", ...unknownTarget(association) });
  const found = roleNamed(proof, targetRoleArn, "target-trust", "sts:AssumeRole");
  if ("hop" in found) return found.hop;
  const { role } = found;
  const trust = proof.read(role.trust, "trust");
  const bad = malformedHop("target-trust", "sts:AssumeRole", role.arn, [trust]);
  if (bad) return bad;
  assumeRaised(proof, role, "trust", "target-trust");
  const apart = roleArn instanceof UnknownValue ? undefined : otherPartition(proof, "target-trust", roleArn, role.arn);
  if (apart) return apart;
  if (roleArn instanceof UnknownValue || !session)
    return plainHop("target-trust", "unknown", {
      action: "sts:AssumeRole",
      code: "primary-not-known",
      message: "the primary role is not known",
      location: role.trust.location,
    });
  const primary = proof.inventory.roleByArn(roleArn);
  const ask = (action: string): Question => {
    const request = secondRequest(
      proof,
      secondHopEntries(proof, roleArn, primary, session, role.arn),
      action,
      roleArn,
      role.arn,
    );
    return trustQuestion(proof, trust, request, {
      action,
      wanted: statementFor(action, { AWS: roleArn }),
      awsError: accessDenied("AssumeRole", sessionArnOf(roleArn), action, role.arn),
    });
  };
  return withTagSession(proof, "target-trust", role, session.tags !== undefined, ask);
}
