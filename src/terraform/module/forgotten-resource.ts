import { UnknownValue } from "../../unknown/unknown-value";
import { type ProviderConfiguration, partitionFor } from "../provider";
import { type Block, locationIn, rawOf } from "../source/block";
import type { SourceLocation } from "../source-location";
import type { Value } from "../value";
import type { Change, Resource } from "../world";
import type { Module } from "./module";
import { impliedProvider } from "./provider-configuration";

const ADVICE = "Prove the state from before it was removed, or let Terraform destroy it.";

/** What a `removed` block takes out of Terraform's hands and leaves in AWS: its content is not in what was read. */
export class ForgottenResource implements Resource {
  readonly mode = "managed";
  readonly change: Change = "none";
  /** None is written any longer. */
  readonly arguments: readonly string[] = [];
  readonly dependsOn: ReadonlySet<string> = new Set();
  readonly stack: string;
  readonly type: string;
  readonly indefinite = new UnknownValue("not-read", "a removed block leaves it in AWS as it is", { advice: ADVICE });

  constructor(
    private readonly module: Module,
    private readonly block: Block,
    readonly address: string,
  ) {
    this.stack = module.stack.name;
    this.type = /(?:^|\.)([a-z0-9]+_[a-z0-9_]+)\.[^.]+$/.exec(address)?.[1] ?? "";
  }

  get(): Value {
    return new UnknownValue("not-read", `${this.address} is in AWS as a removed block has left it`, { advice: ADVICE });
  }

  written(): Value {
    return this.get();
  }

  writes(): boolean {
    return false;
  }

  saves(): boolean {
    return false;
  }

  location(): SourceLocation {
    return locationIn(this.block);
  }

  /** A removed block has no provider: it is known where the module has one only. */
  private get only(): ProviderConfiguration | undefined {
    const own = [...this.module.providers].filter(([key]) => /^aws(\.|$)/.test(key));
    return own.length === 0 ? impliedProvider(this.module, "aws") : own.length === 1 ? own[0]?.[1] : undefined;
  }

  get provider(): string {
    return this.only?.key ?? `${this.stack}/${this.address}`;
  }

  get account(): string {
    const { only, stack, address: place } = this;
    return only?.account ?? this.module.stack.accounts.of({ stack, option: stack, credentials: undefined, place });
  }

  get region(): string | undefined {
    return this.only?.region;
  }

  get partition(): string {
    return partitionFor(this.region);
  }
}

/** The address that a removed block names, as it is from the root; undefined where it is not an address. */
export function removedAddress(module: Module, block: Block): string | undefined {
  const from = rawOf(block, "from");
  if (typeof from !== "string") return undefined;
  const name = from.replace(/^\$\{\s*|\s*\}$/g, "").trim();
  return module.address === "" ? name : `${module.address}.${name}`;
}
