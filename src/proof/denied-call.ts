import { type DeniedCall, parseArn, permissionOf } from "../aws";
import { folded, glob, literal, matches, NO } from "../iam";
import type { Answer, Edge, Way } from "./answer";
import type { HopId, Mechanism } from "./proof";

/** A hop that may be the one that AWS refused. */
export interface FittingHop {
  readonly way: Way;
  readonly edge: Edge;
}

/**
 * The hops of `answer` at which AWS may have refused `call`: of those that fit the caller, the action and the resource as
 * far as the message names them, the denied ones; else the undecided ones; else those that what was read allows.
 */
export function hopsRefusing(answer: Answer, call: DeniedCall): readonly FittingHop[] {
  const fitting = answer.ways.flatMap((way) => edgesFor(answer, way, call).map((edge) => ({ way, edge })));
  for (const verdict of ["denied", "unknown", "allowed"] as const) {
    const found = fitting.filter(({ edge }) => edge.hop.verdict === verdict);
    if (found.length > 0) return found;
  }
  return [];
}

/** The chains on whose way the role of a session is. */
export const waysWith = ({ ways }: Answer, caller: string): readonly Way[] =>
  ways.filter(({ nodes }) => nodes.some(({ kind, name }) => kind === "role" && isRole(name, caller)));

function edgesFor(answer: Answer, way: Way, call: DeniedCall): readonly Edge[] {
  const { step, action, resource, caller, line } = call;
  if (step) return edgesOfStep(way, step, call);
  if (action !== undefined && /^sts:assumerolewithwebidentity$/i.test(action))
    return edgesOfStep(way, "web-identity", call).filter(({ hop }) => isResource(hop.resource, resource));
  const trusts = action !== undefined && /^sts:(assumerole|tagsession)$/i.test(action) ? assuming(way, call) : [];
  if (trusts.length > 0) return trusts;
  const about = way.edges.filter(
    (edge) => edge.hop.id === "grant" && isRole(roleOf(way, edge), caller) && concerns(edge, call),
  );
  const using = about.filter(({ hop }) => call.operation !== undefined && isUsed(hop, call.operation));
  const grants = using.length > 0 ? using : about;
  // a message leaves out the resource where it is `*`; KMS leaves out a key that it does not tell the caller of
  const on = resource ?? (/\bon this resource\b/i.test(line) ? undefined : "*");
  if (action === undefined || on === undefined || caller === undefined) return grants;
  if (grants.some(({ hop }) => hop.verdict === "denied" || !isOf(hop, action))) return grants;
  const asked = isRole(finalRoleOf(way), caller) ? answer.grant(way, action, on) : undefined;
  return asked && (grants.length === 0 || decides(asked, grants)) ? [asked] : grants;
}

/** Whether the call itself is decided where the wider ones that were judged are not, or is refused where some of them are allowed. */
const decides = ({ hop }: Edge, wider: readonly Edge[]): boolean =>
  hop.verdict === "denied" || (hop.verdict === "allowed" && wider.every((one) => one.hop.verdict === "unknown"));

const STEP_HOPS: Readonly<Record<NonNullable<DeniedCall["step"]>, readonly [Mechanism | undefined, readonly HopId[]]>> =
  {
    "web-identity": ["irsa", ["target-trust"]],
    "oidc-provider": ["irsa", ["oidc-provider"]],
    // EKS assumes the target role in the same call
    "pod-identity": ["pod-identity", ["primary-trust", "primary-permission", "target-trust"]],
    association: ["pod-identity", ["association"]],
    "no-credentials": [undefined, ["association", "service-account"]],
  };

