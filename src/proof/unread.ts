import { glob, literal, matches, NO } from "../iam";
import { type Effect, isStream, type Role, type Target, type WideEffect } from "../inventory";
import { UnknownValue } from "../unknown/unknown-value";
import type { Chain } from "./chains";
import { fixBy } from "./fix-by";
import { reasonOf } from "./hops/effect-reason";
import type { Grant } from "./hops/grants";
import type { JudgedHop } from "./hops/hop";
import { type HopId, INTRUDERS } from "./proof";
import type { ProofContext } from "./proof-context";
import { withUnreadObjects } from "./unread-objects";

/**
 * What stands in the world and is not understood is no reason for a verdict: a hop or a class of intruders that it
 * could change is unknown. Its subject decides which those are.
 */
export interface Unread {
  readonly before: readonly JudgedHop[];
  readonly grants: readonly Grant[];
}

/** `before` and `grants` of `chain` as far as nothing in the world that is not understood could change them. */
export function withUnread(
  proof: ProofContext,
  chain: Chain,
  before: readonly JudgedHop[],
  grants: readonly Grant[],
): Unread {
  const { primary, final, accounts } = endsOf(proof, chain, grants);
  const wide = proof.inventory.effects.wide.filter(({ account }) => account === undefined || accounts.has(account));
  noteAssumptions(proof, chain, wide, accounts, grants);
  const onRole = (role: Role | undefined) => (role ? proof.inventory.effects.onRole(role) : []);
  const cluster = clusterOf(chain);
  const first = primary ?? final;
  const trusting = (role: Role | undefined) =>
    onRole(role).filter(({ trust, services }) => trust && services === undefined);
  const on: Readonly<Record<HopId, readonly Effect[]>> = {
    association: cluster ? proof.inventory.effects.onCluster(cluster) : [],
    "service-account": [],
    "oidc-provider": [],
    "primary-trust": trusting(first),
    "primary-permission": onRole(primary).filter(({ services }) => services === undefined),
    "target-trust": trusting(final),
    grant: [],
  };
  return {
    before: withUnreadObjects(proof, chain, before).map((hop) =>
      softened(
        unlessIndefinite(proof, chain, hop, OF_PRIMARY.has(hop.id) ? first : final),
        on[hop.id],
        hop.id === "primary-permission",
      ),
    ),
    grants: grants.map((grant) => {
      const role = grant.session?.role ?? final;
      const effects = [...effectsOnGrant(proof, grant), ...onRole(role)].filter(
        ({ services, actions }) => isOf(grant, services) && isAmong(grant, actions),
      );
      assumeWithout(proof, effects);
      return { ...grant, hop: softened(unlessIndefinite(proof, chain, grant.hop, role), effects, lacksAllow(grant)) };
    }),
  };
}

const OF_PRIMARY: ReadonlySet<HopId> = new Set(["primary-trust", "primary-permission"]);
const OF_ROLES: ReadonlySet<HopId> = new Set(["primary-trust", "primary-permission", "target-trust", "grant"]);

/** What is allowed by a role or identity provider of which it is not known whether it is there, is unknown. */
function unlessIndefinite(
  { providersOf }: ProofContext,
  chain: Chain,
  hop: JudgedHop,
  role: Role | undefined,
): JudgedHop {
  if (hop.verdict !== "allowed") return hop;
  const provider =
    hop.id === "oidc-provider" && chain.mechanism === "irsa" && chain.issuer !== undefined
      ? providersOf(chain.issuer).filter(({ account }) => account === role?.account)
      : [];
  const certain = provider.some(({ resource }) => resource.indefinite === undefined);
  const [perhaps] = certain ? [] : provider;
  const resource = perhaps?.resource ?? (OF_ROLES.has(hop.id) ? role?.resource : undefined);
  if (resource?.indefinite === undefined) return hop;
  const { options: _, ...rest } = hop;
  return {
    ...rest,
    verdict: "unknown",
    code: perhaps ? "provider-not-seen" : "role-not-known",
    message: `${resource.address}: ${resource.indefinite.reason}`,
    ...fixBy(resource.indefinite.advice, "Give the value with --var, or prove the plan or the state."),
    location: resource.location(),
  };
}

interface Ends {
  readonly primary: Role | undefined;
  readonly final: Role | undefined;
  /** Of the chain's roles, resources and cluster. */
  readonly accounts: ReadonlySet<string>;
}

function endsOf(proof: ProofContext, chain: Chain, grants: readonly Grant[]): Ends {
  const role = (arn: string | UnknownValue | undefined) =>
    typeof arn === "string" ? proof.inventory.roleByArn(arn) : undefined;
  const [association] = chain.mechanism === "pod-identity" ? chain.associations : [];
  const withTarget = association?.targetRoleArn !== undefined;
  const primary = withTarget ? role(association?.roleArn) : undefined;
  const final = role(
    chain.mechanism === "irsa" ? chain.roleArn : withTarget ? association?.targetRoleArn : association?.roleArn,
  );
  const accounts = [
    chain.account ?? [],
    primary?.account ?? [],
    final?.account ?? [],
    ...grants.flatMap(({ matches: found, session }) => [
      ...found.map(({ target }) => target.account),
      ...(session ? [session.role.account] : []),
    ]),
  ];
  return { primary, final, accounts: new Set(accounts.flat()) };
}

function clusterOf(chain: Chain) {
  const [association] = chain.mechanism === "pod-identity" ? chain.associations : [];
  return association === undefined || association.cluster instanceof UnknownValue ? undefined : association.cluster;
}

