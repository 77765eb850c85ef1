import type { Value } from "../terraform/value";
import type { Resource } from "../terraform/world";
import { readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { Attachments } from "./attachments";
import { documentAt, documentOf } from "./documents";
import { restricted } from "./exclusive-lists";
import { holderOf } from "./holders";
import type { Document } from "./inventory";
import { type ManagedPolicies, missingPolicy } from "./managed-policies";
import { withoutOutdated } from "./outdated-policies";
import { type Piece, uncontested, unseenOf } from "./policy-pieces";
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

/** The policies of `role` as they are after apply: wherever they are attached, without what exclusive lists detach. */
export function rolePolicies(
  resources: ResourceIndex,
  role: Resource,
  name: string,
  attachments: Attachments,
  managed: ManagedPolicies,
): RolePolicies {
  const of = attachments.of(role, name);
  const attach = (by: Resource, arn: Value, path = "policy_arn"): Piece => attachedBy(role, by, arn, managed, path);
  const lists = of("aws_iam_role_policy_attachments_exclusive");
  const left = restricted(
    uncontested(role, "inline_policy", [
      ...of("aws_iam_role_policy").map(inlinePolicy),
      ...withoutOutdated(resources, role, name, "inline_policy", inlineBlocks(role)),
    ]),
    of("aws_iam_role_policies_exclusive"),
    "policy_names",
    role,
  );
  const whole = of("aws_iam_policy_attachment");
  const attached = restricted(
    uncontested(
      role,
      "managed_policy_arns",
      [
        ...of("aws_iam_role_policy_attachment").map((one) => attach(one, one.get("policy_arn"))),
        ...whole.map((one) => attach(one, one.get("policy_arn"))),
        ...withoutOutdated(
          resources,
          role,
          name,
          "managed_policy_arns",
          piecesOf(role, "managed_policy_arns", (arn) => attach(role, arn, "managed_policy_arns")),
        ),
        ...lists.flatMap((list) => piecesOf(list, "policy_arns", (arn) => attach(list, arn, "policy_arns"))),
      ],
      (arn) => attachments.exclusivesFor(role, arn).filter((one) => !whole.includes(one)),
    ),
    lists,
    "policy_arns",
    role,
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

/** A list or set of `resource`, each entry as a piece; one that is not known is a piece that is not known. */
function piecesOf<T>(
  resource: Resource,
  attribute: string,
  piece: (value: Value, index: number) => T,
): readonly (T | Piece)[] {
  const list = listAt(resource, attribute) ?? [];
  return list instanceof UnknownValue
    ? [unseenOf(resource, list, `${attribute} of ${resource.address} is not known`)]
    : list.map(piece);
}

function inlinePolicy(by: Resource): Piece {
  const key = required(nameAt(by, "name"), "name");
  if (by.indefinite !== undefined) return { by, key, unseen: `${by.address}: ${by.indefinite.reason}` };
  return { by, key, document: documentAt(by, by.address, "policy") };
}

/** An empty block declares that a role has no inline policies. */
const inlineBlocks = (role: Resource): readonly Piece[] =>
  piecesOf(role, "inline_policy", (block, index) => inlineBlock(role, block, index)).flatMap((piece) => piece ?? []);

function inlineBlock(role: Resource, block: Value, index: number): Piece | undefined {
  if (block instanceof UnknownValue) return unseenOf(role, block, `an inline policy of ${role.address} is not known`);
  const { name = null, policy = null } = isBlock(block) ? block : {};
  if (policy === null || policy === "") return undefined;
  const key = required(nameOrUnknown(name), "name");
  const label = `inline policy ${key instanceof UnknownValue ? index : readable(key)} of ${role.address}`;
  return { by: role, key, document: documentOf(policy, role, label, "inline_policy", index, "policy") };
}

function attachedBy(role: Resource, by: Resource, value: Value, managed: ManagedPolicies, path: string): Piece {
  const key = required(nameOrUnknown(value), "its ARN");
  if (key instanceof UnknownValue) return unseenOf(by, key, `${by.address} attaches a policy that is not known`);
  if (by.indefinite !== undefined) return { by, key, unseen: `${by.address}: ${by.indefinite.reason}` };
  const document = managed.find(key, by, path);
  return document
    ? { by, key, document: attachedTo(() => role.account, key, document, false) }
    : { by, key, unseen: `${readable(key)}, attached by ${by.address}, ${missingPolicy(key, by)}` };
}
