import { groupBy } from "../collections/group-by";
import { literal, matches, NO } from "../iam";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { Document } from "./inventory";
import { mayBecomeOne } from "./open-names";
import { isThere, isWritten, placeOf, twoWriters } from "./refusals";

/** One policy of a role; what is there but not known has a reason instead of a document. */
export interface Piece {
  /** Name of an inline policy, ARN of a managed one. */
  readonly key: string | UnknownValue;
  /** What gives it to the role: the role itself, or another resource. */
  readonly by: Resource;
  readonly document?: Document;
  readonly unseen?: string;
}

export const unseenOf = (by: Resource, key: UnknownValue, what: string): Piece => ({
  by,
  key,
  unseen: `${what}: ${key.reason}`,
});

/** A policy that two resources write, or that one writes and another takes away. */
export const contested = (piece: Piece, other: Resource): Piece => ({
  by: piece.by,
  key: new UnknownValue("not-read", ""),
  unseen: twoWriters(piece.by, other, "the role's policies").reason,
});

/** One of two policies of which apply decides whether they are one: the last that is written stays. */
const perhapsOne = ({ by }: Piece, other: Piece): Piece => ({
  by,
  key: new UnknownValue("not-read", ""),
  unseen: `${placeOf(by)} and ${placeOf(other.by)} may write one policy: what is known of their names could be one name`,
});

/**
 * `pieces`, each once. The role's own `argument`, where it is set, takes away what it leaves out, and `exclusives` are
 * other resources that take a policy away: what these contest is not known.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy_attachment
 */
export function uncontested(
  role: Resource,
  argument: "inline_policy" | "managed_policy_arns",
  pieces: readonly Piece[],
  exclusives: (key: string) => readonly Resource[] = () => [],
): readonly Piece[] {
  const own = isWritten(role, argument) ? pieces.filter(({ by }) => by === role).map(({ key }) => key) : undefined;
  const known = groupBy(pieces, ({ key }) => key);
  return [...known].flatMap(([key, [first, ...others]]) => {
    if (!first) return [];
    const rival =
      argument === "inline_policy" &&
      pieces.find((one) => one.key !== key && mayBecomeOne(one.key, key) && !isSame(first, one));
    if (rival) return [first, ...others].map((one) => perhapsOne(one, rival));
    if (key instanceof UnknownValue) return [first, ...others];
    if (own && first.by !== role && !isListed(key, own, argument)) return [contested(first, role)];
    const [taking] = exclusives(key);
    if (taking) return [contested(first, taking)];
    const second = argument === "inline_policy" ? others.find((one) => !isSame(first, one)) : undefined;
    return second ? [contested(first, second.by)] : [first];
  });
}

/** Whether `own` has the policy too: then it is attached, regardless of what attaches it. */
function isListed(key: string, own: readonly (string | UnknownValue)[], argument: string): boolean {
  if (argument === "inline_policy") return own.some((one) => one === key);
  return own.some((one) => one instanceof UnknownValue || one === key || matches(literal(key), literal(one)) !== NO);
}

/** A state has a policy under its own resource, and again under its role. */
const isSame = (one: Piece, other: Piece): boolean =>
  isThere(one.by) && isThere(other.by) && one.document?.text === other.document?.text;