/** The keys that matter too: what is encrypted is reached through its key. */
function effectsOnTarget({ inventory }: ProofContext, target: Target): readonly Effect[] {
  const { key } = target;
  const arn = typeof key === "string" && key !== "aws" ? key : undefined;
  const found = arn === undefined ? undefined : inventory.targetByArn(arn);
  return [
    ...inventory.effects.onTarget(target),
    ...(found ? inventory.effects.onTarget(found) : arn === undefined ? [] : inventory.effects.within("kms", arn)),
  ];
}

const serviceOf = (action: string): string => action.split(":")[0]?.toLowerCase() ?? "";

/** What is on the resources that `grant` matches, in the world or out of it. */
export function effectsOnGrant(proof: ProofContext, { action, resource, matches: found }: Grant): readonly Effect[] {
  const targets = [...new Set(found.map(({ target }) => target))];
  const service = /^arn:[^:*?]*:([a-z0-9-]+):/.exec(resource)?.[1] ?? serviceOf(action);
  const whole =
    !isStream(resource) &&
    found.some((match) => match.resource === resource) &&
    !/[*?]/.test(resource.split("/")[0] ?? "");
  return [
    ...new Set([
      ...targets.flatMap((target) => effectsOnTarget(proof, target)),
      ...(whole ? [] : proof.inventory.effects.within(service, resource)),
    ]),
  ];
}

/** Whether the action of a grant is one of these services'; undefined: of any. */
const isOf = ({ action }: Grant, services: readonly string[] | undefined): boolean =>
  services === undefined || services.some((service) => matches(glob(serviceOf(action)), literal(service)) !== NO);

/** Whether the action of a grant is, or stands for, one of `actions`; undefined: of any. */
const isAmong = ({ action }: Grant, actions: readonly string[] | undefined): boolean =>
  actions === undefined ||
  actions.some((one) => matches(glob(action.toLowerCase()), literal(one.toLowerCase())) !== NO);

/** Whether what denies a grant is that nothing gives it: no policy of the role, or none of the resource. */
const lacksAllow = ({ hop, matches: found }: Grant): boolean =>
  hop.code === "no-grant" ||
  hop.code === "no-resource-policy" ||
  (hop.location !== undefined && found.some(({ target }) => target.policy?.location === hop.location));

/**
 * A hop that one of `effects` could change, unknown. A Deny stays one, and so does a document that AWS does not save;
 * `lacking`: the hop is denied where nothing allows it.
 */
function softened(hop: JudgedHop, effects: readonly Effect[], lacking: boolean): JudgedHop {
  const final = hop.code === "explicit-deny" || hop.code === "malformed-policy";
  const about = effects.find(({ change, assumes }) => {
    if (final || assumes !== undefined) return false;
    return hop.verdict === "allowed"
      ? change !== "admits"
      : hop.verdict === "denied" && lacking && change !== "refuses";
  });
  if (!about) return hop;
  const { id, action, resource, via } = hop;
  return {
    id,
    verdict: "unknown",
    ...(via === undefined ? {} : { via }),
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
    code: about.module ? "module-given" : "type-not-read",
    message: reasonOf(about),
    ...fixBy(about.advice),
    location: about.location,
    // what was read is still how it would be decided without that
    ...(hop.asked ? { asked: hop.asked } : {}),
  };
}

/** What has no effect as long as something holds that the world does not show. */
function assumeWithout(proof: ProofContext, effects: readonly Effect[]): void {
  for (const effect of effects)
    if (effect.assumes !== undefined)
      for (const one of ["grant" as const, ...admitted(effect)])
        proof.assume({
          id: "not-modelled",
          subject: effect.address,
          for: one,
          message: `${effect.assumes}: ${effect.label} ${effect.does}, which is not read`,
          location: effect.location,
        });
}

/** Whole accounts may hold more than what was read. */
function noteAssumptions(
  proof: ProofContext,
  chain: Chain,
  wide: readonly WideEffect[],
  accounts: ReadonlySet<string>,
  grants: readonly Grant[],
): void {
  for (const effect of wide) {
    const { service, text } = effect;
    if (service !== undefined && !grants.some((grant) => isOf(grant, [service]))) continue;
    if (text !== undefined && !namesSomething(text, chain, grants)) continue;
    for (const account of effect.account === undefined ? accounts : [effect.account])
      for (const one of [...(effect.change === "admits" ? [] : (["grant"] as const)), ...admitted(effect)])
        proof.assume({
          id: "not-modelled",
          subject: `${effect.type}@${account}`,
          for: one,
          message: `${effect.label} ${effect.does} in account ${account}, and it is not read: its effects there do not concern this chain`,
          location: effect.location,
        });
  }
}

const admitted = ({ change }: Effect) =>
  change === "refuses" ? [] : INTRUDERS.filter((id) => id !== "primary-holder");

/** Whether a template names a role or resource of the chain. */
function namesSomething(text: string, chain: Chain, grants: readonly Grant[]): boolean {
  const roles =
    chain.mechanism === "irsa" ? [chain.roleArn] : [chain.associations[0].roleArn, chain.associations[0].targetRoleArn];
  const names = [
    ...roles.flatMap((arn) => (typeof arn === "string" ? (arn.split("/").at(-1) ?? []) : [])),
    ...grants.flatMap(({ matches: found }) => found.map(({ target }) => target.arn.split(/[:/]/).at(-1) ?? "")),
  ];
  return names.some((name) => name !== "" && text.includes(name));
}
