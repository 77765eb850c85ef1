import { ByPath } from "../../collections/by-path";
import { UnknownValue } from "../../unknown/unknown-value";
import { attributeOf, referenceTo } from "../attributes/attributes";
import { regionFrom } from "../attributes/computed";
import type { ResourceFacts } from "../attributes/resource-facts";
import type { Node } from "../expression/ast";
import { evaluate } from "../expression/evaluate";
import { isDeciding, isIgnored } from "../ignored-arguments";
import type { Lookup } from "../lookup";
import { withStackLimit } from "../nesting-limit";
import type { Origin, Sought } from "../origin";
import { isInCluster, type ProviderConfiguration, partitionFor } from "../provider";
import { type Provisioner, provisionersIn } from "../provisioners";
import { type Block, dynamicOf, isRaw, layerOf, listed, locationIn, type Raw, rawOf } from "../source/block";
import type { InputError, SourceLocation } from "../source-location";
import { LazyObject, referredTo, type Value, walkValue } from "../value";
import type { Change, ClusterPlace, Resource } from "../world";
import { blocksOf, type Reading, resolved, valueAt } from "./body";
import { unmet } from "./conditions";
import type { Instance } from "./expand";
import type { Module } from "./module";
import { originOf } from "./origins";
import { accountProviderOf, providerOf } from "./provider-configuration";

/** An instance of a resource or data source that configuration declares. */
export class ConfiguredResource implements Resource, ResourceFacts {
  private readonly values = new ByPath<Value>();
  private readonly attributes = new ByPath<Value>();
  private configured: ProviderConfiguration | undefined;
  private isChecked = false;
  private failed: InputError | undefined;
  readonly object: ResourceObject = new ResourceObject(this);

  constructor(
    private readonly module: Module,
    private readonly block: Block,
    readonly mode: "managed" | "data",
    readonly type: string,
    readonly address: string,
    /** Without the keys of its own instances. */
    private readonly base: string,
    private readonly instance: Instance,
    readonly indefinite: UnknownValue | undefined,
    /** Why Terraform refuses it: whatever needs it is refused too. */
    private readonly refusal?: InputError,
  ) {}

  get stack(): string {
    return this.module.stack.name;
  }

  get directory(): string {
    return this.module.stack.directory;
  }

  get lookup(): Lookup {
    return this.module.stack.lookup;
  }

  get(...path: readonly (string | number)[]): Value {
    return this.ignored(path[0]) ?? this.written(...path);
  }

  written(...path: readonly (string | number)[]): Value {
    return this.attributes.of(path, () =>
      withStackLimit(
        () => this.location(),
        () => attributeOf(this, path),
      ),
    );
  }

  /** Why what is written for an argument that decides something is not what AWS holds; undefined where it is. */
  private ignored(name: string | number | undefined): UnknownValue | undefined {
    if (!isDeciding(name) || this.mode === "data") return undefined;
    const ignoring = rawOf(this.block, "lifecycle");
    if (ignoring === undefined) return undefined;
    const listed = unevaluated(ignoring, [0, "ignore_changes"]);
    if (!isIgnored(listed, name)) return undefined;
    // what is neither set nor removed by Terraform is not its concern anyhow
    if (!SET_BY_OTHERS.has(name) && !this.writes(name)) return undefined;
    return new UnknownValue("not-read", `${this.address} ignores changes of ${name}, so AWS may hold another one`, {
      advice: "Prove the state, or let Terraform manage it.",
    });
  }

  writes(argument: string): boolean {
    const layer = layerOf(this.block, argument);
    if (!layer) return false;
    const value = this.set(argument);
    if (value === null) return false;
    return !Array.isArray(value) || value.length > 0 || dynamicOf(layer.body, argument) === undefined;
  }

  readonly change: Change = "creates";

  saves(): undefined {
    return undefined;
  }

  set(...path: readonly (string | number)[]): Value {
    return this.values.of(path, () => this.read(path));
  }

  private read(path: readonly (string | number)[]): Value {
    if (this.refusal) throw this.refusal;
    const [name, ...rest] = path;
    if (typeof name !== "string") return null;
    // conditions after apply refer to self, which exists only then: they stay as they are written
    if (name === "lifecycle") return unevaluated(rawOf(this.block, name), rest);
    const failed = this.precondition();
    if (failed) throw failed;
    const layer = layerOf(this.block, name);
    if (!layer) return null;
    const reading = this.reading(...path);
    if (dynamicOf(layer.body, name) === undefined) return valueAt(layer.body[name], rest, reading);
    const blocks = blocksOf(layer.body, name, reading);
    return walkValue(blocks, rest);
  }

  /** Why its precondition fails Terraform's plan. */
  private precondition(): InputError | undefined {
    if (this.isChecked) return this.failed;
    this.isChecked = true;
    const blocks = unevaluated(rawOf(this.block, "lifecycle"), [0, "precondition"]);
    const at = () => this.location("lifecycle");
    this.failed = blocks === null ? undefined : unmet(blocks, this.address, this.reading("lifecycle"), at);
    return this.failed;
  }

