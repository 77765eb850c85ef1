import { parseArn } from "../../aws";
import { groupBy } from "../../collections/group-by";
import { lazily, lazy } from "../../collections/lazy";
import { hasUnknown, partsOf, readable, unknownText } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { documentAt, unknownDocument } from "../documents";
import type { Target } from "../inventory";
import { twoWriters } from "../refusals";
import type { OldIds } from "../replaced";
import type { Service } from "../services";
import { queueIn } from "../services/sqs";
import type { Companions, Reference } from "./companions";
import { encryptionElsewhere } from "./encryption";
import type { Keys } from "./keys";

/** A target of which the world shows the policy alone, and its name as ARNs hold it. */
export interface NamedOnly {
  readonly target: Target;
  readonly name: string;
}

/** What resources of the world give a policy to by its name or ARN, though it is made elsewhere. */
export function namedOnly(service: Service, companions: Companions, keys: Keys, oldIds: OldIds): readonly NamedOnly[] {
  if (!service.policy) return [];
  const { type, by } = service.policy;
  const known = companions.astray(service, type, by).filter(({ id }) => isKnown(id));
  return [...groupBy(known, ({ id }) => String(id))].flatMap(([id, [first, second]]) => {
    const arn = first && arnOf(service, id, first);
    return first === undefined || arn === undefined
      ? []
      : [
          {
            target: targetOf({ service, by, companions, keys, oldIds }, arn, [first, second]),
            name: nameIn(service, arn),
          },
        ];
  });
}

/** Policies of which it is not known whose they are. */
export const ofNobodyKnown = (service: Service, companions: Companions): readonly Reference[] =>
  (service.policy ? companions.astray(service, service.policy.type, service.policy.by) : []).filter(
    (one) => !isKnown(one.id) || arnOf(service, one.id, one) === undefined,
  );

const isKnown = (id: Reference["id"]): id is string =>
  typeof id === "string" && !hasUnknown(secretIn(id)?.prefix ?? id);

/** The ARN that `id` refers to in the resource that names it; undefined where it refers to nothing. */
function arnOf({ service, arn }: Service, id: string, { resource }: Reference): string | undefined {
  if (id.startsWith("arn:")) return parseArn(id)?.service === service ? id : undefined;
  if (service === "s3") return `arn:${resource.partition}:s3:::${id}`;
  if (service === "kms" && !KEY_ID.test(id)) return undefined;
  if (arn !== undefined) {
    const here = resource.region ?? unknownText(`${resource.stack}/the region`);
    return `arn:${resource.partition}:${service}:${here}:${resource.account}:${arn}${id}`;
  }
  const queue = service === "sqs" ? queueIn(id) : undefined;
  return queue && `arn:${resource.partition}:sqs:${queue.region}:${queue.account}:${queue.name}`;
}

/** Of a key that is named by neither its ARN nor its alias. */
const KEY_ID = /^(mrk-)?[0-9a-f-]{32,36}$/;

const nameIn = ({ service }: Service, arn: string): string => {
  const name = arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1);
  return service === "secretsmanager" ? (secretIn(arn)?.name ?? name) : name;
};

/** A secret's ARN up to its last hyphen, behind which Secrets Manager adds an end that may be unknown, and the name in it. */
function secretIn(arn: string): { readonly prefix: string; readonly name: string } | undefined {
  const [before = "", unknown, behind] = partsOf(arn);
  const isFound = unknown !== undefined && behind === "" && FOUND.test(readable(unknown));
  const prefix = isFound ? before : arn.replace(/-[^-]*$/s, "-");
  const [, name] = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.*)-$/s.exec(prefix) ?? [];
  return name === undefined ? undefined : { prefix, name };
}

/** The end of the ARN of a secret that is looked up by its name. */
const FOUND = /[./]data\.aws_secretsmanager_secret\.[^/]*\.suffix>$/;

const NOT_SHOWN = new UnknownValue("not-read", "what it is encrypted with is not in what was read", {
  advice: "Add the stack that makes it to the command line.",
});

interface Known {
  readonly service: Service;
  /** The argument of its policy that names it. */
  readonly by: string;
  readonly companions: Companions;
  readonly keys: Keys;
  readonly oldIds: OldIds;
}

function targetOf(
  { service, by, companions, keys, oldIds }: Known,
  arn: string,
  [{ resource }, second]: readonly [Reference, Reference | undefined],
): Target {
  const parsed = parseArn(arn);
  const encryption = lazy(() => encryptionElsewhere(nameIn(service, arn), service, companions, keys));
  const mayHaveKey = service.service === "s3" || service.key !== undefined;
  return lazily<Target>({
    resource: () => resource,
    service: () => service.service,
    arn: () => arn,
    // only its owner puts a bucket's policy, and a bucket's ARN does not name it
    account: () => parsed?.account || resource.account,
    region: () => parsed?.region || resource.region,
    policy: () =>
      second || resource.indefinite !== undefined
        ? unknownDocument(resource, resource.address, doubt(resource, second), by)
        : oldIds(documentAt(resource, resource.address, "policy"), resource, "policy"),
    publicAccess: () =>
      service.service === "s3" ? { restrictPublicBuckets: undefined, blockPublicPolicy: undefined } : undefined,
    key: () => (encryption() ? encryption()?.key : mayHaveKey ? NOT_SHOWN : undefined),
    keyShown: () => !mayHaveKey || encryption() !== undefined,
    keyAlias: () => undefined,
    bucketKey: () => undefined,
    requesterPays: () => false,
    keyState: () => undefined,
    aliases: () => [],
    grants: () => [],
    tags: () => undefined,
    policyOnly: () => true,
    refusal: () => undefined,
  });
}

const doubt = (resource: Reference["resource"], second: Reference | undefined): UnknownValue =>
  second
    ? twoWriters(resource, second.resource)
    : new UnknownValue("not-read", `${resource.address}: ${resource.indefinite?.reason}`, {
        advice: resource.indefinite?.advice,
      });
