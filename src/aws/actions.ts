import { kept } from "../collections/kept";
import { hasUnknown, isOnlyUnknown, replaceUnknowns } from "../unknown/unknown-text";
import { type Form, form, meet, type Pattern, pattern } from "./arn-form";
import { ASKED_ABOUT, FURTHER_FORMS } from "./further-forms";
import { type Action, serviceCalled } from "./service-actions";

/** The action called `action`, such as `s3:GetObject` in any case; undefined where AWS's list has none. */
const actionCalled = (action: string): Action | undefined =>
  byName(action.split(":")[0] ?? "").get(action.toLowerCase());

const names = new Map<string, ReadonlyMap<string, Action>>();

function byName(service: string): ReadonlyMap<string, Action> {
  const key = service.toLowerCase();
  const made =
    names.get(key) ?? new Map(serviceCalled(key)?.actions.map((action) => [action.name.toLowerCase(), action]));
  names.set(key, made);
  return made;
}

/**
 * The types of resource that `action` (such as `s3:GetObject`, in any case) fits, in AWS's words;
 * none where it fits `*` only, undefined where the action is not known.
 */
export const resourceTypesOf = (action: string): readonly string[] | undefined => actionCalled(action)?.types;

/**
 * The actions of AWS's list, as of `actionsDate`, that `action` stands for: itself, or those that a pattern matches;
 * undefined where its service is not known, and so any may be meant.
 */
function listed(action: string): readonly Action[] | undefined {
  const [service = "", name] = action.toLowerCase().split(":");
  if (name === undefined || /[*?]/.test(service) || hasUnknown(service)) return undefined;
  if (!/[*?]/.test(name) && !hasUnknown(name)) return [actionCalled(action) ?? []].flat();
  return serviceCalled(service)?.actions.filter(globbed(action.toLowerCase())) ?? [];
}

/** Whether AWS's list, as of `actionsDate`, has `action` or, where it is a pattern, any action that it matches. */
export const isKnownAction = (action: string): boolean => listed(action)?.length !== 0;

/**
 * How many of the actions that `action` stands for, and that fit `resource`, have the condition key `lowerKey`, which AWS
 * lists with the actions that have it, such as `aws:requesttag/team`. Where it is not known which they are, some may.
 */
export function actionsWithKey(action: string, resource: string, lowerKey: string): "all" | "some" | "none" {
  // `aws:requesttag/team`, `kms:encryptioncontext:team`: a key for each of what is named behind
  const family = (key: string) => /^[^:]*:[^:/]*/.exec(key)?.[0];
  const wanted = family(lowerKey);
  const matched = listed(action);
  const fitting = matched?.length === 1 ? matched : matched?.filter(({ name }) => fits(name, resource));
  if (!fitting) return "some";
  const having = fitting.filter(({ keys }) => [...keys].some((key) => family(key.toLowerCase()) === wanted));
  return having.length === 0 ? "none" : having.length === fitting.length ? "all" : "some";
}

/** The known actions of a service, such as `s3`, spelled as AWS spells them; none for a service that is not known. */
export const actionsMatching = (service: string): readonly string[] =>
  serviceCalled(service.toLowerCase())?.actions.map(({ name }) => name) ?? [];

/** The types of resource, in AWS's words, whose ARNs have the form of `arn`, or of some that it matches where it is a pattern. */
export function resourceTypesAt(arn: string): readonly string[] {
  const service = arn.split(":")[2] ?? "";
  const written = pattern(arn);
  return Object.keys(serviceCalled(service)?.types ?? {}).filter((type) => meetsAny(formsOf(service, type), written));
}

/** The actions of `service`, such as `s3`, that fit one of `types`, "" for none of its types, spelled as AWS spells them. */
export const actionsOfTypes = (service: string, types: readonly string[]): readonly string[] =>
  (serviceCalled(service)?.actions ?? [])
    .filter((action) => types.some((type) => fitsType(action, type)))
    .map(({ name }) => name);

const fitsType = ({ types }: Action, type: string): boolean =>
  type === "" ? types.length === 0 : types.includes(type);

/** Whether `action` is about resources of `type`, "" for those that are about none of their service's alone. */
export function isAbout(action: string, type: string): boolean {
  const called = actionCalled(action);
  return called !== undefined && fitsType(called, type);
}

/** What an action, or any that a pattern of actions matches, can be used on. */
interface Reach {
  readonly forms: readonly Form[];
  /** The service of actions that fit no type; they are asked of all its resources together. */
  readonly whole: ReadonlySet<string>;
}

/** What an action that does not exist can be used on. */
const NOTHING: Reach = { forms: [], whole: new Set() };

/**
 * Whether `action`, or any action that it matches where it is a pattern (`s3:Get*`, `*`), can apply to
 * `resource` as a statement writes it: wildcards, policy variables and unknown values included. An action that AWS's
 * list lacks fits nothing; one without a type of resource fits `*`, or its service's ARN with nothing but wildcards.
 */
export const fits = (action: string, resource: string): boolean => fitting(action.toLowerCase())(resource);

const fitting = kept((action) => {
  const reach = reachOf(action);
  return kept((resource) => {
    // what only apply knows may be any ARN; of S3, the names of buckets are taken for theirs
    if (/^\*+$/.test(resource) || (isOnlyUnknown(resource) && !action.startsWith("s3:"))) return reach !== NOTHING;
    return meetsAny(reach.forms, pattern(resource)) || (reach.whole.size > 0 && isWhole(resource, reach.whole));
  });
});

const meetsAny = (forms: readonly Form[], resource: Pattern): boolean => forms.some((form) => meet(form, resource));

/** `arn:aws:s3:::*`, `arn:aws:s3:*` and the like: nothing, or a wildcard, in every field but partition and service. */
function isWhole(resource: string, services: ReadonlySet<string>): boolean {
  const [, service = ""] = /^arn:[^:]*:([^:]+):(?:\*?:\*?:|\*:)?\*+$/.exec(resource) ?? [];
  return services.has(service);
}

function reachOf(action: string): Reach {
  const [service = ""] = action.split(":");
  const matched = listed(action);
  if (matched === undefined) return { forms: [form("arn:${Partition}:${Service}:${Anything}")], whole: new Set() };
  if (matched.length === 0) return NOTHING;
  return {
    forms: [
      ...[...new Set(matched.flatMap(({ types }) => types))].flatMap((type) => formsOf(service, type)),
      ...matched.flatMap(({ name }) => (ASKED_ABOUT[name] ?? []).map((text) => form(text))),
    ],
    whole: new Set(matched.some(({ types }) => types.length === 0) ? [service] : []),
  };
}

const forms = new Map<string, readonly Form[]>();

function formsOf(service: string, type: string): readonly Form[] {
  const key = `${service} ${type}`;
  const made =
    forms.get(key) ??
    [...(serviceCalled(service)?.types[type] ?? []), ...(FURTHER_FORMS[service]?.[type] ?? [])].map((text) =>
      form(text),
    );
  forms.set(key, made);
  return made;
}

/** Whether an action's name matches a pattern in lower case. */
function globbed(pattern: string): (action: Action) => boolean {
  const source = replaceUnknowns(pattern, () => "*")
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`);
  return ({ name }) => expression.test(name.toLowerCase());
}
