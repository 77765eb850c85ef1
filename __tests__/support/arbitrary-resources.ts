import fc from "fast-check";
import type { ConfigInput } from "../../src/config";

type Resources = ConfigInput["resources"];
type Resource = Resources[string];
type Accounts = ConfigInput["accounts"];
type Grant = NonNullable<NonNullable<ConfigInput["workloads"][string]["target"]>["grants"]>[number];

/** How a service's resources and the grants on them are made. */
interface Kind {
  /** The resource's own map, by the resource's key. */
  resource(key: string): fc.Arbitrary<object | string>;
  /** Grants on the resource of that key by verbs, perhaps of a part of it. */
  verbs(key: string): readonly Grant[];
  /** Actions by name, which only a role of its own account is given here. */
  readonly actions: readonly string[];
  /** Whether a role of another account may be granted it: its policy is written, and names it. */
  fromAfar(resource: Resource): boolean;
  /** Whether a check at the end of a deployment lists it. */
  readonly listed: boolean;
}

const string = { name: "id" };
const number = { name: "at", type: "number" } as const;

/** The id of a key that exists. */
const idOf = (key: string): string =>
  `1234abcd-12ab-34cd-56ef-${Buffer.from(key.padEnd(6, "x")).toString("hex").slice(0, 12)}`;

/** The id of a zone that exists. */
export const zoneId = (key: string): string => `Z${Buffer.from(key).toString("hex").toUpperCase().slice(0, 30)}`;

/** Every service, by the key of its map in a resource. */
const KINDS = {
  bucket: {
    // prefixes of which none is another's: what apply appends may be anything
    resource: (key) =>
      fc.constantFrom({ prefix: `${key}.data` }, { name: `bucket-${key}x` }, { name: `bucket-${key}x`, create: false }),
    verbs: (key) => [
      { read: key },
      { read: { bucket: key, prefix: "eu/" } },
      { write: key },
      { write: { bucket: key, prefix: "eu/" } },
    ],
    actions: ["s3:GetObjectTagging", "s3:ListBucketVersions"],
    fromAfar: ({ bucket }) => bucket?.name !== undefined && bucket.create !== false,
    listed: true,
  },
  table: {
    resource: (key) =>
      fc.constantFrom(
        { name: `table-${key}x`, partitionKey: string },
        {
          name: `table-${key}x`,
          partitionKey: string,
          sortKey: number,
          indexes: { "by-time": { partitionKey: number } },
        },
        { name: `table-${key}x`, create: false },
      ),
    verbs: (key) => [{ read: key }, { write: key }],
    actions: ["dynamodb:DescribeTable", "dynamodb:GetItem"],
    fromAfar: ({ table }) => table !== undefined && table.create !== false,
    listed: false,
  },
  queue: {
    resource: (key) =>
      fc.constantFrom(
        { name: `queue-${key}x` },
        { name: `queue-${key}x.fifo` },
        { name: `queue-${key}x`, create: false },
      ),
    verbs: (key) => [{ send: key }, { receive: key }],
    actions: ["sqs:PurgeQueue"],
    fromAfar: ({ queue }) => queue !== undefined && queue.create !== false,
    listed: false,
  },
  topic: {
    resource: (key) => fc.constantFrom({ name: `topic-${key}x` }, { name: `topic-${key}x`, create: false }),
    verbs: (key) => [{ publish: key }],
    actions: ["sns:GetTopicAttributes"],
    fromAfar: ({ topic }) => topic !== undefined && topic.create !== false,
    listed: false,
  },
  secret: {
    resource: (key) => fc.constantFrom({ name: `secret/${key}x.y` }, { name: `secret/${key}x.y`, create: false }),
    verbs: (key) => [{ read: key }, { write: key }],
    actions: ["secretsmanager:ListSecretVersionIds"],
    // under the key that AWS manages it is its account's alone
    fromAfar: () => false,
    listed: false,
  },
  parameter: {
    resource: (key) => fc.constantFrom({ path: `/${key}x/` }, { name: `/one/${key}x` }),
    verbs: (key) => [{ read: key }],
    actions: ["ssm:GetParameterHistory"],
    fromAfar: () => false,
    listed: false,
  },
  key: {
    // ids that apply makes may be equal, for all that is known: one that exists
    resource: (key) => fc.constant({ create: false, id: idOf(key) }),
    verbs: (key) => [{ encrypt: key }, { decrypt: key }],
    actions: ["kms:GetKeyRotationStatus"],
    fromAfar: () => false,
    listed: false,
  },
  zone: {
    resource: (key) => fc.constantFrom({ name: `${key}x.example` }, { name: `${key}x.example`, id: zoneId(key) }),
    verbs: (key) => [{ change: key }, { change: { zone: key, types: ["TXT"] } }],
    actions: ["route53:GetHostedZone"],
    fromAfar: () => false,
    listed: false,
  },
  arn: {
    // furnished writes the ARN, which names the account
    resource: (key) => fc.constant(key),
    verbs: () => [],
    actions: ["kinesis:DescribeStreamSummary", "kinesis:PutRecord"],
    fromAfar: () => false,
    listed: false,
  },
} as const satisfies Readonly<Record<string, Kind>>;

