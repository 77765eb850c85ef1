import type { UnknownValue } from "../../unknown/unknown-value";
import { partitionFor } from "../provider";
import type { SourceLocation } from "../source-location";
import type { Value } from "../value";
import type { Resource } from "../world";
import type { AppliedTo } from "./object-resource";

/** A document that is not read: it may be any object. */
export class UnreadObject implements Resource {
  readonly stack: string;
  readonly mode = "managed";
  readonly type = "kubernetes_manifest";
  readonly change = "creates";
  readonly provider: string;
  readonly arguments = ["manifest"];
  readonly clusterName: string;
  readonly dependsOn: ReadonlySet<string> = new Set();

  constructor(
    private readonly document: { readonly file: string; readonly line: number; readonly why: UnknownValue },
    private readonly at: AppliedTo,
    readonly address: string,
  ) {
    this.stack = at.stack;
    this.provider = at.stack;
    this.clusterName = at.clusterName;
  }

  get(): Value {
    return this.document.why;
  }

  written(): Value {
    return this.get();
  }

  writes(argument: string): boolean {
    return argument === "manifest";
  }

  saves(): undefined {
    return undefined;
  }

  location(): SourceLocation {
    const { file, line } = this.document;
    return { file, pointer: "", line };
  }

  get account(): string {
    return this.at.account();
  }

  get region(): string | undefined {
    return this.at.region;
  }

  get partition(): string {
    return partitionFor(this.region);
  }
}
