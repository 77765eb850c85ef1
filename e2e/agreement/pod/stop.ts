import type { World } from "../../../src/terraform";
import type { Decision } from "../../emulator/types";
import type { Refusal } from "../../loader";
import type { PodReference } from "../../pods";
import type { Stop } from "../compare";
import { associationsAt, serviceAccountsAt } from "./roles";

/** What refused a resource is about, for a pod whose association has a target and depends on it. */
const HOPS: Readonly<Record<string, Stop["hop"]>> = {
  aws_iam_policy: "primary-permission",
  aws_iam_role_policy: "primary-permission",
  aws_iam_role_policy_attachment: "primary-permission",
  aws_iam_role: "primary-trust",
};

/** The same where the association has no target: what its role may do are grants. */
const HOPS_WITHOUT_TARGET: typeof HOPS = {
  ...Object.fromEntries(Object.keys(HOPS).map((type) => [type, "grant"])),
  aws_iam_role: "primary-trust",
};

const typeOf = (address: string): string => address.replace(/^module\.[^.]+\./, "").split(".")[0] ?? "";

const said = ({ stack, address, code, message }: Refusal): string => `${stack}/${address}: ${code}: ${message}`;

/**
 * Where loading stopped the association of `pod`: it was refused itself, or what it depends on
 * was. undefined where it was not.
 */
export function associationRefused(world: World, refusals: readonly Refusal[], pod: PodReference): Stop | undefined {
  for (const association of associationsAt(world, pod)) {
    const { stack, address, dependsOn } = association;
    const own = refusals.find((one) => one.stack === stack && one.address === address);
    if (own) return { hop: own.message.includes("does not exist") ? "primary-trust" : "association", says: said(own) };
    const before = refusals.find((one) => one.stack === stack && dependsOn.has(one.address));
    if (before) {
      const role = String(association.get("role_arn")).split("/").at(-1);
      const withoutRole = before.code === "NoSuchEntity" && before.message.includes(`Role ${role} not found`);
      const hops = association.get("target_role_arn") === null ? HOPS_WITHOUT_TARGET : HOPS;
      return { hop: withoutRole ? "primary-trust" : (hops[typeOf(before.address)] ?? "load"), says: said(before) };
    }
    const stackItself = refusals.find((one) => one.stack === stack && one.action === "read");
    if (stackItself) return { hop: "load", says: said(stackItself) };
  }
  return undefined;
}

/** The same for the service account that carries the role's name. */
export function serviceAccountRefused(world: World, refusals: readonly Refusal[], pod: PodReference): Stop | undefined {
  for (const { stack, address } of serviceAccountsAt(world, pod)) {
    const own = refusals.find((one) => one.stack === stack && one.address === address);
    if (own) return { hop: own.code === "Unauthorized" ? "load" : "service-account", says: said(own) };
    const before = refusals.find((one) => one.stack === stack && one.action === "read");
    // what a cluster's data source asserts about its issuer is asserted for the identity provider
    if (before) return { hop: before.message.includes("issuer") ? "oidc-provider" : "load", says: said(before) };
  }
  return undefined;
}

/** Where EKS Auth stopped, by what the emulator decided for it. */
export function stopOfDecisions(decisions: readonly Decision[], says: string): Stop {
  const refused = decisions.find(({ allowed }) => !allowed);
  if (!refused) return { hop: "association", says };
  const { caller, action, resource, refusedBy } = refused;
  const text = `${says} (${caller}: ${action} on ${resource}, refused by ${refusedBy})`;
  if (caller === "pods.eks.amazonaws.com") return { hop: "primary-trust", says: text };
  return { hop: refusedBy === "resource" ? "target-trust" : "primary-permission", says: text };
}

/** Where AssumeRoleWithWebIdentity stopped, by STS's error. */
export function stopOfToken({ name, message }: Error): Stop {
  const says = `${name}: ${message}`;
  if (name.startsWith("InvalidIdentityToken") || /InvalidIdentityToken|No OpenIDConnect/.test(message))
    return { hop: "oidc-provider", says };
  return { hop: name.startsWith("Validation") ? "service-account" : "target-trust", says };
}
