import fc from "fast-check";
import type { ConfigInput } from "../../src/config";
import { canBeListed, furnished, grantsFor, presetsFor, serviceMap } from "./arbitrary-resources";

type Workload = ConfigInput["workloads"][string];

const REGIONS = {
  aws: ["us-east-1", "eu-central-1", "ap-southeast-2"],
  "aws-cn": ["cn-north-1", "cn-northwest-1"],
  "aws-us-gov": ["us-gov-west-1", "us-gov-east-1"],
} as const;

const keys = (first: string, min: number, max: number) =>
  fc.uniqueArray(
    fc
      .stringMatching(/^[a-z0-9-]{0,8}$/)
      .map((rest) => first + rest)
      .filter((key) => !/-(primary|rest)$/.test(key)),
    { minLength: min, maxLength: max },
  );

const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((made) => (made === undefined ? {} : { [key]: made }));

const merged = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map((made) => Object.assign({}, ...made));

const mapOf = <T>(
  names: readonly string[],
  value: (name: string) => fc.Arbitrary<T>,
): fc.Arbitrary<Record<string, T>> =>
  fc
    .tuple(...names.map(value))
    .map((values) => Object.fromEntries(names.map((name, index) => [name, values[index] as T])));

const ALL = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** What a company demands of all roles. */
const company: fc.Arbitrary<Pick<ConfigInput, "defaults" | "policies">> = merged(
  fc.constant({
    policies: {
      boundary: {
        name: "company/Boundary",
        document: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: "*", Resource: "*" },
            { Effect: "Deny", Action: ["iam:*", "organizations:*"], Resource: ["*"] },
          ],
        },
      },
    },
  }),
  merged(
    fc.constant({ permissionsBoundary: "boundary" }),
    optional("path", fc.constantFrom("/", "/company/", "/company/workloads/")),
    optional("tags", fc.constant({ team: "platform" })),
    optional("maxSessionDuration", fc.constantFrom(3600, 43_200)),
    optional("primary", fc.constant({ trust: { sourceAccount: true } })),
    optional(
      "target",
      fc.constant({
        trust: {
          conditions: { Bool: { "aws:SecureTransport": "true" } },
          statements: [{ Effect: "Deny", Principal: "*", Action: "sts:SetSourceIdentity" }],
        },
      }),
    ),
  ).chain((roles) =>
    optional("organization", fc.constant("o-a1b2c3d4e5")).map((of) => ({ defaults: { ...of, roles } })),
  ),
);

/** One of each kind; that of the last two no other stack can read. */
const BACKENDS = [
  "local",
  { s3: { bucket: "states-{accountId}", region: "{region}", profile: "{account}" } },
  { cloud: { organization: "acme", workspace: "pods-{stack}" } },
  { other: { type: "gcs", settings: { bucket: "states", prefix: "pods/{stack}" } } },
  "none",
] as const;

/** Resources that are read from states, but for those whose states cannot be read. */
const readable = (resources: ConfigInput["resources"], accounts: ConfigInput["accounts"]): ConfigInput["resources"] =>
  mapValues(resources, ({ handover, ...resource }) => {
    const backend = accounts[resource.account]?.backend;
    const isUnreadable = backend === "none" || (typeof backend === "object" && backend.other !== undefined);
    return { ...resource, ...(handover && !(isUnreadable && handover === "remote-state") ? { handover } : {}) };
  });

const mapValues = <T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));

/** Any valid configuration (role names end in a word after a dot, so that none is another with a cluster's suffix): several accounts, clusters, buckets and workloads of one partition, in all the forms there are. */
export const configuration: fc.Arbitrary<ConfigInput> = fc
  .record({
    partition: fc.constantFrom("aws", "aws-cn", "aws-us-gov"),
    accounts: keys("a", 1, 3),
    clusters: keys("c", 1, 3),
    resources: keys("r", 1, 4),
    primaryRoles: keys("p", 0, 2),
    workloads: keys("w", 1, 5),
  })
  .chain(({ partition, ...names }) => {
    const region = fc.constantFrom(...REGIONS[partition as keyof typeof REGIONS]);
    const account = fc.constantFrom(...names.accounts);
    return fc
      .record({
        accounts: mapOf(names.accounts, (key) =>
          merged(
            region.map((at) => ({ id: `${100000000000 + names.accounts.indexOf(key)}`, region: at })),
            optional("profile", fc.constant(key)),
            optional("tags", fc.constant({ owner: key })),
            optional("backend", fc.constantFrom(...BACKENDS)),
          ),
        ),
        clusters: mapOf(names.clusters, (key) =>
          merged(
            account.map((at) => ({ account: at })),
            optional("name", fc.constant(`EKS_${key}`)),
            fc.constant({ issuer: `https://oidc.example.com/id/${key}` }),
            optional("region", region),
            optional("nameSuffix", fc.constant(`.${key}`)),
            optional("podIdentityAgent", fc.constantFrom("check", "install", "skip")),
          ),
        ),
        resources: mapOf(names.resources, (key) =>
          merged(
            account.map((at) => ({ account: at })),
            serviceMap(key),
            optional("handover", fc.constantFrom("remote-state", "variable")),
          ),
        ),
        primaryRoles: mapOf(names.primaryRoles, (key) => account.map((at) => ({ account: at, name: `shared-${key}` }))),
      })
      .chain((places) =>
        furnished(
          readable(places.resources as ConfigInput["resources"], places.accounts as ConfigInput["accounts"]),
          places.accounts as ConfigInput["accounts"],
          partition,
        ).map((resources) => ({ ...places, resources })),
      )
      .chain((places) =>
        fc
          .tuple(
            mapOf(names.workloads, (key) => workload(key, places as Places)),
            fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, company),
          )
          .map(([workloads, demands]) => ({ ...places, ...demands, workloads }) as ConfigInput),
      );
  });

