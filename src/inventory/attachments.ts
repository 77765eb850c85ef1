import { groupBy } from "../collections/group-by";
import { lazy } from "../collections/lazy";
import { literal, matches, NO } from "../iam";
import type { Resource } from "../terraform/world";
import { hasUnknown, isOnlyUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { isAboutOthers } from "./named-by";
import { isThere } from "./refusals";
import type { ResourceIndex } from "./resource-index";
import { knownText, listAt, nameAt, nameOrUnknown, unlessWrong } from "./values";

/** What gives a role policies or takes them from it, and the attribute that names the role. */
const TYPES = {
  aws_iam_role_policy: "role",
  aws_iam_role_policy_attachment: "role",
  aws_iam_policy_attachment: "roles",
  aws_iam_role_policies_exclusive: "role_name",
  aws_iam_role_policy_attachments_exclusive: "role_name",
} as const;
export type AttachmentType = keyof typeof TYPES;

export interface Attachments {
  /** What names `role`, by type. @throws InputError where something of an account that is not known names a role like it */
  of(role: Resource, name: string): (type: AttachmentType) => readonly Resource[];
  /**
   * The aws_iam_policy_attachment, each of which takes the policy `arn` from every role of its account that it does not
   * name, in the account of `role` or perhaps there; those of a policy that is not known are among them.
   */
  exclusivesFor(role: Resource, arn: string): readonly Resource[];
  /** What may be about `role`, since the role it names is not known; one clause each. */
  unsure(role: Resource, name: string): readonly string[];
}

/** One role that an attachment names. */
interface Mention {
  readonly resource: Resource;
  readonly name: string | UnknownValue;
  /** A stack whose account is not known does not reach beyond itself with a name that needs the account. */
  readonly within?: string;
}

/** Everything that is about a role, found by the role's name. */
export function attachmentsOf(resources: ResourceIndex): Attachments {
  const roles = lazy(() =>
    groupBy(resources.managed("aws_iam_role"), (role) => unlessWrong(() => knownText(nameAt(role, "name")))),
  );
  const mentions = lazy(() => resources.managed(...Object.keys(TYPES)).flatMap(mentionsOf));
  const byName = lazy(() => groupBy(mentions(), ({ name }) => name));
  /** The role of the attachment's own stack: in any account, it is the same one. */
  const own = ({ resource, name }: Mention) =>
    knownText(name) === undefined
      ? undefined
      : (roles().get(knownText(name)) ?? []).find(
          (role) => role.stack === resource.stack && role.account === resource.account,
        );
  const open = lazy(() =>
    openMentions(
      mentions(),
      (mention) =>
        own(mention) ??
        (roles().get(knownText(mention.name)) ?? []).find((role) => role.account === mention.resource.account),
    ),
  );
  const exclusives = lazy(() =>
    groupBy(
      resources.managed("aws_iam_policy_attachment").filter((one) => !isThere(one)),
      (one) =>
        exclusiveKey(
          unlessWrong(() => knownArn(one)),
          one.account,
        ),
    ),
  );
  return {
    exclusivesFor: (role, arn) =>
      [arn, undefined]
        .flatMap((one) => exclusives().get(exclusiveKey(one, role.account)) ?? [])
        .filter((one) => one.account === role.account),
    of(role, name) {
      const mine = (byName().get(name) ?? []).filter((mention) => {
        const owner = own(mention);
        return owner ? owner === role : mention.resource.account === role.account;
      });
      const byType = groupBy(mine, ({ resource }) => resource.type);
      return (type) => (byType.get(type) ?? []).map(({ resource }) => resource);
    },
    unsure(role, name) {
      const { account } = role;
      const { unnamed, named } = open();
      return [...(unnamed.get(account) ?? []), ...(hasUnknown(name) ? (named.get(account) ?? []) : [])]
        .filter(
          (mention) => mayName(mention, role, name) && !isAboutOthers(mention.resource, argumentOf(mention), role),
        )
        .map(
          ({ resource, name: other }) =>
            `${resource.address} of stack ${resource.stack} may apply to it: ${other instanceof UnknownValue ? other.reason : "the name of its role is known only after apply"}`,
        );
    },
  };
}

const exclusiveKey = (arn: string | undefined, account: string): string => `${account} ${arn}`;

/** The policy that an attachment attaches; undefined where it is not known. */
function knownArn(attachment: Resource): string | undefined {
  const arn = knownText(nameAt(attachment, "policy_arn"));
  return arn === undefined || isOnlyUnknown(arn) ? undefined : arn;
}

const argumentOf = ({ resource }: Pick<Mention, "resource">) => TYPES[resource.type as AttachmentType];

function mentionsOf(resource: Resource): readonly Mention[] {
  const attribute = argumentOf({ resource });
  const roles = unlessWrong(
    () => listAt(resource, attribute) ?? new UnknownValue("no-value", `${attribute} is not set`),
  );
  if (roles === undefined)
    return [{ resource, name: new UnknownValue("not-read", `its ${attribute} is wrong`), within: resource.stack }];
  if (roles instanceof UnknownValue) return [{ resource, name: nameOrUnknown(roles) ?? roles }];
  return roles.flatMap((role) => ({
    resource,
    name: nameOrUnknown(role) ?? new UnknownValue("no-value", `${attribute} names no role`),
  }));
}

interface OpenMentions {
  /** Those that may be about any role, by account. */
  readonly unnamed: ReadonlyMap<string, readonly Mention[]>;
  /** Those with a name that no role of the world has for certain. */
  readonly named: ReadonlyMap<string, readonly Mention[]>;
}

function openMentions(mentions: readonly Mention[], owner: (mention: Mention) => Resource | undefined): OpenMentions {
  const open = mentions.filter((mention) => owner(mention) === undefined);
  const byAccount = (some: readonly Mention[]) => groupBy(some, ({ resource }) => resource.account);
  const isNamed = ({ name }: Mention) => typeof name === "string" && !hasUnknown(name);
  return { unnamed: byAccount(open.filter((one) => !isNamed(one))), named: byAccount(open.filter(isNamed)) };
}

function mayName({ name, within }: Mention, role: Resource, roleName: string): boolean {
  if (within !== undefined) return within === role.stack;
  if (name instanceof UnknownValue) return true;
  return name !== roleName && matches(literal(roleName), literal(name)) !== NO;
}
