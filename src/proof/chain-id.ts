import { groupBy } from "../collections/group-by";
import { isOnlyUnknown, readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { Mechanism } from "./proof";

/** What a chain is called: for people, and for comparing answers. */
export interface ChainName {
  /** `cluster/namespace/service-account`, with more where that is not unique in the world. */
  readonly id: string;
  /** Independent of the rest of the world. */
  readonly key: string;
}

export interface Pod {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What the id of a chain is made of. */
export interface Identified extends Pod {
  readonly mechanism: Mechanism;
  readonly account: string | null;
  readonly region: string | null;
  /** The ARN of the role that it ends in, where that is known. */
  readonly role?: string | undefined;
  /** What makes it, where that is in the world. */
  readonly resource?: Addressed | undefined;
  /** Whether a part of its pod is not known. */
  readonly unknown?: boolean | undefined;
}

/** Where something stands. */
export interface Addressed {
  readonly stack: string;
  readonly address: string;
}

/** A part of an id that is not known. */
const UNKNOWN = "?";

/** A name as it stands in ids. */
export const idPart = (name: string | UnknownValue): string => (name instanceof UnknownValue ? UNKNOWN : name);

const shown = (name: string): string => (isOnlyUnknown(name) ? UNKNOWN : name);

/** The id of chains of one pod that differ only in one role, or in the resource that makes them. */
export const withoutRole = (id: string): string => id.replace(/(?: via |#).*$/s, "");

/** What names a chain on the command line and in expectations: its id, and that of its pod, which names all its chains. */
export const namesOf = (id: string): readonly string[] => [...new Set([id, withoutRole(id)])];

/** The pod that an id names. A slash in angle brackets is part of an unknown name. */
export function podOf(id: string): Pod {
  const short = withoutRole(id).replace(/^\d{12}:[^:/]*:/, "");
  const [cluster = short, namespace = "", serviceAccount = ""] = short.match(/(?:<[^>]*>|[^/])+/g) ?? [];
  return { cluster, namespace, serviceAccount };
}

/**
 * The ids of `chains`, in their order. `account:region:` stands before those whose cluster shares its
 * name with one elsewhere, ` via ROLE` behind those that are equal though of one mechanism, `#ADDRESS` where a part of
 * them is not known.
 */
export function chainIds(chains: readonly Identified[]): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const { cluster, account, region } of chains)
    if (account !== null) places.set(cluster, (places.get(cluster) ?? new Set()).add(`${account}:${region ?? ""}`));
  const ids = chains.map(({ cluster, namespace, serviceAccount, account, region }) => {
    const ambiguous = account !== null && (places.get(cluster)?.size ?? 0) > 1;
    const pod = [cluster, namespace, serviceAccount].map(shown).join("/");
    return readable(`${ambiguous ? `${account}:${region}:` : ""}${pod}`);
  });
  const entries = chains.map((chain, index) => ({ chain, id: ids[index] ?? "" }));
  const equal = groupBy(entries, ({ chain, id }) => `${chain.mechanism} ${id}`);
  return entries.map(({ chain, id }) => {
    const others = equal.get(`${chain.mechanism} ${id}`) ?? [];
    if (others.length <= 1) return id;
    if (others.some((one) => one.chain.unknown)) return `${id}${addressOf(chain.resource)}`;
    return `${id} via ${distinction(
      chain,
      others.map((one) => one.chain),
    )}`;
  });
}

/** The name of the role that `chain` ends in, with as much more as distinguishes it from `others`. */
function distinction(chain: Identified, others: readonly Identified[]): string {
  const role = ({ role: arn = "?" }: Identified) => readable(arn);
  // an unknown name is cut nowhere as long as it is not made readable
  const name = ({ role: arn = "?" }: Identified) => readable(arn.split("/").at(-1) ?? "");
  const full = (one: Identified) => `${role(one)}${addressOf(one.resource)}`;
  const distinct = [name, role].find((text) => new Set(others.map(text)).size === others.length);
  return (distinct ?? full)(chain);
}

const addressOf = (resource: Addressed | undefined): string =>
  resource ? `#${resource.stack}/${resource.address}` : "";

/**
 * The key of a chain: its parts, with `?` for those that are not known. The address of the resource
 * that makes the chain follows and stands for them.
 */
export function chainKey(
  mechanism: Mechanism,
  parts: readonly (string | UnknownValue | null | undefined)[],
  resource: Addressed | undefined,
): string {
  const texts = parts.map((part) => (typeof part === "string" ? part : "?"));
  const address = texts.includes("?") ? addressOf(resource) : "";
  return readable(`${[mechanism, ...texts].join("/")}${address}`);
}

/** The key of a chain that an expectation names and the world does not have. */
export const expectedChainKey = (id: string): string => `expected/${id}`;
