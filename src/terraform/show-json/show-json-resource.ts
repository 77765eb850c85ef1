import { parseArn } from "../../aws";
import { ByPath } from "../../collections/by-path";
import type { UnknownValue } from "../../unknown/unknown-value";
import { attributeOf } from "../attributes/attributes";
import { regionFrom } from "../attributes/computed";
import type { ResourceFacts } from "../attributes/resource-facts";
import type { Lookup } from "../lookup";
import { withStackLimit } from "../nesting-limit";
import { type ClusterFacts, partitionFor } from "../provider";
import type { Provisioner } from "../provisioners";
import { own, type Raw } from "../source/block";
import type { SourceFile } from "../source/source-file";
import type { SourceLocation } from "../source-location";
import type { Value } from "../value";
import type { Change, ClusterPlace, Resource } from "../world";
import type { Entry } from "./file";

/** The context that a plan or state gives for its resources. */
export interface Surroundings {
  readonly stack: string;
  readonly directory: string;
  readonly file: SourceFile;
  readonly lookup: Lookup;
  /** What is set at `path` of a resource. */
  set(entry: Entry, path: readonly (string | number)[]): Value;
  account(entry: Entry): string;
  region(entry: Entry): string | undefined;
  /** Null where no provider gives any, or the state has them among a resource's own. */
  defaultTags(entry: Entry): Value;
  /** Null where no provider leaves any to others, or the state does not show it. */
  ignoredTags(entry: Entry): Value;
  cluster(entry: Entry): ClusterFacts | undefined;
  dependsOn(entry: Entry): ReadonlySet<string>;
  /** Why it is not known whether AWS holds it, or holds it as it is written. */
  indefinite(entry: Entry): UnknownValue | undefined;
  provider(entry: Entry): string;
  writes(entry: Entry, argument: string): boolean;
  change(entry: Entry): Change;
  saves(entry: Entry, argument: string, after: () => Value): boolean | undefined;
  besideItself?(entry: Entry, argument: string, after: () => Value): boolean;
  provisioners(entry: Entry): readonly Provisioner[];
  /** Names of what the configuration sets. */
  namesWritten(entry: Entry): readonly string[];
}

/** A resource or data source of a plan or a state. */
export class ShowJsonResource implements Resource, ResourceFacts {
  private readonly read = new ByPath<Value>();
  readonly stack: string;
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly directory: string;
  readonly lookup: Lookup;

  constructor(
    private readonly around: Surroundings,
    readonly entry: Entry,
  ) {
    ({ stack: this.stack, directory: this.directory, lookup: this.lookup } = around);
    ({ address: this.address, mode: this.mode, type: this.type } = entry);
  }

  get indefinite(): UnknownValue | undefined {
    return this.around.indefinite(this.entry);
  }

  get provider(): string {
    return this.around.provider(this.entry);
  }

  get change(): Change {
    return this.around.change(this.entry);
  }

  writes(argument: string): boolean {
    return this.around.writes(this.entry, argument);
  }

  saves(argument: string): boolean | undefined {
    return this.around.saves(this.entry, argument, () => this.get(argument));
  }

  besideItself(argument: string): boolean {
    return this.around.besideItself?.(this.entry, argument, () => this.get(argument)) ?? false;
  }

  written(...path: readonly (string | number)[]): Value {
    return this.get(...path);
  }

  get(...path: readonly (string | number)[]): Value {
    return withStackLimit(
      () => this.location(),
      () => attributeOf(this, path),
    );
  }

  set(...path: readonly (string | number)[]): Value {
    return this.read.of(path, () => this.around.set(this.entry, path));
  }

  get arguments(): readonly string[] {
    return [...new Set([...Object.keys(this.entry.values), ...this.around.namesWritten(this.entry)])];
  }

  get provisioners(): readonly Provisioner[] {
    return this.around.provisioners(this.entry);
  }

  location(...path: readonly (string | number)[]): SourceLocation {
    return this.around.file.location(path.length === 0 ? this.entry.path : [...this.entry.path, "values", ...path]);
  }

  get account(): string {
    return this.around.account(this.entry);
  }

  get region(): string | undefined {
    const own = this.type.startsWith("aws_") && this.type !== "aws_region" ? regionFrom(this.set("region")) : undefined;
    return own ?? this.around.region(this.entry);
  }

  get partition(): string {
    return ownArn(this.entry.values)?.partition ?? partitionFor(this.region);
  }

  get defaultTags(): Value {
    return this.around.defaultTags(this.entry);
  }

  get ignoredTags(): Value {
    return this.around.ignoredTags(this.entry);
  }

  get clusterName(): string | UnknownValue | undefined {
    return this.around.cluster(this.entry)?.name;
  }

  get cluster(): Resource | undefined {
    return this.around.cluster(this.entry)?.resource;
  }

  get clusterPlace(): ClusterPlace | undefined {
    return this.around.cluster(this.entry)?.place;
  }

  get dependsOn(): ReadonlySet<string> {
    return this.around.dependsOn(this.entry);
  }
}

/** The ARN of the resource itself, if its values have it. */
function ownArn(values: Raw): ReturnType<typeof parseArn> {
  for (const name of ["arn", "association_arn", "id"]) {
    const value = own(values, name);
    const arn = typeof value === "string" ? parseArn(value) : undefined;
    if (arn) return arn;
  }
  return undefined;
}

export const accountIn = (values: Raw): string | undefined => {
  const account = ownArn(values)?.account;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
};

export const regionIn = (values: Raw): string | undefined => ownArn(values)?.region || undefined;