  private reading(...path: readonly (string | number)[]): Reading {
    const { module, instance } = this;
    return module.reading(() => this.location(...path), instance.names, `${module.stack.name}/${this.address}`);
  }

  evaluate(node: Node): Value {
    return evaluate(node, this.reading().scope);
  }

  get arguments(): readonly string[] {
    return [...new Set(this.block.layers.flatMap(({ body }) => namesIn(body)))];
  }

  get provisioners(): readonly Provisioner[] {
    const raw = rawOf(this.block, "provisioner");
    if (raw === undefined) return [];
    const { module, instance } = this;
    // of itself a resource is `self` there
    const names = new Map<string, Value>([...instance.names, ["self", this.object]]);
    const reading = module.reading(() => this.location("provisioner"), names, `${module.stack.name}/${this.address}`);
    return withStackLimit(
      () => this.location("provisioner"),
      () => provisionersIn(raw, (one) => resolved(one, reading)),
    );
  }

  expressionAt(...path: readonly (string | number)[]): unknown {
    const [name, ...rest] = path;
    return typeof name === "string" ? unevaluated(rawOf(this.block, name), rest) : undefined;
  }

  origin(path: readonly (string | number)[], sought: Sought): Origin | undefined {
    const { module, block, instance } = this;
    const start = { module, block, path, raw: this.expressionAt(...path), names: instance.names };
    return withStackLimit(
      () => this.location(),
      () => originOf(start, sought),
    );
  }

  namedBy(argument: string): ReadonlySet<string> | undefined {
    const { stack, address } = this.module;
    return withStackLimit(
      () => this.location(argument),
      () => stack.dependencies.namedBy(address, rawOf(this.block, argument)),
    );
  }

  location(...path: readonly (string | number)[]): SourceLocation {
    return locationIn(this.block, path);
  }

  private get configuration(): ProviderConfiguration {
    this.configured ??= providerOf(this.module, this.block, this.type);
    return this.configured;
  }

  get provider(): string {
    return this.configuration.key;
  }

  get account(): string {
    return accountProviderOf(this.module, this.block, this.type).account;
  }

  get region(): string | undefined {
    const own = this.type.startsWith("aws_") && this.type !== "aws_region" ? regionFrom(this.set("region")) : undefined;
    return own ?? this.configuration.region;
  }

  get partition(): string {
    return partitionFor(this.region);
  }

  get defaultTags(): Value {
    return this.configuration.defaultTags;
  }

  get ignoredTags(): Value {
    return this.configuration.ignoredTags;
  }

  get clusterName(): string | UnknownValue | undefined {
    return isInCluster(this.type) ? this.configuration.cluster.name : undefined;
  }

  get cluster(): Resource | undefined {
    return isInCluster(this.type) ? this.configuration.cluster.resource : undefined;
  }

  get clusterPlace(): ClusterPlace | undefined {
    return isInCluster(this.type) ? this.configuration.cluster.place : undefined;
  }

  get dependsOn(): ReadonlySet<string> {
    return withStackLimit(
      () => this.location(),
      () => this.module.stack.dependencies.of(this.base),
    );
  }
}

/** What Terraform removes where others have set it and it is not written. */
const SET_BY_OTHERS: ReadonlySet<string> = new Set([
  "permissions_boundary",
  "enabled_policy_types",
  "tags",
  "tags_all",
  "target_role_arn",
  "disable_session_tags",
  "kms_master_key_id",
  "kms_key_id",
  "is_enabled",
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
]);

/** A resource as a reference gives it. */
export class ResourceObject extends LazyObject {
  constructor(readonly resource: ConfiguredResource) {
    super("a resource");
  }

  attribute(path: readonly (string | number)[]): Value {
    return referredTo(referenceTo(this.resource, path));
  }
}

/** The value at `path` in a block whose texts stay as they are written. */
function unevaluated(raw: unknown, path: readonly (string | number)[]): Value {
  let current: unknown = raw;
  for (const step of path) {
    const list = listed(current);
    const holder: unknown = typeof step === "number" ? list[step] : Array.isArray(current) ? list[0] : current;
    current =
      typeof step === "number"
        ? holder
        : typeof holder === "object" && holder !== null && Object.hasOwn(holder, step)
          ? (holder as Record<string, unknown>)[step]
          : null;
  }
  return (current ?? null) as Value;
}

const META: ReadonlySet<string> = new Set(["//", "count", "for_each", "depends_on", "provider", "lifecycle"]);

/** What a block's body sets, by its own arguments or by dynamic blocks. */
const namesIn = (body: Raw): readonly string[] =>
  Object.keys(body).flatMap((name) =>
    name === "dynamic"
      ? listed(body[name]).flatMap((one) => (isRaw(one) ? Object.keys(one) : []))
      : META.has(name)
        ? []
        : name,
  );
