import type { Worlds } from "../terraform";
import { textOrUnknown } from "../terraform/value";
import { readable } from "../unknown/unknown-text";
import type { ChainResult, Hop, Proof } from "./proof";

/** A world and what was proved of it. */
export interface Proved {
  readonly worlds: Worlds;
  readonly proof: Proof;
}

/** What one pod may do on one resource in one of two worlds, and not in the other. */
export interface AccessLine {
  /** Id of its chain. */
  readonly chain: string;
  readonly actions: readonly string[];
  /** `STACK/ADDRESS` of a resource of the world, else its ARN or pattern. */
  readonly on: string;
}

export interface AccessChange {
  readonly gained: readonly AccessLine[];
  readonly lost: readonly AccessLine[];
  /** What is not decided in one of them, and may be gained or lost. */
  readonly undecided: readonly AccessLine[];
}

/**
 * What pods may do after, and might not before, and the other way round. A resource is called by its address in both: its
 * name may be known in one of them only. What is not decided in both is as it was.
 */
export function accessChange(before: Proved, after: Proved): AccessChange {
  const [was, will] = [accessOf(before), accessOf(after)];
  const only = (here: Accesses, there: Accesses) => linesOf(here, (key, { decided }) => decided && !there.has(key));
  // undecided in one of the two: what is so in both, nothing has changed that is known of
  const open = linesOf(new Map([...was, ...will]), (key, access) => {
    const [one, other] = [was.get(key)?.decided, will.get(key)?.decided];
    return (one === false || other === false) && one !== other && !(access.isUnread && isMade(access, will));
  });
  return { gained: only(will, was), lost: only(was, will), undecided: open };
}

interface Access {
  readonly chain: string;
  readonly action: string;
  readonly on: string;
  readonly decided: boolean;
  /** ARN of its chain's last role, and whether that role is none of the world. */
  readonly role: string | undefined;
  readonly isUnread: boolean;
}

type Accesses = ReadonlyMap<string, Access>;

/** Everything that some pod may do, or may perhaps do, by its way, action and resource. */
function accessOf({ worlds, proof }: Proved): Accesses {
  const addresses = addressesIn(worlds);
  return new Map(
    proof.chains.flatMap((chain) => {
      const way = wayTo(chain);
      return chain.hops.flatMap((hop): [string, Access][] => {
        const { action, resource } = hop;
        if (!isGrant(hop) || way === "denied" || hop.verdict === "denied" || !action || !resource) return [];
        const on = addressed(resource, addresses);
        const decided = way === "allowed" && hop.verdict === "allowed";
        const role = chain.hops.filter(({ id }) => TRUSTS.has(id)).at(-1)?.resource;
        const access = { chain: chain.id, action, on, decided, role, isUnread: hop.code === "role-not-in-world" };
        return [[[wayOf(chain), action.toLowerCase(), on].join(" "), access]];
      });
    }),
  );
}

/** Whether the role is one that is made: what it may do is gained with it. */
const isMade = ({ role }: Access, will: Accesses): boolean =>
  [...will.values()].some((access) => access.role === role && access.decided);

const TRUSTS: ReadonlySet<Hop["id"]> = new Set(["primary-trust", "target-trust"]);

/** Names a chain in both worlds. A state does not say on which cluster a service account is; its token's issuer tells. */
const wayOf = ({ mechanism, key, id, hops }: ChainResult): string =>
  mechanism === "pod-identity"
    ? key
    : [...id.split("/").slice(-2), ...hops.flatMap((hop) => (ROLES.has(hop.id) ? [hop.resource] : []))].join(" ");

const ROLES: ReadonlySet<Hop["id"]> = new Set(["oidc-provider", "target-trust"]);

/** To assume a further role is a way, and no access by itself. */
const isGrant = ({ id, action }: Hop): boolean => id === "grant" && action !== "sts:AssumeRole";

function wayTo({ hops }: ChainResult): Hop["verdict"] {
  const way = hops.filter(({ id }) => id !== "grant").map(({ verdict }) => verdict);
  return way.includes("denied") ? "denied" : way.includes("unknown") ? "unknown" : "allowed";
}

/** Of each chain and resource one line, sorted. */
function linesOf(here: Accesses, belongs: (key: string, access: Access) => boolean): readonly AccessLine[] {
  const lines = new Map<string, { chain: string; on: string; actions: string[] }>();
  for (const [key, access] of here) {
    if (!belongs(key, access)) continue;
    const { chain, action, on } = access;
    const whole = on.replace(/\/\*$/, "");
    const line = lines.get(`${chain} ${whole}`) ?? { chain, on: whole, actions: [] };
    lines.set(`${chain} ${whole}`, line);
    if (!line.actions.includes(action)) line.actions.push(action);
  }
  return [...lines.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { actions, ...line }]) => ({ ...line, actions: actions.sort() }));
}

/** `STACK/ADDRESS` of the resources that Terraform manages, by their ARNs. */
function addressesIn({ worlds }: Worlds): ReadonlyMap<string, string> {
  const managed = worlds
    .flatMap(({ world }) => world.stacks.flatMap(({ resources }) => resources))
    .filter(({ mode, type }) => mode === "managed" && type.startsWith("aws_"));
  return new Map(
    managed.flatMap((resource): [string, string][] => {
      const address = `${resource.stack}/${resource.address}`;
      const arn = textOrUnknown(resource.get("arn"), `${address}.arn`);
      return arn === undefined ? [] : [[readable(arn), address]];
    }),
  );
}

/** An ARN by the address of the resource that it is of, or is in. */
function addressed(arn: string, addresses: ReadonlyMap<string, string>): string {
  for (let end = arn.length; end > 0; end = Math.max(arn.lastIndexOf("/", end - 1), arn.lastIndexOf(":", end - 1))) {
    const address = addresses.get(arn.slice(0, end));
    if (address !== undefined) return `${address}${arn.slice(end)}`;
  }
  return arn;
}
