import { hasUnknown, replaceUnknowns } from "../unknown/unknown-text";
import { ACTIONS } from "./action-table";
import { type Form, form, meet, type Pattern, pattern } from "./arn-form";
import { RESOURCE_TYPES } from "./resource-types";

interface Action {
  /** As AWS spells it: `s3:GetObject` */
  readonly name: string;
  readonly types: readonly string[];
}

const BY_SERVICE: ReadonlyMap<string, readonly Action[]> = new Map(
  Object.entries(ACTIONS).map(([service, byTypes]) => [
    service,
    Object.entries(byTypes).flatMap(([types, names]) =>
      words(names).map((name) => ({ name: `${service}:${name}`, types: words(types) })),
    ),
  ]),
);

const BY_NAME: ReadonlyMap<string, Action> = new Map(
  [...BY_SERVICE.values()].flat().map((action) => [action.name.toLowerCase(), action]),
);

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/**
 * The types of resource that `action` (such as `s3:GetObject`, in any case) fits, in AWS's words;
 * none where it fits `*` only, undefined where the action is not known.
 */
export const resourceTypesOf = (action: string): readonly string[] | undefined =>
  BY_NAME.get(action.toLowerCase())?.types;

/**
 * Whether AWS's list, as of the table's date, has `action` or, where it is a pattern, any action that it matches. An
 * action of a service that is not in the table counts as known, and so does one of which a part is not known.
 */
export function isKnownAction(action: string): boolean {
  const [service = "", name] = action.toLowerCase().split(":");
  const known = BY_SERVICE.get(service);
  if (!known || name === undefined) return true;
  return known.some(globbed(action.toLowerCase()));
}

/** The known actions of a service, such as `s3`, spelled as AWS spells them; none for a service that is not known. */
export const actionsMatching = (service: string): readonly string[] =>
  BY_SERVICE.get(service.toLowerCase())?.map(({ name }) => name) ?? [];

const BUCKET_ACTIONS: readonly string[] = (BY_SERVICE.get("s3") ?? [])
  .filter(({ types }) => types.includes("bucket") || types.includes("object"))
  .map(({ name }) => name);

/** The actions on buckets and on their objects, spelled as AWS spells them. */
export const bucketActions = (): readonly string[] => BUCKET_ACTIONS;

/** What an action, or any that a pattern of actions matches, can be used on. */
interface Reach {
  readonly forms: readonly Form[];
  /** The service of actions that fit no type; they are asked of all its resources together. */
  readonly whole: ReadonlySet<string>;
}

/** What an action that does not exist can be used on. */
const NOTHING: Reach = { forms: [], whole: new Set() };

const reaches = new Map<string, Reach>();

/**
 * Whether `action`, or any action that it matches where it is a pattern (`s3:Get*`, `*`), can apply to
 * `resource` as a statement writes it: wildcards, policy variables and unknown values included. An action of a service
 * that is not in the table fits every resource of it, one that AWS's list lacks fits nothing; one without a type of
 * resource fits `*`, or its service's ARN with nothing but wildcards.
 */
export function fits(action: string, resource: string): boolean {
  const key = action.toLowerCase();
  let reach = reaches.get(key);
  if (!reach) {
    reach = reachOf(key);
    reaches.set(key, reach);
  }
  if (/^\*+$/.test(resource)) return reach !== NOTHING;
  return meetsAny(reach.forms, pattern(resource)) || (reach.whole.size > 0 && isWhole(resource, reach.whole));
}

const meetsAny = (forms: readonly Form[], resource: Pattern): boolean => forms.some((form) => meet(form, resource));

/** `arn:aws:s3:::*` and the like: in every field but partition and service nothing, or a wildcard. */
function isWhole(resource: string, services: ReadonlySet<string>): boolean {
  const [, service = ""] = /^arn:[^:]*:([^:]+):\*?:\*?:\*+$/.exec(resource) ?? [];
  return services.has(service);
}

function reachOf(action: string): Reach {
  const [service = "", name] = action.split(":");
  if (/[*?]/.test(service) || hasUnknown(service)) return { forms: [anyOf("${Service}")], whole: new Set() };
  const known = BY_SERVICE.get(service);
  const matched = name === undefined ? [] : (known ?? []).filter(globbed(action));
  if (known && name !== undefined && matched.length === 0) return NOTHING;
  if (matched.length === 0) {
    const services = Object.hasOwn(ARN_SERVICES, service) ? ARN_SERVICES[service] : undefined;
    return { forms: (services ?? [service]).map(anyOf), whole: new Set() };
  }
  return {
    forms: [...new Set(matched.flatMap(({ types }) => types))].flatMap((type) => formsOf(service, type)),
    whole: new Set(matched.some(({ types }) => types.length === 0) ? [service] : []),
  };
}

/** Services whose resources carry another's name in their ARN. */
const ARN_SERVICES: Readonly<Record<string, readonly string[]>> = { sts: ["iam", "sts"] };

const anyOf = (service: string): Form => form(`arn:\${Partition}:${service}:\${Anything}`);

const FORMS: ReadonlyMap<string, readonly Form[]> = new Map(
  Object.entries(RESOURCE_TYPES).flatMap(([service, types]) =>
    Object.entries(types).map(([type, texts]) => [`${service} ${type}`, texts.map(form)] as const),
  ),
);

const formsOf = (service: string, type: string): readonly Form[] => FORMS.get(`${service} ${type}`) ?? [];

/** Whether an action's name matches a pattern in lower case. */
function globbed(pattern: string): (action: Action) => boolean {
  const source = replaceUnknowns(pattern, () => "*")
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`);
  return ({ name }) => expression.test(name.toLowerCase());
}
