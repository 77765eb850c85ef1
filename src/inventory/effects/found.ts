import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import { glob, literal, matches, NO } from "../../iam";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Effect } from "../effect";
import { isAboutOthers } from "../named-by";
import { isOpen } from "../open-names";
import { isTypeOf, OF_ITS_TYPE } from "./mentions";
import type { Naming } from "./subjects";

/** An effect with one of the names that its arguments give its subject. */
export interface Found {
  readonly effect: Effect;
  /** A service, `role` or `cluster`; undefined for anything. */
  readonly kind: string | undefined;
  readonly naming: Naming;
  /** The end of the subject's ARN, `{}` for its name. */
  readonly arn: string | undefined;
  readonly resource: Resource;
  /** The argument that names the subject itself; undefined where something between them does. */
  readonly argument: string | undefined;
  /** Whether the name may be one of any account, whatever its resource's is. */
  readonly anywhere?: boolean;
}

/** What effects are looked up for: something of one kind with its names. */
export interface Subject {
  readonly kind: string;
  readonly names: readonly string[];
  readonly resource: Resource;
}

export interface FoundIndex {
  on(subject: Subject): readonly Effect[];
  /** Those on what `resource`, an ARN or a pattern of it, stands for; `service` is that of the action. */
  within(service: string, resource: string): readonly Effect[];
}

/**
 * A stream of a table has a policy of its own, and a name that only apply knows.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
 */
export const isStream = (resource: string): boolean => /^arn:[^:]*:dynamodb:.*\/stream(\/|$)/s.test(resource);

/** What stands between the slashes and colons of a name: a pattern such as `repository/team/*` has some of it only. */
const piecesOf = (name: string): readonly string[] =>
  (name.startsWith("arn:") ? name.split(":").slice(5).join(":") : name).split(/[/:]/);

/**
 * @param known every name of what the world has of a kind: what an effect calls so is that, and nothing else
 */
export function foundIndex(all: readonly Found[], known: (kind: string) => ReadonlySet<string>): FoundIndex {
  const ofKind = lazy(() => groupBy(all, ({ kind }) => kind));
  const kinds = new Map<string | undefined, ReturnType<typeof indexed>>();
  const indexOf = (kind: string | undefined) => {
    const found = kinds.get(kind) ?? indexed(ofKind().get(kind) ?? [], kind === undefined ? undefined : known(kind));
    kinds.set(kind, found);
    return found;
  };
  return {
    on({ kind, names, resource }) {
      return [indexOf(kind), indexOf(undefined)].flatMap(({ byText, open, loose }) => [
        ...distinct(names.flatMap((name) => byText.get(name) ?? []).filter((one) => isSame(one, resource))).map(
          ({ effect }) => effect,
        ),
        ...open.filter((one) => isNear(one.resource, resource) && !isOthers(one, resource)).map(unsurely),
        ...(names.some(hasUnknown) ? loose.filter((one) => mayBe(one, names, resource)).map(unsurely) : []),
      ]);
    },
    within(service, resource) {
      const pieces = piecesOf(resource);
      // a pattern inside of something names it all the same
      const name = pieces.slice(0, service === "s3" ? 1 : 2).join("/");
      const wild = name === "" || /[*?$]/.test(name) || hasUnknown(name) || isStream(resource);
      const candidates = ({ all: every, open, byPiece, symbolic }: ReturnType<typeof indexed>): readonly Found[] => {
        if (wild) return every;
        return [...pieces.flatMap((piece) => byPiece.get(piece) ?? []).map(({ one }) => one), ...open, ...symbolic];
      };
      const found = [indexOf(service), indexOf(undefined)].flatMap((index) =>
        effectsBy(candidates(index), (one) => touches(one, service, resource)),
      );
      return [...found, ...ofItsType(indexOf(OF_ITS_TYPE).all, service, resource)];
    },
  };
}

