import type { UnknownValue } from "../unknown/unknown-value";
import type { UnnamedAccount } from "./accounts";
import type { Origin, Sought } from "./origin";
import type { VersionConstraint } from "./provider-versions";
import type { Provisioner } from "./provisioners";
import type { SourceLocation } from "./source-location";
import type { Value } from "./value";

/**
 * What apply does with a resource. A configuration does not show what exists already, so it counts as creating.
 * `none`: it is in AWS as it is, and stays so.
 */
export type Change = "creates" | "replaces" | "updates" | "none";

/** One instance of a resource or data source. */
export interface Resource {
  readonly stack: string;
  /** Terraform's own address within the stack: `module.a["k"].data.aws_iam_role.x[0]`. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** Why it is not known whether, or how often, this exists (`for_each` over an unknown value); then each.* are unknown. */
  readonly indefinite?: UnknownValue;
  /**
   * The value at `path`, resolved lazily; `null` where nothing is set there. Attributes that the
   * provider computes and that follow from others (`arn`, `id`, `name` from `name_prefix` …) are
   * computed; others are unknown texts. Nested blocks are lists of objects in every form of input.
   * @throws InputError for what Terraform refuses
   */
  get(...path: readonly (string | number)[]): Value;
  /** As `get`, also where apply leaves an argument as AWS has it (`ignore_changes`): what it was once made with, perhaps. */
  written(...path: readonly (string | number)[]): Value;
  /** Whether the configuration sets `argument`, be it to an empty list: in a state nothing is set. */
  writes(argument: string): boolean;
  readonly change: Change;
  /** Whether apply saves `argument` anew; undefined where that is not known. */
  saves(argument: string): boolean | undefined;
  /** Whether a plan makes its replacement while it still stands, and both have the same text for `argument`. */
  besideItself?(argument: string): boolean;
  /** The provider configuration that makes it: two resources of a stack with one are in one account. */
  readonly provider: string;
  /**
   * Addresses, without keys of instances, of the managed resources of its stack of which `argument`, as it is written,
   * can only be an attribute; undefined where it could be something else, and in plans and states.
   */
  namedBy?(argument: string): ReadonlySet<string> | undefined;
  /** What the file has at `path`, unevaluated; undefined in plans and states, which have values only. */
  expressionAt?(...path: readonly (string | number)[]): unknown;
  /** Where the value is set that the argument at `path` has from elsewhere; undefined where it is written there, or not known. */
  origin?(path: readonly (string | number)[], sought: Sought): Origin | undefined;
  /** Names of what is set at its top level, in no particular order. */
  readonly arguments: readonly string[];
  /** What runs when it is made, as far as it is shown: states do not show it. */
  readonly provisioners?: readonly Provisioner[];
  /** The innermost known location on the way to `path`. */
  location(...path: readonly (string | number)[]): SourceLocation;
  /** The 12 digits of the AWS account that its provider works in, or those that stand for it (WorldAccounts). */
  readonly account: string;
  /** undefined where it is not known. */
  readonly region: string | undefined;
  /** From the region; `aws` where that is not known. */
  readonly partition: string;
  /**
   * For resources of a cluster, `kubernetes_*`, `helm_*` and `kubectl_*`: what its provider sets for it, in this order
   * (`--cluster-name` in exec args, a referenced aws_eks_cluster's name, config_context); undefined where it sets none.
   */
  readonly clusterName?: string | UnknownValue;
  /** For the same: the aws_eks_cluster (resource or data source) that its provider refers to. */
  readonly cluster?: Resource;
  /** For the same: where its provider says that the cluster is. */
  readonly clusterPlace?: ClusterPlace;
  /** Addresses named in depends_on and in references, transitively: what Terraform makes first. */
  readonly dependsOn: ReadonlySet<string>;
}

/** As far as it is said. */
export interface ClusterPlace {
  readonly account?: string;
  readonly region?: string;
  /** The account of the role or profile that signs the tokens for it; null where a profile is set and its account is not known. */
  readonly callers?: string | null;
}

/** A module that is not in the world. */
export interface MissingModule {
  readonly stack: string;
  readonly address: string;
  readonly source: string;
  readonly reason: string;
  readonly advice: string;
  readonly location: SourceLocation;
  /** Addresses, without keys of instances, of the resources that its arguments refer to. */
  readonly given: ReadonlySet<string>;
}

/** A part of a stack with which something is wrong. */
export interface StackProblem {
  /** What was found and expected. */
  readonly message: string;
  readonly location: SourceLocation;
}

export interface Stack {
  readonly name: string;
  /** `manifests`: Kubernetes objects of one cluster, which others than Terraform apply. */
  readonly kind: "configuration" | "plan" | "state" | "manifests";
  /** Whether it only says what the owner of the account is asked for, which AWS need not hold. */
  readonly requested?: boolean;
  readonly resources: readonly Resource[];
  /**
   * What a plan deletes or writes anew, as it was before: attributes of other resources that only AWS fills in, such as a
   * role's inline policies, still show it.
   */
  readonly outdated?: readonly Resource[];
  readonly missing: readonly MissingModule[];
  /** Parts that Terraform may refuse, or that are not understood, which nothing that was asked needs. */
  readonly problems: readonly StackProblem[];
  /** The account of the stack's default aws provider; undefined where nothing in it is of AWS. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** What its modules ask of the version of the aws provider; none of what Terraform has planned or applied already. */
  readonly awsVersions?: readonly VersionConstraint[];
}

/** All stacks that were read, sorted by name. */
export interface World {
  readonly stacks: readonly Stack[];
  readonly accounts: WorldAccounts;
}

/** The accounts of a world, as one reading of it takes them. */
export interface WorldAccounts {
  /** Those without a number, each with the digits that stand for it. */
  readonly unnamed: readonly UnnamedAccount[];
  /** Every text in the files, the options and the values of arguments, in which an account's number may stand. */
  readonly written: readonly string[];
  /** The same world where the unnamed accounts, by key, are `ids`. @throws InputError */
  under(ids: ReadonlyMap<string, string>): World;
}

/** A world of several, called by the folder in which its stacks are. */
export interface NamedWorld {
  readonly path: string;
  readonly world: World;
}

/** What is not read, and why not. */
export interface NotRead {
  readonly path: string;
  readonly reason: string;
}

/** All that was found. */
export interface Worlds {
  /** Sorted by path. */
  readonly worlds: readonly NamedWorld[];
  /** Whether root modules were searched for below the paths. */
  readonly isSearched: boolean;
  /** Root modules that cannot be read. */
  readonly unread: readonly NotRead[];
  /** Modules that are parts of others. */
  readonly leftOut: readonly NotRead[];
}

/** Kubernetes objects of a cluster: its name or its ARN, and the file or folder of YAML in which they are. */
export interface GivenManifests {
  readonly cluster: string;
  readonly path: string;
  /** What is there, where it is no file. */
  readonly text?: string;
}

export interface ReadOptions {
  readonly manifests?: readonly GivenManifests[];
  /** `STACK` or `STACK.ALIAS` -> 12 digits */
  readonly accounts?: ReadonlyMap<string, string>;
  /** `STACK` or `STACK.ALIAS` -> region */
  readonly regions?: ReadonlyMap<string, string>;
  /** `STACK.NAME` -> value as written on the command line */
  readonly variables?: ReadonlyMap<string, string>;
  /** STACK -> files of values, the last one first asked */
  readonly variableFiles?: ReadonlyMap<string, readonly string[]>;
  /** NAME -> value of the environment variable TF_VAR_NAME */
  readonly environment?: ReadonlyMap<string, string>;
}
