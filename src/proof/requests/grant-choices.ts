import { actionsWithKey } from "../../aws";
import {
  type Choice,
  type Chosen,
  type Context,
  concerns,
  conditionsOf,
  exactly,
  type Glob,
  keysWith,
  literal,
  NO,
  OPEN,
  type Policy,
  patternsOn,
  type Request,
  type Values,
  witnessesOf,
} from "../../iam";
import { chosenValues, tagKeys } from "./assume-call";
import { ABSENT, type Entries } from "./context";
import { isChosen } from "./final-session";
import { REQUEST_ALIAS } from "./key-aliases";
import { resourceTagIn } from "./resource-tags";

/** What may differ from request to request, and the condition keys that show it. */
export interface Variable {
  readonly name: string;
  readonly keys: readonly string[];
  /** Sent by the caller, of its connection, or a tag of the resource, which nobody sends. */
  readonly of: "request" | "connection" | "resource";
}

/** What the policies of a grant may be asked with. */
export interface Variables {
  readonly all: readonly Variable[];
  readonly choices: readonly Choice[];
  /** `context` with what is `chosen`; open where it is not chosen yet. */
  readonly within: (context: Context, chosen: Chosen) => Context;
  /** `context` with what is `chosen`, as those actions of a pattern of actions see it that do not have a chosen key. */
  readonly withoutPartial: ((context: Context, chosen: Chosen) => Context) | undefined;
}

export interface Varying {
  readonly action: string;
  readonly resource: string;
  /** Keys that have a value already. */
  readonly fixed: Entries;
  /** Further keys that the caller chooses. */
  readonly also?: (key: string) => boolean;
  /** Aliases by which a request may name its key; undefined where that is not known of it. */
  readonly aliases?: readonly string[] | undefined;
  /** Whether a service makes the request: it sends no tags. */
  readonly byService: boolean;
  /** Tags of the resource that are not read, and are taken to be as a condition asks; none where they are not to be. */
  readonly unread: "none" | "of objects" | "all";
}

const TAG_KEYS = "aws:tagkeys";
const REGION = "aws:requestedregion";
const REQUEST_TAG = "aws:requesttag/";
/** The version of TLS that client and service agree on. */
const TLS = /^[a-z0-9-]+:tlsversion$/;
/**
 * The versions that AWS's endpoints take; every client has the first.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryptionInTransit.html
 * @see https://aws.amazon.com/blogs/security/tls-1-2-required-for-aws-endpoints/
 */
const [LEAST_TLS, ...NEWER_TLS] = ["1.2", "1.3"] as const;

/** Whether `lowerKey` is the version of TLS that a request comes by, which nobody chooses beyond what AWS takes. */
export const isTlsVersion = (lowerKey: string): boolean => TLS.test(lowerKey);

export const tlsVersions = (): readonly Glob[] => [LEAST_TLS, ...NEWER_TLS].map((one) => literal(one));

/** Whether every client's requests have `value` for it, so that it is nothing to be pointed out. */
export const isUsual = ({ of }: Variable, value: string | undefined): boolean =>
  of === "connection" && value === LEAST_TLS;

/**
 * True where a service of AWS asks KMS for the pod; what a request of its own has, AWS's pages do not show.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-authorization.html
 */
export const BY_SERVICE = "kms:grantisforawsresource";

/** Tags of objects: they are never read, whether or not their bucket is. */
const OBJECT_TAG = /^s3:existingobjecttag\//;

/** The statements of `policies` on the action and resource of `request`: what others ask for does not matter to it. */
export const about = (policies: readonly Policy[], request: Request): readonly Policy[] =>
  policies.map((policy) => {
    const statements = policy.statements.filter((one) => concerns(one, request) !== NO);
    return statements.length === policy.statements.length ? policy : { statements };
  });

/**
 * What the caller of a grant chooses of what `policies` ask about, and what tags the resource has where they are not
 * read: in both cases one value of each class that the policies distinguish.
 */
