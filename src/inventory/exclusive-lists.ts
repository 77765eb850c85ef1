import { literal, matches, NO } from "../iam";
import type { Resource } from "../terraform/world";
import { readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { contested, type Piece, unseenOf } from "./policy-pieces";
import { isThere, isWritten } from "./refusals";
import { listAt, nameOrUnknown, required } from "./values";

const ARGUMENTS = { policy_names: "inline_policy", policy_arns: "managed_policy_arns" } as const;

interface List {
  readonly resource: Resource;
  readonly entries: readonly (string | UnknownValue)[];
}

/**
 * `pieces` without those that the exclusive `lists` leave out. What a list may leave out stays, and is unseen; what one
 * list has and another has not, or what the role's own argument sets, is contested.
 */
export function restricted(
  pieces: readonly Piece[],
  lists: readonly Resource[],
  attribute: keyof typeof ARGUMENTS,
  role: Resource,
): readonly Piece[] {
  const unread: Piece[] = [];
  const read = lists.flatMap((resource): readonly List[] => {
    const names =
      resource.indefinite === undefined
        ? (listAt(resource, attribute) ?? [])
        : new UnknownValue("not-read", resource.indefinite);
    if (!(names instanceof UnknownValue))
      return [{ resource, entries: names.map((one) => required(nameOrUnknown(one), attribute)) }];
    unread.push(unseenOf(resource, names, `${resource.address} may detach policies`));
    return [];
  });
  const argument = ARGUMENTS[attribute];
  return [...pieces.flatMap((piece) => left(piece, read, role, argument)), ...unread];
}

/** What is left of `piece`: itself, with what is unseen, or nothing. */
function left(piece: Piece, lists: readonly List[], role: Resource, argument: "inline_policy" | "managed_policy_arns") {
  const { key, by } = piece;
  if (key instanceof UnknownValue) return [piece];
  const keeping = lists.find(({ entries }) => entries.includes(key));
  const others = lists.filter(({ entries }) => !entries.includes(key));
  const doubtful = others.find(({ entries }) =>
    entries.some((one) => one instanceof UnknownValue || matches(literal(key), literal(one)) !== NO),
  );
  const leaving = others.find((one) => one !== doubtful);
  if (leaving) {
    const writer = keeping?.resource ?? (by === role && isWritten(role, argument) ? role : undefined);
    return writer && !isThere(leaving.resource) ? [contested({ ...piece, by: writer }, leaving.resource)] : [];
  }
  if (!doubtful) return [piece];
  const unseen = `${doubtful.resource.address} may detach ${readable(key)}`;
  return [piece, { by: doubtful.resource, key: new UnknownValue("not-read", ""), unseen }];
}