function indexed(all: readonly Found[], known: ReadonlySet<string> | undefined) {
  const named = all.filter(({ naming }) => !isOpen(naming));
  const text = ({ naming }: Found) => (typeof naming === "string" ? naming : "");
  return {
    all,
    byText: groupBy(named, text),
    byPiece: groupBy(
      named.flatMap((one) => [...new Set(piecesOf(text(one)))].map((piece) => ({ piece, one }))),
      ({ piece }) => piece,
    ),
    open: all.filter(({ naming }) => isOpen(naming)),
    /** Named, and nothing of the world has exactly that name. */
    loose: named.filter((one) => known && !known.has(text(one))),
    /**
     * Named by nothing but what only apply knows, and by the name of nothing in the world: any literal may be the same. A
     * part that is known is a piece of the literal, too.
     */
    symbolic: named.filter((one) => piecesOf(text(one)).every(hasUnknown) && !known?.has(text(one))),
  };
}

/** A name that is not an ARN is of the account that it stands in, but a bucket's and what only one resource has. */
const isSame = ({ naming, kind, resource, anywhere }: Found, other: Resource): boolean =>
  typeof naming === "string" &&
  (anywhere === true || naming.startsWith("arn:") || kind === "s3" || hasUnknown(naming) || isNear(resource, other));

/** Of one account: what stands in another cannot be about it. */
const isNear = (resource: Resource, other: Resource): boolean => resource.account === other.account;

const isOthers = ({ resource, argument }: Found, other: Resource): boolean =>
  argument !== undefined && isAboutOthers(resource, argument, other);

const mayBe = ({ naming, resource }: Found, names: readonly string[], other: Resource): boolean =>
  typeof naming === "string" &&
  !hasUnknown(naming) &&
  isNear(resource, other) &&
  names.some((name) => hasUnknown(name) && matches(literal(name), literal(naming)) !== NO);

const distinct = (some: readonly Found[]): readonly Found[] => [
  ...new Map(some.map((one) => [one.effect, one] as const)).values(),
];

const unsurely = ({ effect, naming }: Found): Effect => ({
  ...effect,
  unsure: naming instanceof UnknownValue ? naming.reason : "the name of its subject is not known before apply",
  advice: (naming instanceof UnknownValue && naming.advice) || effect.advice,
});

/** Effects of types of `service` that call a part of `resource` by its name. */
const ofItsType = (all: readonly Found[], service: string, resource: string): readonly Effect[] => {
  const [, , , , account = "", ...rest] = resource.split(":");
  const [kind = "", ...names] = rest.flatMap((part) => part.split("/")).filter((part) => part !== "");
  // what ends in `NAME/*` is within that name
  const parts = [kind, ...names.filter((name, index) => index === 0 || !/^\*+$/.test(name))].map(glob);
  return effectsBy(all, (one) => {
    if (!isTypeOf(one.resource.type, service)) return undefined;
    if (matches(glob(account), literal(one.resource.account)) === NO) return undefined;
    if (isOpen(one.naming)) return false;
    const name = literal(String(one.naming));
    return parts.some((part) => matches(part, name) !== NO) || undefined;
  });
};

/** Each effect that one of its names has, once: whether it has is true, false for perhaps, undefined for no. */
function effectsBy(some: readonly Found[], has: (one: Found) => boolean | undefined): readonly Effect[] {
  const found = new Map<Effect, Effect>();
  for (const one of some) {
    const how = has(one);
    if (how) found.set(one.effect, one.effect);
    else if (how === false && !found.has(one.effect)) found.set(one.effect, unsurely(one));
  }
  return [...found.values()];
}

/** Whether the subject is within `resource`: true, false for perhaps, undefined for no. */
function touches({ naming, arn, kind, resource: by }: Found, service: string, resource: string): boolean | undefined {
  const { account } = by;
  if (isOpen(naming)) {
    const owner = resource.split(":")[4] ?? "";
    return owner === "" || owner === account || /[*?]/.test(owner) ? false : undefined;
  }
  const text = String(naming);
  const end = (arn ?? "*{}").replace("{}", text);
  const subject = text.startsWith("arn:")
    ? text
    : kind === "s3"
      ? `arn:*:s3:::${text}`
      : `arn:*:${service}:*:${account}:${end}`;
  const wanted = glob(resource);
  if ([subject, `${subject}/*`, `${subject}:*`].every((one) => matches(wanted, glob(one)) === NO)) return undefined;
  return !hasUnknown(text) || resource.includes(text);
}