function edgesOfStep(
  { chain, edges }: Way,
  step: NonNullable<DeniedCall["step"]>,
  { line }: DeniedCall,
): readonly Edge[] {
  const [mechanism, ids] = STEP_HOPS[step];
  if (mechanism !== undefined && chain.mechanism !== mechanism) return [];
  const roles = [...line.matchAll(/arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+/g)].map(([arn]) => arn);
  const issuer = /https:\/\/(oidc\.eks\.[\w.-]+\/id\/\w+)/.exec(line)?.[1];
  const fitting = edges.filter(
    ({ hop }) =>
      ids.includes(hop.id) &&
      (issuer === undefined || hop.id !== "oidc-provider" || (hop.resource ?? issuer).includes(issuer)) &&
      (roles.length === 0 || edges.some((one) => roles.some((role) => role === one.hop.resource))),
  );
  if (step !== "pod-identity") return fitting;
  const first = fitting.find(({ hop }) => hop.verdict !== "allowed") ?? fitting[0];
  return first ? [first] : [];
}

/** Assuming the target is asked of both sides; what AWS says of the policy tells which one refused. */
function assuming(way: Way, { caller, resource, policy }: DeniedCall): readonly Edge[] {
  const side =
    policy === undefined || policy === "endpoint" ? undefined : /^(trust|resource|resource-control)$/.test(policy);
  return way.edges.filter(
    ({ hop }) =>
      (hop.id === "primary-permission" || hop.id === "target-trust") &&
      (side === undefined || side === (hop.id === "target-trust")) &&
      isRole(primaryOf(way), caller) &&
      isResource(hop.resource, resource),
  );
}

const primaryOf = ({ edges }: Way): string | undefined =>
  edges.find(({ hop }) => hop.id === "primary-trust")?.hop.resource;

const finalRoleOf = ({ edges }: Way): string | undefined =>
  edges.findLast(({ hop }) => hop.id === "target-trust" || hop.id === "primary-trust")?.hop.resource;

/** The role whose session asks for a grant. */
const roleOf = (way: Way, { from }: Edge): string | undefined => way.nodes.find(({ id }) => id === from)?.name;

/**
 * Whether `caller` is `role` or a session of it, whose ARN has no path. An account that Terraform does not tell, or that a
 * log masks, may be any.
 */
function isRole(role: string | undefined, caller: string | undefined): boolean {
  if (caller === undefined) return true;
  const [own, other] = [role, caller].map((arn) => (arn === undefined ? undefined : parseArn(arn)));
  if (own === undefined || other === undefined) return false;
  const name = other.service === "sts" ? other.resource.split("/")[1] : other.resource.split("/").at(-1);
  const known = [own, other].every(({ account }) => /^\d{12}$/.test(account));
  return (!known || own.account === other.account) && own.resource.split("/").at(-1) === name;
}

/** Parts that only apply can know may be anything. */
const patternOf = (text: string): string => text.replaceAll(/<[^>]*>/g, "*");

const isResource = (pattern: string | undefined, resource: string | undefined): boolean =>
  pattern === undefined || resource === undefined || matches(glob(patternOf(pattern)), glob(resource)) !== NO;

const isAction = (pattern: string, action: string): boolean =>
  matches(folded(glob(pattern)), literal(action.toLowerCase())) !== NO;

const isOf = ({ action: pattern }: Edge["hop"], action: string): boolean =>
  pattern !== undefined && isAction(pattern, action);

/** Whether a call of `operation` needs the permission of a grant. */
const isUsed = ({ action }: Edge["hop"], operation: string): boolean =>
  action !== undefined && isAction(action, permissionOf(operation, action.split(":")[0] ?? ""));

/** Whether a grant is about the call, by itself or by what it needs of a key. */
function concerns({ hop, derivation }: Edge, { action, operation, service, resource }: DeniedCall): boolean {
  const ofHop = hop.action?.split(":")[0];
  if (service !== undefined && ofHop !== "*" && ofHop?.toLowerCase() !== service) return false;
  if (action === undefined)
    return (
      (operation !== undefined || service !== undefined) &&
      hop.action !== undefined &&
      (operation === undefined || isUsed(hop, operation)) &&
      isResource(hop.resource, resource)
    );
  if (isOf(hop, action) && isResource(hop.resource, resource)) return true;
  // what a key is used for, `calling the PutObject operation … not authorized to perform: kms:GenerateDataKey`
  if (operation !== undefined && !isUsed(hop, operation)) return false;
  return derivation().asked.some(
    (asked) => isAction(asked.action, action) && asked.action !== hop.action && isResource(asked.resource, resource),
  );
}
