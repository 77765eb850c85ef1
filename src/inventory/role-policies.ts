import { literal, matches, NO } from "../iam";
import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { Attachments } from "./attachments";
import { documentAt, documentOf } from "./documents";
import { holderOf } from "./holders";
import type { Document } from "./inventory";
import type { ManagedPolicies } from "./managed-policies";
import type { ResourceIndex } from "./resource-index";
import { attachedTo } from "./role-documents";
import { isBlock, listAt, nameAt, nameOrUnknown, required } from "./values";

/** What a role's permissions consist of. */
export interface RolePolicies {
  readonly policies: readonly Document[];
  /** Those of them that are inline policies. */
  readonly inline: readonly Document[];
  /** How many managed policies are attached, known ones each once. */
  readonly attached: number;
  /** Why not all of them are known, one clause each. */
  readonly unseen: readonly string[];
}

/** One policy of a role; what is there but not known has a reason instead of a document. */
interface Piece {
  /** Name of an inline policy, ARN of a managed one. */
  readonly key: string | UnknownValue;
  readonly document?: Document;
  readonly unseen?: string;
}

/** The policies of `role` as they are after apply: wherever they are attached, without what exclusive lists detach. */
export function rolePolicies(
  resources: ResourceIndex,
  role: Resource,
  name: string,
  attachments: Attachments,
  managed: ManagedPolicies,
): RolePolicies {
  const of = attachments.of(role, name);
  const attach = (by: Resource, arn: Value): Piece => attachedBy(role, by, arn, managed);
  const lists = of("aws_iam_role_policy_attachments_exclusive");
  const left = restricted(
    [...of("aws_iam_role_policy").map(inlinePolicy), ...inlineBlocks(role)],
    of("aws_iam_role_policies_exclusive"),
    "policy_names",
  );
  const attached = restricted(
    [
      ...of("aws_iam_role_policy_attachment").map((one) => attach(one, one.get("policy_arn"))),
      ...of("aws_iam_policy_attachment").map((one) => attach(one, one.get("policy_arn"))),
      ...piecesOf(role, "managed_policy_arns", (arn) => attach(role, arn)),
      ...lists.flatMap((list) => piecesOf(list, "policy_arns", (arn) => attach(list, arn))),
    ],
    lists,
    "policy_arns",
  );
  const holder = holderOf(resources, role, "role");
  const inline = left.map((piece) => (piece.document ? { ...piece, document: { ...piece.document, holder } } : piece));
  const pieces = [...inline, ...attached];
  return {
    policies: pieces.flatMap(({ document }) => document ?? []),
    inline: inline.flatMap(({ document }) => document ?? []),
    attached: attached.filter(({ key }) => typeof key === "string").length,
    unseen: [...new Set([...pieces.flatMap(({ unseen }) => unseen ?? []), ...attachments.unsure(role, name)])],
  };
}

/** A list or set of `resource`, each entry as a piece; one that is not known is a piece that nobody knows. */
function piecesOf<T>(
  resource: Resource,
  attribute: string,
  piece: (value: Value, index: number) => T,
): readonly (T | Piece)[] {
  const list = listAt(resource, attribute) ?? [];
  return list instanceof UnknownValue
    ? [unseenOf(list, `${attribute} of ${resource.address} is not known`)]
    : list.map(piece);
}

const unseenOf = (key: UnknownValue, what: string): Piece => ({ key, unseen: `${what}: ${key.reason}` });

function inlinePolicy(resource: Resource): Piece {
  const key = required(nameAt(resource, "name"), "name");
  if (resource.indefinite !== undefined) return { key, unseen: `${resource.address}: ${resource.indefinite}` };
  return { key, document: documentAt(resource, resource.address, "policy") };
}

/** An empty block is how a role says that it has no inline policies. */
const inlineBlocks = (role: Resource): readonly Piece[] =>
  piecesOf(role, "inline_policy", (block, index) => inlineBlock(role, block, index)).flatMap((piece) => piece ?? []);

function inlineBlock(role: Resource, block: Value, index: number): Piece | undefined {
  if (block instanceof UnknownValue) return unseenOf(block, `an inline policy of ${role.address} is not known`);
  const { name = null, policy = null } = isBlock(block) ? block : {};
  if (policy === null || policy === "") return undefined;
  const key = required(nameOrUnknown(name), "name");
  const label = `inline policy ${key instanceof UnknownValue ? index : readable(key)} of ${role.address}`;
  return { key, document: documentOf(policy, role, label, "inline_policy", index, "policy") };
}

function attachedBy(role: Resource, resource: Resource, value: Value, managed: ManagedPolicies): Piece {
  const arn = required(nameOrUnknown(value), "its ARN");
  if (arn instanceof UnknownValue) return unseenOf(arn, `${resource.address} attaches a policy that is not known`);
  if (resource.indefinite !== undefined) return { key: arn, unseen: `${resource.address}: ${resource.indefinite}` };
  const document = managed.find(arn);
  return document
    ? { key: arn, document: attachedTo(() => role.account, arn, document, false) }
    : { key: arn, unseen: `${readable(arn)}, attached by ${resource.address}, is not in what was read` };
}

/** `pieces`, each once, without those that the exclusive `lists` leave out. What a list may leave out stays, and is unseen. */
function restricted(pieces: readonly Piece[], lists: readonly Resource[], attribute: string): readonly Piece[] {
  const distinct = pieces.filter(
    ({ key }, index) => key instanceof UnknownValue || pieces.findIndex((other) => other.key === key) === index,
  );
  let left: readonly Piece[] = distinct;
  for (const list of lists) {
    const names =
      list.indefinite === undefined ? (listAt(list, attribute) ?? []) : new UnknownValue("not-read", list.indefinite);
    if (names instanceof UnknownValue) left = left.concat(unseenOf(names, `${list.address} may detach policies`));
    else {
      const entries = names.map((one) => required(nameOrUnknown(one), attribute));
      left = left.flatMap((piece) => kept(piece, entries, list));
    }
  }
  return left;
}

function kept(piece: Piece, listed: readonly (string | UnknownValue)[], list: Resource): readonly Piece[] {
  const { key } = piece;
  if (key instanceof UnknownValue || listed.includes(key)) return [piece];
  const unknown = listed.find((one) => one instanceof UnknownValue || matches(literal(key), literal(one)) !== NO);
  if (unknown === undefined) return [];
  return [piece, { key: new UnknownValue("not-read", ""), unseen: `${list.address} may detach ${readable(key)}` }];
}
