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
 * `pieces` without those that the exclusive `lists` leave out. What a list may leave out stays, and is unseen. Where a
 * list that names others leaves out what a resource of the world writes, they are two writers: each apply of the one
 * undoes the other. An empty list allows a role none at all, so that what it leaves out grants nothing, but a Deny may
 * still be there. In a state the list has had the last word.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policies_exclusive
 */
export function restricted(
  pieces: readonly Piece[],
  lists: readonly Resource[],
  attribute: keyof typeof ARGUMENTS,
  role: Resource,
): readonly Piece[] {
  const unread: Piece[] = [];
  const read = lists.flatMap((resource): readonly List[] => {
    const names = resource.indefinite === undefined ? (listAt(resource, attribute) ?? []) : resource.indefinite;
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
    const isOwn = by === role && isWritten(role, argument);
    const isWriter = keeping !== undefined || isOwn || (by !== role && (leaving.entries.length > 0 || mayDeny(piece)));
    if (isThere(leaving.resource) || !isWriter) return [];
    return [contested({ ...piece, by: keeping?.resource ?? by }, leaving.resource)];
  }
  if (!doubtful) return [piece];
  const unseen = `${doubtful.resource.address} may detach ${readable(key)}`;
  return [piece, { by: doubtful.resource, key: new UnknownValue("not-read", ""), unseen }];
}

/** Whether a policy is not known to hold Allows alone. */
function mayDeny({ document }: Piece): boolean {
  const text = document?.text;
  if (typeof text !== "string" || !text.trimStart().startsWith("{")) return true;
  return /Effect|Deny|\\u/.test(text.replaceAll(/"Effect"\s*:\s*"Allow"/g, ""));
}
