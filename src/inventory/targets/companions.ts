import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import { literal, matches, NO } from "../../iam";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import { isAboutOthers } from "../named-by";
import { isThere, type Refusal, twoWriters } from "../refusals";
import type { ResourceIndex } from "../resource-index";
import type { Service } from "../services";
import { knownText, nameAt, required, unlessWrong } from "../values";
import { reachOf } from "./companion-access";

/** What configures a target beside itself: its policy, its encryption, its public access. */
export interface Companion {
  /** What is in force, or may be; undefined where AWS refuses all that is written. */
  readonly resource?: Resource;
  /** Why it is not known whether it is about the target, or in force. */
  readonly unsure?: UnknownValue;
  /** Why AWS refuses one of them. */
  readonly refusal?: Refusal;
}

export interface Reference {
  readonly resource: Resource;
  readonly id: string | UnknownValue;
}

export interface Companions {
  /** What resources of `type` give `target`, which they refer to by their attribute `by`. */
  of(target: Resource, service: Service, type: string, by: string): Companion | undefined;
  /** Whether a plan deletes or changes one of `type`, which an attribute of `target` that AWS fills in still shows. */
  outdated(target: Resource, service: Service, type: string, by: string): boolean;
  /** Those of `type` that refer for certain, and to none of the world. */
  astray(service: Service, type: string, by: string): readonly Reference[];
}

interface Index {
  readonly byId: ReadonlyMap<string | UnknownValue, readonly Reference[]>;
  /** Those that refer to none of the world for certain. */
  readonly open: readonly Reference[];
}

export function companionsOf(resources: ResourceIndex): Companions {
  const indexes = new Map<string, Index>();
  const indexOf = (service: Service, type: string, by: string): Index => {
    const index = indexes.get(type) ?? indexed(resources, service, type, by);
    indexes.set(type, index);
    return index;
  };
  return {
    of(target, service, type, by) {
      const { byId, open } = indexOf(service, type, by);
      const ids = idsOf(target, service);
      const named = samesOf(target, service).flatMap((id) => byId.get(id) ?? []);
      const perhaps = open.filter(
        (reference) => mayMean(reference, target, ids, service) && !isAboutOthers(reference.resource, by, target),
      );
      return companionAmong(target, service, named, perhaps, by);
    },
    outdated: (target, service, type, by) =>
      resources.outdated(type).some((one) => {
        const id = unlessWrong(() => knownText(nameAt(one, by)));
        return id !== undefined && samesOf(target, service).includes(same(id, one, service));
      }),
    astray: (service, type, by) => indexOf(service, type, by).open,
  };
}

const idsOf = (target: Resource, { ids }: Service): readonly string[] => [
  ...new Set(ids.flatMap((id) => unlessWrong(() => knownText(nameAt(target, id))) ?? [])),
];

/** The same text for all ways in which `resource` may write an id. */
const same = (id: Reference["id"], resource: Resource, { sameFor }: Service): Reference["id"] =>
  typeof id === "string" && sameFor ? sameFor(id, resource) : id;

const samesOf = (target: Resource, service: Service): readonly Reference["id"][] => [
  ...new Set(idsOf(target, service).map((id) => same(id, target, service))),
];

function indexed(resources: ResourceIndex, service: Service, type: string, by: string): Index {
  // what Terraform refuses in the name, or in how many there are, may be about any
  const references = resources.managed(type).map((resource) => ({
    resource,
    id: unlessWrong(() => required(nameAt(resource, by), by)) ?? notRead(by),
  }));
  const certain = lazy(
    () => new Set<unknown>(resources.managed(service.type).flatMap((target) => samesOf(target, service))),
  );
  const sameOf = ({ id, resource }: Reference) => same(id, resource, service);
  return { byId: groupBy(references, sameOf), open: references.filter((one) => !certain().has(sameOf(one))) };
}

const notRead = (by: string): UnknownValue => new UnknownValue("not-read", `its ${by} could not be read`);

/** What is in force of those that name `target`, and of those that `perhaps` mean it. */
function companionAmong(
  target: Resource,
  service: Service,
  named: readonly Reference[],
  perhaps: readonly Reference[],
  by: string,
): Companion | undefined {
  const reached = named.map((reference) => ({ ...reference, reach: reachOf(reference.resource, target, service) }));
  const writers = reached.filter(({ reach }) => reach.refusal === undefined);
  const [refusal] = reached.flatMap(({ reach }) => reach.refusal ?? []);
  const refused = refusal ? { refusal } : {};
  // what is only left in AWS writes nothing any more
  const definite = writers.filter(({ resource }) => resource.indefinite === undefined);
  const [first, second] = definite;
  const doubtful = [...writers.filter(({ resource }) => resource.indefinite !== undefined), ...perhaps];
  if (!first) {
    const [maybe] = doubtful;
    return maybe ? { resource: maybe.resource, unsure: unsureOf(maybe, by), ...refused } : refusal && refused;
  }
  const other = second?.resource ?? doubtful.find(({ resource }) => !isThere(resource))?.resource;
  const unsure = other && !sayTheSame(definite) ? twoWriters(first.resource, other) : undefined;
  const open = unsure ?? definite.find(({ reach }) => reach.unsure)?.reach.unsure;
  return { resource: first.resource, ...(open ? { unsure: open } : {}), ...refused };
}

/** States that hold the same resource agree about it. */
const sayTheSame = (all: readonly { readonly resource: Resource }[]): boolean =>
  all.length > 1 &&
  all.every(({ resource }) => isThere(resource)) &&
  new Set(all.map(({ resource }) => JSON.stringify(SETTINGS.map((name) => resource.get(name))))).size === 1;

const SETTINGS = ["policy", "rule", "block_public_policy", "restrict_public_buckets"] as const;

function mayMean({ resource, id }: Reference, target: Resource, ids: readonly string[], service: Service): boolean {
  if (resource.account !== target.account) return false;
  return (
    id instanceof UnknownValue ||
    ids.some((one) =>
      hasUnknown(one) || hasUnknown(id) ? matches(literal(one), literal(id)) !== NO : service.mayBe?.(id, one) === true,
    )
  );
}

function unsureOf({ resource, id }: Reference, by: string): UnknownValue {
  if (resource.indefinite !== undefined)
    return unknownBecauseOf(resource.indefinite, `${resource.address}: ${resource.indefinite.reason}`);
  if (id instanceof UnknownValue) return unknownBecauseOf(id, `${resource.address} may apply to it: ${id.reason}`);
  if (!hasUnknown(id))
    return new UnknownValue("not-read", `${resource.address} may apply to it: what its ${by} ${id} is is not known`, {
      advice: "Refer to it.",
    });
  return new UnknownValue("after-apply", `${resource.address} may apply to it: its ${by} is known only after apply`, {
    advice: "Prove the state after apply.",
  });
}