export function variablesOf(
  policies: readonly Policy[],
  context: (chosen: Chosen) => Context,
  { action, resource, fixed, also = () => false, aliases, byService, unread }: Varying,
): Variables {
  const conditions = conditionsOf(policies);
  const keys = keysWith(policies, "").filter((key) => !Object.hasOwn(fixed, key));
  const sent = byService ? [] : tagKeys(policies);
  // AWS's list may leave out that requests of an action have a key: it is not known whether one can be sent
  const having = (key: string) => (also(key) || key === REGION ? "all" : actionsWithKey(action, resource, key));
  const isSent = ({ keys: own, of }: Variable) => of === "resource" || own.every((key) => having(key) !== "none");
  const requestTags = sent.map(
    (tag): Variable => ({ name: `aws:RequestTag/${tag}`, keys: [REQUEST_TAG + tag.toLowerCase()], of: "request" }),
  );
  const all: readonly Variable[] = [
    ...keys
      .filter(
        (key) =>
          key !== TAG_KEYS &&
          !key.startsWith(REQUEST_TAG) &&
          (isChosen(key) || also(key) || (key === REQUEST_ALIAS && aliases !== undefined)),
      )
      .map((key) => variable(key)),
    ...keys.filter(isTlsVersion).map((key): Variable => ({ name: key, keys: [key], of: "connection" })),
    ...requestTags,
    ...ofResource(keys.filter((key) => unread === "all" || (unread === "of objects" && OBJECT_TAG.test(key)))),
  ];
  const partial = new Set(all.flatMap(({ keys: own }) => own.filter((key) => having(key) === "some")));
  const names = new Map(all.flatMap(({ name, keys: own }) => own.map((key) => [key, name] as const)));
  const within: Variables["within"] = (base, chosen) => (key) => {
    const name = names.get(key);
    if (name !== undefined) return chosenValues(chosen, name);
    return key === TAG_KEYS && !byService ? tagKeysSent(sent, requestTags, chosen) : base(key);
  };
  return {
    all,
    choices: all.map((one) => ({
      name: one.name,
      values: (chosen) => {
        if (one.of === "connection") return exactly(tlsVersions());
        if (one.keys.includes(BY_SERVICE)) return { values: [literal("true")], complete: false };
        if (one.keys.includes(REQUEST_ALIAS))
          return { values: [undefined, ...(isSent(one) ? (aliases ?? []).map(literal) : [])], complete: false };
        const { values, complete } = witnessesOf(patternsOn(conditions, one.keys, context(chosen)), "x");
        return isSent(one) ? { values: [undefined, ...values], complete } : { values: [undefined], complete: false };
      },
    })),
    within,
    withoutPartial:
      /[*?]/.test(action) && partial.size > 0
        ? (base, chosen) => (key) => (partial.has(key) ? ABSENT : within(base, chosen)(key))
        : undefined,
  };
}

const variable = (key: string): Variable => ({ name: key, keys: [key], of: "request" });

/** Tags of the resource, each once, by whichever keys the policies ask about it. */
function ofResource(keys: readonly string[]): readonly Variable[] {
  const byTag = new Map<string, readonly string[]>();
  for (const key of keys) {
    const tag = OBJECT_TAG.test(key) ? key : resourceTagIn(key);
    if (tag !== undefined) byTag.set(tag, [...(byTag.get(tag) ?? []), key]);
  }
  return [...byTag].map(([tag, same]) => ({ name: `tag ${tag}`, keys: same, of: "resource" }));
}

/** aws:TagKeys has the keys of the tags that are sent, once it is chosen which are. */
function tagKeysSent(sent: readonly string[], variables: readonly Variable[], chosen: Chosen): Values {
  if (variables.some(({ name }) => !chosen.has(name))) return OPEN;
  return sent.filter((_, index) => chosen.get(variables[index]?.name ?? "") !== undefined).map(literal);
}
