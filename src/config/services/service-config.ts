import type { z } from "zod";
import type { ServiceFacts } from "../../aws";
import type { Path, Problem, RuleId } from "../../rules";
import type { DeepPartial } from "../deep-partial";

/** A service as resources and grants of a configuration name it. */
export interface ServiceConfig<Schema extends z.ZodType = z.ZodType> {
  readonly facts: ServiceFacts;
  /** The form of a resource's map. */
  readonly schema: Schema;
  readonly verbs: Readonly<Record<string, VerbConfig>>;
  /** Whether a resource has a policy of its own that can let in callers of other accounts. */
  readonly resourcePolicy: boolean;
  /** The action by which `verify` sees access, changing nothing; absent where every action changes something. */
  readonly verifiedBy?: string;
  /** What a map says, of which any part may be missing. */
  resourceOf(map: DraftOf<Schema>): DraftResource;
}

/** What a grant may do to a resource, for its form and its description. */
export interface VerbConfig {
  /** The actions that it stands for, as the documentation names them. */
  readonly actions: string;
  /** What a grant may name beside its resource to be limited to a part of it. */
  readonly limits?: Readonly<Record<string, z.ZodType>>;
}

/** A service's map as a draft has it: any part may be missing. */
export type DraftOf<Schema extends z.ZodType> = DeepPartial<z.input<Schema>>;

/** What a draft's map says of a resource. */
export interface DraftResource {
  /** Why no role of another account can be granted it, although its kind has policies; absent where it can. */
  readonly closedToOthers?: { readonly found: string; readonly fix: string };
  /** What is known of it where its kind's resources are of several services. */
  readonly of?: Pick<ServiceConfig, "facts" | "verbs">;
  /** Whether this configuration creates it. */
  readonly isCreated: boolean;
  /** Its name, and where another resource may not have it. */
  readonly name?: {
    readonly text: string;
    /** What it is the name of, in messages. */
    readonly of: string;
    readonly within: "partition" | "account" | "account and region";
    readonly rule: RuleId;
    /** From the service's map. */
    readonly path: Path;
  };
  /** What is wrong within its map that its form does not show. */
  check(entry: DraftEntry): readonly Problem[];
}

/** What stands around a resource's map. */
export interface DraftEntry {
  /** Path of the map. */
  readonly path: Path;
  readonly handover: string | undefined;
  readonly region: string | undefined;
  /** Of the resource. */
  readonly account: { readonly id?: string | undefined; readonly region?: string | undefined } | undefined;
  /** Whether the draft lacks a part at `path` or one key below; checks then do not report a missing key there. */
  omitted(path: Path): boolean;
}