const NAMES = Object.keys(KINDS) as readonly (keyof typeof KINDS)[];

/** The map of a resource's service. */
export const serviceMap = (key: string): fc.Arbitrary<object> =>
  fc.oneof(...NAMES.map((name) => KINDS[name].resource(key).map((map) => ({ [name]: map }))));

/** The maps of what a customer key may encrypt. */
const ENCRYPTED = ["bucket", "table", "queue", "topic", "secret", "parameter"] as const;

/** Resources with what their accounts decide: ARNs, and for some the customer key that they are encrypted with. */
export function furnished(resources: Resources, accounts: Accounts, partition: string): fc.Arbitrary<Resources> {
  const made = Object.entries(resources).map(([key, resource]): fc.Arbitrary<Resource> => {
    const { id, region } = accounts[resource.account] ?? { id: "", region: "" };
    const at = (service: string, name: string) => `arn:${partition}:${service}:${region}:${id}:${name}`;
    if (resource.arn !== undefined) return fc.constant({ ...resource, arn: at("kinesis", `stream/${key}x`) });
    const map = ENCRYPTED.find((one) => resource[one] !== undefined);
    if (map === undefined) return fc.constant(resource);
    const kmsKey = at("kms", `key/${idOf(`${key}-of`)}`);
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant(resource) },
      { weight: 1, arbitrary: fc.constant({ ...resource, [map]: { ...resource[map], kmsKey } }) },
    );
  });
  return fc
    .tuple(...made)
    .map((all) => onlyKeyMade(Object.fromEntries(all.map((one, index) => [Object.keys(resources)[index], one]))));
}

/** The only key is made: ids that apply makes may be equal to others, for all that is known. */
function onlyKeyMade(resources: Resources): Resources {
  const keys = Object.entries(resources).filter(([, { key }]) => key !== undefined);
  const [[name, resource] = []] = keys;
  const others = Object.values(resources).some((one) => ENCRYPTED.some((map) => one[map] && "kmsKey" in one[map]));
  if (name === undefined || resource === undefined || keys.length > 1 || others) return resources;
  const encrypted = Object.entries(resources).map(([key, one]): [string, Resource] => {
    const map = ENCRYPTED.find((of) => one[of] !== undefined);
    return one.account === resource.account && map !== undefined
      ? [key, { ...one, [map]: { ...one[map], kmsKey: name } }]
      : [key, one];
  });
  return { ...Object.fromEntries(encrypted), [name]: { ...resource, key: { alias: name } } };
}

/** The presets of workloads that are granted such a resource. */
export const presetsFor = (resource: Resource | undefined): readonly string[] =>
  resource?.zone ? ["external-dns", "cert-manager"] : resource?.secret ? ["external-secrets"] : [];

const kindOf = (resource: Resource | undefined): Kind | undefined => {
  const name = NAMES.find((one) => resource?.[one] !== undefined);
  return name && KINDS[name];
};

/**
 * Grants for a role in the account of the resource `first`: some on that, and on others of its account or, where their
 * policies can name it, of any.
 */
export function grantsFor(first: string, resources: Resources): fc.Arbitrary<Grant[]> {
  const account = resources[first]?.account;
  const kind = kindOf(resources[first]);
  const own: readonly Grant[] = kind ? [...kind.verbs(first), { actions: [...kind.actions], on: first }] : [];
  const others = Object.entries(resources).flatMap(([key, resource]) => {
    const other = kindOf(resource);
    if (key === first || !other || (resource.account !== account && !other.fromAfar(resource))) return [];
    return other.verbs(key);
  });
  return fc
    .tuple(fc.subarray([...own], { minLength: 1 }), fc.subarray(others, { maxLength: Math.min(2, others.length) }))
    .map(([some, more]) => [...some, ...more]);
}

/** Whether a workload with these grants can be checked by listing what it may read. */
export const canBeListed = (granted: readonly Grant[], resources: Resources): boolean =>
  granted.some(({ read }) => {
    const key = typeof read === "object" ? read.bucket : read;
    return key !== undefined && kindOf(resources[key])?.listed === true;
  });
