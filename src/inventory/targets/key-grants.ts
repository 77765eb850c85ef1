import { POLICY_VERSION } from "../../aws";
import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { hasUnknown, unknownText } from "../../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import { unknownDocument } from "../documents";
import type { Document } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { blocksOf, isBlock, knownText, listAt, nameAt, type Text, textAt, textValue, unlessWrong } from "../values";
import type { Keys } from "./keys";

/** The grants of `key`: each allows its grantee some operations, beside the key policy. */
export type KeyGrants = (key: Resource) => readonly Document[];

/**
 * A grant whose key is not known may be on any key of its account.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function keyGrantsOf(resources: ResourceIndex, keys: Keys): KeyGrants {
  const made = lazy(() => new Set(resources.managed("aws_kms_key").map(arnOf)));
  const isKnown = (arn: string | undefined) => arn !== undefined && (!hasUnknown(arn) || made().has(arn));
  const byKey = lazy(() =>
    groupBy(
      resources.managed("aws_kms_grant").map((grant) => ({ grant, key: unlessWrong(() => keyOf(grant, keys)) })),
      ({ key }) => (isKnown(key) ? key : undefined),
    ),
  );
  return (key) => {
    const own = byKey().get(arnOf(key) ?? "") ?? [];
    const open = (byKey().get(undefined) ?? []).filter(({ grant }) => grant.account === key.account);
    return [
      ...own.map(({ grant }) => documentOf(grant, "*")),
      // it is needed now: what is wrong in it is no longer passed over
      ...open.map(({ grant }) =>
        documentOf(grant, keyOf(grant, keys) ?? unknownText(`${grant.stack}/${grant.address}.key_id`)),
      ),
    ];
  };
}

const arnOf = (key: Resource): string | undefined => unlessWrong(() => knownText(nameAt(key, "arn")));

/** The ARN of the key that `grant` is on; undefined where that is not known. @throws InputError */
function keyOf(grant: Resource, keys: Keys): string | undefined {
  const key = knownText(nameAt(grant, "key_id"));
  return key === undefined ? undefined : keys.arnOf(key, grant);
}

/** A grantee may be a service in place of an ARN. @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_grant */
const serviceIn = (grantee: Text): Text =>
  typeof grantee === "string" && /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(grantee) ? grantee : undefined;

/** Operations that constraints say nothing about: they take no encryption context. */
const UNCONSTRAINED: ReadonlySet<string> = new Set(["DescribeKey", "GetPublicKey", "RetireGrant"]);

/**
 * A grant on `key` as the statements that it is. What it allows reaches as far as its constraints on the encryption context.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
 */
function documentOf(grant: Resource, key: string): Document {
  const grantee = nameAt(grant, "grantee_principal");
  const service = textAt(grant, "grantee_service_principal") ?? serviceIn(grantee);
  const operations = listAt(grant, "operations");
  const constraints = conditionOf(grant);
  const unknown = [grantee, service, operations, constraints, ...(Array.isArray(operations) ? operations : [])].find(
    (one): one is UnknownValue => one instanceof UnknownValue,
  );
  const unsure = grant.indefinite ?? unknown;
  if (unsure) return unknownDocument(grant, grant.address, unknownBecauseOf(unsure, unsure.reason), "operations");
  const names = (Array.isArray(operations) ? operations : []).flatMap((one) => knownText(textValue(one)) ?? []);
  const principal = service === undefined ? { AWS: grantee } : { Service: service };
  const statement = (actions: readonly string[], condition: object | undefined) =>
    actions.length === 0
      ? []
      : [
          {
            Effect: "Allow",
            Principal: principal,
            Action: actions.map((name) => `kms:${name}`),
            Resource: key,
            ...(condition ? { Condition: condition } : {}),
          },
        ];
  const free = constraints === undefined ? names : names.filter((name) => UNCONSTRAINED.has(name));
  const bound = names.filter((name) => !free.includes(name));
  return {
    text: JSON.stringify({
      Version: POLICY_VERSION,
      Statement: [...statement(free, undefined), ...statement(bound, constraints as object | undefined)],
    }),
    location: grant.location(),
    label: grant.address,
  };
}

const CONTEXT = "kms:EncryptionContext";

/** What a grant's constraints ask of the encryption context; undefined where there are none. */
function conditionOf(grant: Resource): object | UnknownValue | undefined {
  const value = grant.get("constraints");
  if (value instanceof UnknownValue) return value;
  const [block] = blocksOf(value);
  if (!block) return undefined;
  const pairs: Record<string, string> = {};
  let only: readonly string[] | undefined;
  for (const name of ["encryption_context_equals", "encryption_context_subset"]) {
    const context = block[name];
    if (context instanceof UnknownValue) return context;
    if (!isBlock(context) || Object.keys(context).length === 0) continue;
    for (const [key, one] of Object.entries(context)) {
      const text = textValue(one);
      if (text instanceof UnknownValue) return text;
      if (text === undefined || hasUnknown(key)) return new UnknownValue("no-value", `${name} is not known`);
      pairs[`${CONTEXT}:${key}`] = text;
    }
    if (name === "encryption_context_equals") only = Object.keys(context);
  }
  if (Object.keys(pairs).length === 0) return undefined;
  return { StringEquals: pairs, ...(only ? { "ForAllValues:StringEquals": { [`${CONTEXT}Keys`]: only } } : {}) };
}
