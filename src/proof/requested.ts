import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { lazy } from "../collections/lazy";
import type { PolicyKind } from "../iam";
import type { Document, Role } from "../inventory";
import type { Resource, Stack } from "../terraform/world";
import { readable } from "../unknown/unknown-text";
import type { ProtectedChain } from "./intruders/protected-chain";
import type { HopId, IntruderId } from "./proof";
import type { Assumed, ProofContext } from "./proof-context";

/** What a chain has used: the roles that it passes, and every document that a decision about it has read. */
export interface Used {
  readonly chain: ProtectedChain | undefined;
  readonly documents: ReadonlyMap<Document, PolicyKind>;
  /** All of the chain: no one of them is decided without what the owner of an account is asked for. */
  readonly hops: readonly HopId[];
  readonly intruders: readonly IntruderId[];
}

/**
 * Types that matter to a chain only as a role that it passes, a provider of its issuer, or a document that it reads. Any
 * other that an owner is asked for could matter to every chain.
 */
const BY_USE =
  /^aws_(iam_role|iam_role_policy|iam_openid_connect_provider|s3_bucket_policy|kms_key_policy|sqs_queue_policy|sns_topic_policy|secretsmanager_secret_policy|dynamodb_resource_policy)$/;

/** What owners of accounts are asked for in a world: nothing shows that AWS holds it. */
export interface Requested {
  /** The assumptions on which a chain then rests, one for each document. */
  assumed(proof: ProofContext, used: Used): readonly Assumed[];
}

export function requestedIn(stacks: readonly Stack[]): Requested {
  const requested = new Map(stacks.filter((stack) => stack.requested).map((stack) => [stack.name, stack]));
  const others = lazy(() =>
    [...requested.values()].flatMap(({ resources }) => resources.filter(({ type }) => !BY_USE.test(type))),
  );
  const files = lazy(
    () =>
      new Map(
        [...requested.values()].flatMap(({ name, resources }) =>
          resources.map((one): [string, string] => [one.location().file, name]),
        ),
      ),
  );
  const isAsked = ({ stack }: Resource): boolean => requested.has(stack);
  return {
    assumed(proof, { chain, documents, hops, intruders }) {
      if (requested.size === 0) return [];
      const found: Assumed[] = [];
      const named = new Set<Document>();
      const assume = (about: readonly HopId[], { subject, message, location }: Asked): void => {
        for (const id of [...about.filter((hop) => hops.includes(hop)), ...intruders])
          found.push({ id: "document-requested", subject, message, location, for: id });
      };
      const stackOf = (document: Document) => files().get(document.location.file);
      for (const [role, trusts, does] of rolesOf(chain)) {
        if (!isAsked(role.resource)) continue;
        named.add(role.trust);
        const { subject, shown } = nameOf(role.trust, stackOf(role.trust) ?? "");
        const arn = readable(role.arn);
        assume([trusts], {
          subject,
          message: `the trust policy of ${arn} is exactly ${shown}`,
          location: role.trust.location,
        });
        const policies = role.policies.filter((one) => stackOf(one) !== undefined);
        for (const one of policies) named.add(one);
        for (const asked of permissionsOf(role, policies, role === chain?.final?.role, stackOf)) assume([does], asked);
      }
      const provider = providerOf(proof, chain);
      if (provider && isAsked(provider.resource))
        assume(["oidc-provider"], {
          subject: readable(provider.arn),
          message: `${readable(provider.arn)} exists, with the audiences that ${provider.resource.location().file} asks for and no others`,
          location: provider.resource.location(),
        });
      for (const [document, kind] of documents) {
        const stack = stackOf(document);
        if (stack === undefined || named.has(document)) continue;
        const { subject, shown } = nameOf(document, stack);
        // the trust of another role matters to who else gets in
        assume(kind === "trust" ? [] : kind === "resource" ? ["grant"] : ["primary-permission", "grant"], {
          subject,
          message: `${document.label} is exactly ${shown}`,
          location: document.location,
        });
      }
      for (const one of others())
        assume(hops, {
          subject: `${one.stack}/${one.address}`,
          message: `AWS holds ${one.address} as ${one.location().file} asks for it`,
          location: one.location(),
        });
      return found;
    },
  };
}

type Asked = Pick<Assumed, "subject" | "message" | "location">;

/** The roles that a chain passes, each with the hop of its trust and the hop of its permissions. */
function rolesOf(chain: ProtectedChain | undefined): readonly (readonly [Role, HopId, HopId])[] {
  if (!chain) return [];
  const { primary, target, seconds, chain: of } = chain;
  const isLast = of.mechanism === "pod-identity" && primary === undefined && chain.primaryArn === undefined;
  const all: readonly (readonly [Role | undefined, HopId, HopId])[] = [
    [primary, "primary-trust", "primary-permission"],
    [target, isLast ? "primary-trust" : "target-trust", "grant"],
    ...seconds.map(({ session }) => [session.role, "grant", "grant"] as const),
  ];
  const known = all.filter((one): one is readonly [Role, HopId, HopId] => one[0] !== undefined);
  return [...new Map(known.map((one) => [one[0], one])).values()];
}

const providerOf = ({ inventory }: ProofContext, chain: ProtectedChain | undefined) =>
  inventory.providers.find(({ arn }) => arn === chain?.providerArn);

/**
 * What a role's permissions rest on. One that its owner keeps may have policies of others: a final role must have none,
 * since the proof says what the pod cannot do too; of a primary role they must not refuse the one call.
 */
function permissionsOf(
  role: Role,
  policies: readonly Document[],
  isFinal: boolean,
  stackOf: (document: Document) => string | undefined,
): readonly Asked[] {
  const arn = readable(role.arn);
  const location = role.resource.location();
  if (policies.length > 0)
    return policies.map((policy) => {
      const { subject, shown } = nameOf(policy, stackOf(policy) ?? "");
      return {
        subject,
        message: `${arn} has ${shown}, no policy that was not read, and no permissions boundary`,
        location: policy.location,
      };
    });
  const message = isFinal
    ? `${arn} has no policies but those that the stacks attach, and no permissions boundary`
    : `neither a permissions boundary of ${arn} nor a policy that the stacks do not attach refuses it the target role`;
  return [{ subject: arn, message, location }];
}

/** A document by its path; its subject also by the digest that `sha256sum` prints of it where it is a file of its own. */
function nameOf({ text, expression, location }: Document, stack: string) {
  const [, own] = /^\$\{file\("\$\{path\.module\}\/([^"\\$]+)"\)\}$/.exec(expression ?? "") ?? [];
  const digest = typeof text === "string" ? `sha256:${createHash("sha256").update(text).digest("hex")}` : "not known";
  const path = own === undefined ? location.file : join(dirname(location.file), own).replaceAll("\\", "/");
  const place = own ?? location.pointer.slice(1);
  return { subject: `${stack}/${place}@${digest}`, shown: path };
}