type Places = Pick<ConfigInput, "clusters" | "resources"> & { primaryRoles: NonNullable<ConfigInput["primaryRoles"]> };

function workload(key: string, { clusters, resources, primaryRoles }: Places): fc.Arbitrary<Workload> {
  return fc
    .record({
      on: fc.uniqueArray(fc.constantFrom(...Object.keys(clusters)), { minLength: 1 }),
      resource: fc.constantFrom(...Object.keys(resources)),
      map: fc.boolean(),
    })
    .chain(({ on, resource, map }) => {
      const cluster = on[0] as string;
      const home = clusters[cluster]?.account;
      const account = resources[resource]?.account as string;
      const shared = Object.keys(primaryRoles).filter((role) => !map && primaryRoles[role]?.account === home);
      const alike = on.filter((one) => clusters[one]?.account === account);
      const grants = grantsFor(resource, resources);
      const base = fc
        .oneof(
          { weight: 3, arbitrary: fc.constant({ namespace: `ns-${key}x` }) },
          {
            weight: 1,
            arbitrary: merged(
              fc
                .subarray(["one", "two", "three"], { minLength: 1 })
                .map((names) => ({ namespaces: names.map((name) => `${key}x-${name}`) })),
              optional("roles", fc.constantFrom("each", "shared")),
            ),
          },
        )
        .map((place) => ({ ...place, serviceAccount: "app" }));
      const moving = fc.oneof(
        optional("confine", fc.boolean()),
        merged(fc.constant({ transitionFrom: "irsa" }), optional("irsaAnnotation", fc.boolean())),
        fc.constant({ transitionFrom: "irsa", createServiceAccount: false }),
      );
      const staying = merged(
        optional("createServiceAccount", fc.boolean()),
        optional("principal", fc.constantFrom("role", "account")),
        optional("createNamespace", fc.boolean()),
      );
      const where = (clusterKeys: readonly string[]) =>
        map ? { clusters: Object.fromEntries(clusterKeys.map((one) => [one, {}])) } : { cluster: clusterKeys[0] };
      const presets = presetsFor(resources[resource]);
      const preset = presets.length > 0 ? optional("preset", fc.constantFrom(...presets)) : fc.constant({});
      const verify = (granted: readonly object[]) =>
        canBeListed(granted, resources) ? optional("verify", fc.constantFrom("pod", "job")) : fc.constant({});
      const across = merged(
        grants.chain((granted) =>
          verify(granted).map((check) => ({ ...check, target: { account, role: `${key}.target`, grants: granted } })),
        ),
        shared.length > 0
          ? fc.constantFrom(...shared, `${key}.primary`).map((primaryRole) => ({ primaryRole }))
          : fc
              .constantFrom(
                {},
                { sessionTags: true },
                { sessionTags: false },
                { sessionTags: false, sessionPolicy: ALL },
              )
              .map((tags) => ({ ...tags, primaryRole: `${key}.primary` })),
        fc.constant(where(on)),
      );
      const toSeveral = merged(
        fc
          .uniqueArray(fc.constantFrom(...Object.keys(resources)), { minLength: 1, maxLength: 3 })
          .chain((several) => fc.tuple(...several.map((one) => grantsFor(one, resources).map((all) => ({ one, all })))))
          .chain((granted) => {
            const targets = granted.map(({ one, all }) => [
              one,
              { account: resources[one]?.account, role: `${key}.${one}`, grants: all },
            ]);
            const listed = granted.some(({ all }) => canBeListed(all, resources));
            const check = listed ? optional("verify", fc.constantFrom("pod", "job")) : fc.constant({});
            return check.map((made) => ({ ...made, targets: Object.fromEntries(targets) }));
          }),
        fc.constant({ primaryRole: `${key}.primary` }),
        optional("deployment", fc.constant({ image: "registry.example.com/api:1.0.0" })),
        fc.constant(where(on)),
      );
      const byToken = merged(
        grants.chain((granted) =>
          verify(granted).map((check) => ({
            ...check,
            mechanism: "irsa",
            target: { account, role: `${key}.token`, grants: granted },
          })),
        ),
        optional("createServiceAccount", fc.boolean()),
        optional("deployment", fc.constant({ image: "registry.example.com/api:1.0.0" })),
        base,
        fc.constant(where(on)),
      );
      const within = merged(
        grants.map((granted) => ({ grants: granted })),
        fc.constant({ primaryRole: `${key}.own`, ...where(alike) }),
      );
      const byRoles = merged(
        staying,
        base,
        // one that moves from IRSA has one role
        fc.oneof(
          merged(moving, across),
          merged(optional("confine", fc.boolean()), toSeveral),
          ...(alike.length > 0 ? [merged(moving, within)] : []),
        ),
      );
      return merged(preset, fc.oneof(byRoles, byToken)) as fc.Arbitrary<Workload>;
    });
}
