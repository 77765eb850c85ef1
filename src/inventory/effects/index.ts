import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import { withoutKeys } from "../../terraform/module/addresses";
import type { MissingModule, Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { CLOUD_CONTROL } from "../cloud-control";
import { type Effect, type Effects, labelOf, type WideEffect } from "../effect";
import type { MayAssociate, Role, Target } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { SERVICES } from "../services";
import { S3 } from "../services/s3";
import { companionsOf } from "../targets/companions";
import type { Keys } from "../targets/keys";
import { ofNobodyKnown } from "../targets/named-only";
import { knownText, nameAt, type Path, textAt, unlessWrong } from "../values";
import { madeByCloudControl } from "./cloud-control";
import { type AccessCommand, commandEffect } from "./commands";
import { type Found, foundIndex } from "./found";
import { type Mention, mentionsIn, serviceIn } from "./mentions";
import type { SubjectRow, WideRow } from "./rows";
import { isInForce, type Naming, subjectsOf } from "./subjects";
import { readingOfType } from "./type-reading";

export function effectsOf(
  resources: ResourceIndex,
  keyArnOf: Keys["arnOf"],
  things: { readonly roles: () => readonly Role[]; readonly targets: () => readonly Target[] },
  made: { readonly unread: () => readonly MayAssociate[]; readonly access: () => readonly AccessCommand[] },
): Effects {
  const making = lazy(() => made.unread().map((one) => ({ ...one, effect: objectEffect(one) })));
  /** What controllers make in AWS may be any role's and any resource's. */
  const changing = lazy(() => making().flatMap(({ changes, effect }) => (changes ? [effect] : [])));
  const managed = resources.stacks.flatMap((stack) => stack.resources).filter(({ mode }) => mode === "managed");
  const commanded = lazy(() => made.access().map((one) => commandEffect(one, effectBy)));
  const found = lazy(() => [
    ...commanded().flatMap(({ found: one }) => one ?? []),
    ...managed.flatMap((resource) => {
      const { subjects, named } = readingOfType(resource.type);
      return [
        ...subjects.flatMap((row) => foundBy(resources, resource, row, keyArnOf)),
        ...(named ? foundByName(resource, mentionsIn(resource)) : []),
        ...(resource.type === CLOUD_CONTROL ? foundByName(resource, madeByCloudControl(resource)) : []),
      ];
    }),
  ]);
  const wide = lazy(() => [
    ...commanded().flatMap(({ wide: one }) => one ?? []),
    ...managed.flatMap((resource) => readingOfType(resource.type).wide.flatMap((row) => wideEffect(resource, row))),
  ]);
  const names = lazy(() => {
    const known = groupBy(things.targets(), ({ service }) => service);
    return new Map<string, ReadonlySet<string>>([
      ["role", new Set(things.roles().flatMap(namesOfRole))],
      ...[...known].map(([service, targets]) => [service, new Set(targets.flatMap(namesOfTarget))] as const),
    ]);
  });
  const index = lazy(() => foundIndex(found(), (kind) => names().get(kind) ?? new Set()));
  const strays = lazy(() => foundIndex([...strayPolicies(resources), ...strayEncryption(resources)], () => new Set()));
  const clusters = lazy(() =>
    groupBy(
      found().filter(({ kind }) => kind === "cluster"),
      ({ naming }) => naming,
    ),
  );
  const modules = lazy(() => modulesByArgument(resources));
  const given = (resource: Resource) => modules().get(`${resource.stack} ${withoutKeys(resource.address)}`) ?? [];
  const looked = new Map<Resource, readonly Effect[]>();
  const known = (resource: Resource, look: () => readonly Effect[]): readonly Effect[] => {
    if (found().length === 0 && modules().size === 0) return changing();
    const effects = looked.get(resource) ?? look();
    looked.set(resource, effects);
    return effects;
  };
  return {
    onRole: (role) =>
      known(role.resource, () => [
        ...changing(),
        ...index().on({ kind: "role", names: namesOfRole(role), resource: role.resource }),
        ...given(role.resource),
      ]),
    onTarget: (target) =>
      known(target.resource, () => [
        ...changing(),
        ...index().on({ kind: target.service, names: namesOfTarget(target), resource: target.resource }),
        ...given(target.resource),
      ]),
    within: (service, resource) => [
      ...(found().length === 0 ? [] : index().within(service, resource)),
      ...strays().within(service, resource),
      ...changing(),
    ],
    onCluster: ({ name, account }) => [
      ...(clusters().get(name) ?? []).flatMap(({ resource, effect }) => (resource.account === account ? [effect] : [])),
      ...making().flatMap(({ cluster, effect }) => (isAbout(cluster, name) ? [effect] : [])),
    ],
    get wide() {
      return wide();
    },
  };
}

const isAbout = (cluster: MayAssociate["cluster"], name: string): boolean =>
  cluster === undefined || cluster instanceof UnknownValue || hasUnknown(cluster) || cluster === name;

const objectEffect = ({ resource, does }: MayAssociate): Effect =>
  effectBy(
    resource,
    { does, change: "either" },
    { advice: { text: "Make it with Terraform, or review its effect by hand: it is not read.", options: [] } },
  );

const namesOfRole = (role: Pick<Role, "arn" | "name">): readonly string[] => [
  ...new Set([unlessWrong(() => role.arn) ?? [], unlessWrong(() => role.name) ?? []].flat()),
];

function namesOfTarget({ service, resource }: Pick<Target, "service" | "resource">): readonly string[] {
  const row = SERVICES.find((one) => one.service === service);
  const attributes = row ? ["arn", row.name, ...row.ids] : ["arn"];
  return [...new Set(attributes.flatMap((name) => unlessWrong(() => knownText(nameAt(resource, name))) ?? []))];
}

const effectBy = (
  resource: Resource,
  { does, change }: Pick<Effect, "does" | "change">,
  more: Partial<Effect> = {},
): Effect => ({
  label: labelOf(resource),
  address: `${resource.stack}/${resource.address}`,
  type: resource.type,
  module: false,
  does,
  change,
  unsure: resource.indefinite?.reason,
  assumes: undefined,
  advice: { text: `${resource.type} is not read: review its effect by hand, or remove it.`, options: [] },
  location: resource.location(),
  services: undefined,
  trust: true,
  ...more,
});

function foundBy(
  resources: ResourceIndex,
  resource: Resource,
  row: SubjectRow,
  keyArnOf: Keys["arnOf"],
): readonly Found[] {
  if (!isInForce(resource, row)) return [];
  const effect = effectBy(resource, row, {
    services: row.services,
    actions: row.actions,
    assumes: row.assumes,
    trust: row.services === undefined,
  });
  return subjectsOf(resource, row).flatMap(({ naming, argument }): readonly Found[] => {
    const about =
      row.behind === undefined ? nameIn(naming, row) : behind(resources, naming, row.behind, [resource, argument]);
    if (about === undefined) return [];
    const of = { kind: kindOf(about, row), naming: subjectOf(about, row, resource, keyArnOf) };
    return [{ ...of, effect, arn: row.arn, resource, argument: row.behind === undefined ? argument : undefined }];
  });
}

/** Policies that are read, of which it is not known whose they are: of what is not in the world, any may have one. */
function strayPolicies(resources: ResourceIndex): readonly Found[] {
  const companions = companionsOf(resources);
  return SERVICES.flatMap((service) =>
    ofNobodyKnown(service, companions).map(({ resource, id }) => ({
      kind: service.service,
      naming:
        id instanceof UnknownValue || hasUnknown(id) ? id : new UnknownValue("not-read", `what ${id} is is not known`),
      effect: effectBy(
        resource,
        { does: "decides who has access to what it names", change: "either" },
        { advice: { text: "Prove the state, where what it names is known.", options: [] } },
      ),
      arn: undefined,
      resource,
      argument: service.policy?.by,
    })),
  );
}

/** How buckets are encrypted that are made elsewhere: their key, too, has to let in whoever uses them. */
function strayEncryption(resources: ResourceIndex): readonly Found[] {
  return companionsOf(resources)
    .astray(S3, ENCRYPTION, "bucket")
    .flatMap(({ resource, id }): readonly Found[] => {
      const algorithm = unlessWrong(() =>
        knownText(textAt(resource, "rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm")),
      );
      if (typeof id !== "string" || hasUnknown(id) || algorithm === "AES256") return [];
      const effect = effectBy(
        resource,
        { does: "encrypts with a key what is made elsewhere", change: "refuses" },
        { advice: { text: "Add the stack that makes the bucket to the command line.", options: [] } },
      );
      return [{ kind: "s3", naming: id, arn: undefined, argument: "bucket", resource, effect }];
    });
}

const ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration";

const kindOf = (naming: Naming, row: SubjectRow): string | undefined =>
  row.on === "resource" ? (row.service ?? (typeof naming === "string" ? serviceIn(naming) : undefined)) : row.on;

const subjectOf = (naming: Naming, row: SubjectRow, user: Resource, keyArnOf: Keys["arnOf"]): Naming =>
  row.service === "kms" && typeof naming === "string" ? (unlessWrong(() => keyArnOf(naming, user)) ?? naming) : naming;

/** The part of `naming` that is the name of a subject; undefined where it is none. */
function nameIn(naming: Naming, { name }: SubjectRow): Naming | undefined {
  if (name === undefined || typeof naming !== "string") return naming;
  const [, found = hasUnknown(naming) ? naming : undefined] = name.exec(naming) ?? [];
  return found === "" ? new UnknownValue("not-read", "it is for everything of its account") : found;
}

/** An access point or location in sight has its own effect on its bucket; one out of sight may be any bucket's. */
function behind(
  resources: ResourceIndex,
  naming: Naming,
  type: string,
  [by, argument]: readonly [Resource, string],
): Naming | undefined {
  const referred = [...(by.namedBy?.(argument) ?? [])];
  const inSight =
    (referred.length > 0 && referred.every((address) => address.split(".").at(-2) === type)) ||
    resources
      .managed(type)
      .some((one) => ["arn", "id", "name"].some((name) => unlessWrong(() => knownText(nameAt(one, name))) === naming));
  return inSight ? undefined : new UnknownValue("not-read", "what it names is not in what was read");
}

/** Of a type that no list has: everything an argument names is its subject. */
const foundByName = (resource: Resource, mentions: readonly Mention[]): readonly Found[] => {
  const effect = effectBy(resource, { does: "is of a type that is not read", change: "either" });
  return mentions.map((one) => ({ ...one, effect, arn: undefined, resource, argument: undefined }));
};

/** Resources passed to modules that are not installed, by address. */
function modulesByArgument({ stacks }: ResourceIndex): ReadonlyMap<string, readonly Effect[]> {
  const found = new Map<string, Effect[]>();
  for (const { missing } of stacks)
    for (const module of missing)
      for (const address of module.given) {
        const key = `${module.stack} ${address}`;
        found.set(key, [...(found.get(key) ?? []), moduleEffect(module)]);
      }
  return found;
}

const moduleEffect = ({ stack, address, source, advice, location }: MissingModule): Effect => ({
  label: `${address} (${source}) of stack ${stack}`,
  address: `${stack}/${address}`,
  type: "module",
  module: true,
  does: "is a module that is not installed and is passed it",
  change: "either",
  unsure: undefined,
  assumes: undefined,
  advice: { text: advice, options: [] },
  location,
  services: undefined,
  trust: false,
});

function wideEffect(resource: Resource, row: WideRow): readonly WideEffect[] {
  if (!isInForce(resource, row)) return [];
  const at = (path: Path) => unlessWrong(() => textAt(resource, ...path));
  const name = row.serviceName && at(row.serviceName);
  const texts = (row.text ?? []).flatMap((path) => at(path) ?? []);
  const known = texts.filter((text) => typeof text === "string" && !/^https?:/.test(text));
  return [
    {
      ...effectBy(resource, row),
      account: row.everywhere ? undefined : resource.account,
      service: row.service ?? (typeof name === "string" ? name.split(".").at(-1) : undefined),
      text: row.text && texts.length === known.length ? known.join("\n") : undefined,
    },
  ];
}
