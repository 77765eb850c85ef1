// The types of this package, by hand: nothing of its insides is in them. __tests__/library/agreement.ts holds them
// against the source.

/** A configuration without errors, for `synthesize` and `prove`. */
export interface Configuration {
  readonly [configuration]: never;
}

/** Terraform that was read, for `prove`. */
export interface World {
  readonly [world]: never;
}

declare const configuration: unique symbol;
declare const world: unique symbol;
declare const answer: unique symbol;

/** Something wrong, or doubtful, in a configuration. */
export interface Problem {
  /** An id of docs/rules.md. */
  readonly rule: string;
  readonly level: "error" | "warning";
  readonly file: string;
  /** 1-based; 0 where the file as a whole is meant. */
  readonly line: number;
  /** 1-based; 0 where the file as a whole is meant. */
  readonly column: number;
  /** Dotted path in the configuration, such as `workloads.my-app.target.role`; "" for the file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
  /** AWS's or Terraform's page about it. */
  readonly page?: string;
}

export interface ReadConfiguration {
  /** Undefined where there is an error. */
  readonly configuration: Configuration | undefined;
  /** Errors and warnings by file, in its order. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a configuration: the text of its file, or the texts of a folder's files by their names, which are read as one. Never
 * throws for its content: all errors in it are among the problems.
 * @param name of the file, or of the folder, as problems should have it
 */
export function readConfiguration(written: string | Readonly<Record<string, string>>, name?: string): ReadConfiguration;

export interface SynthesizeOptions {
  /** Where the Terraform is written, for `readWorld` or Terraform: a folder that is new or empty. Default: nowhere. */
  readonly folder?: string;
  /** Path of a stack's state file, relative to the stack's folder. Default: ../../../state/<stack>.tfstate */
  readonly statePath?: (stack: string) => string;
}

export interface Synthesized {
  /** Terraform JSON by stack, in the order of applying; equal for equal configurations, on every machine. */
  readonly stacks: Readonly<Record<string, object>>;
  /** What the owners of roles and accounts that are not managed are asked for, by path: IAM policy documents. */
  readonly documents: Readonly<Record<string, object>>;
  /** Kubernetes objects that others apply, by path: YAML, as it would be written. */
  readonly manifests: Readonly<Record<string, string>>;
}

/** The Terraform of a configuration. Rejects where `folder` has files in it. */
export function synthesize(configuration: Configuration, options?: SynthesizeOptions): Promise<Synthesized>;

export interface ReadOptions {
  /** `STACK` or `STACK.ALIAS` to the 12 digits of its account. */
  readonly accounts?: ReadonlyMap<string, string>;
  /** `STACK` or `STACK.ALIAS` to its region. */
  readonly regions?: ReadonlyMap<string, string>;
  /** `STACK.NAME` to the value of a variable, as written on the command line. */
  readonly variables?: ReadonlyMap<string, string>;
  /** `STACK` to files of values. */
  readonly variableFiles?: ReadonlyMap<string, readonly string[]>;
  /** Kubernetes objects that others than Terraform apply: service accounts, pods, associations of ACK. */
  readonly manifests?: readonly Manifests[];
}

/** Kubernetes objects of one cluster. */
export interface Manifests {
  /** The cluster's name or its ARN. */
  readonly cluster: string;
  /** A file or a folder of YAML. */
  readonly path: string;
  /** The YAML itself; `path` is then what messages call it. */
  readonly text?: string;
}

/**
 * Reads the Terraform that `paths` lead to, as `eks-cross-account prove` does: folders of HCL or JSON, folders of such
 * folders, and what `terraform show -json` prints. Rejects with what was found and expected where it cannot be used.
 */
export function readWorld(paths: readonly string[], options?: ReadOptions): Promise<World>;

export interface ProveOptions {
  /** The configuration that the Terraform was made of: what it grants is expected, and nothing else is. */
  readonly configuration?: Configuration;
  readonly expectations?: readonly Expectation[];
  readonly allowIntruders?: readonly AcceptedIntruders[];
  readonly assume?: readonly AcceptedAssumption[];
  /** Texts of service control policies that are in force in every account, with the file each is from. */
  readonly scps?: readonly PolicyFile[];
  /** Likewise resource control policies. */
  readonly rcps?: readonly PolicyFile[];
  /** Id of the organisation that the accounts belong to. */
  readonly organisation?: string;
}

export interface Expectation {
  /** For messages. */
  readonly line: number;
  /** Id of a chain. */
  readonly pod: string;
  readonly verb: "can" | "cannot";
  readonly action: string;
  /** An ARN, perhaps with wildcards, or `STACK/ADDRESS[/key]`. */
  readonly on: string;
  /** ARN of a role that the pod's program assumes first. */
  readonly as?: string;
  /** Of a pod under both, which one is to give it. */
  readonly mechanism?: "pod-identity" | "irsa";
}

export interface AcceptedIntruders {
  /** Id of a chain. Default: all. */
  readonly chain?: string;
  readonly ids: readonly IntruderId[];
  /** WHO of `--allow-intruders`. Default: every caller of the classes. */
  readonly who?: string;
  /** `STACK/ADDRESS` of the document at which alone they are accepted. */
  readonly on?: string;
  /** The last day of the acceptance, `YYYY-MM-DD`. */
  readonly until?: string;
}

export interface AcceptedAssumption {
  /** Id of a chain. Default: all. */
  readonly chain?: string;
  readonly id: AssumptionId;
  readonly subject?: string;
}

export interface PolicyFile {
  readonly file: string;
  readonly text: string;
}

/** What `prove` answers, for `formats` to write. */
export interface Answer {
  readonly proof: Proof;
  readonly [answer]: never;
}

/** Proves that each pod gets its access, and that no other caller does. Rejects for options that name what is not there. */
export function prove(world: World, options?: ProveOptions): Promise<Answer>;

export interface FormatOptions {
  /** Whether every hop is shown with the statement that decided it. Default: false. */
  readonly verbose?: boolean;
}

export interface TextOptions extends FormatOptions {
  /** Default: false. */
  readonly color?: boolean;
  /** Of a line, in characters. Default: 100. */
  readonly width?: number;
  /** The text of a file that a location names, to quote the line from. Default: none is quoted. */
  readonly source?: (file: string) => string | undefined;
}

/** Each writes an answer as `eks-cross-account prove --format` prints it. */
export const formats: {
  text(answer: Answer, options?: TextOptions): Promise<string>;
  json(answer: Answer, options?: FormatOptions): Promise<string>;
  sarif(answer: Answer): Promise<string>;
  markdown(answer: Answer): Promise<string>;
  mermaid(answer: Answer): Promise<string>;
};

/**
 * The answer for programs, in the form of docs/proof.schema.json. Later versions may add fields and ids: ignore those that
 * you do not recognise, and treat a verdict that you do not recognise as not proved.
 */
export interface Proof {
  readonly version: 1;
  readonly verdict: Verdict;
  readonly chains: readonly Chain[];
  /** Expectations about pods that have no chain. */
  readonly expectations: readonly ExpectationResult[];
  readonly findings: readonly Finding[];
}

/** What it stands for is in docs/what-proved-means.md. */
export type Verdict = "proved" | "conditional" | "refuted" | "unknown";
export type Decision = "allowed" | "denied" | "unknown";

/** The path from a pod to the resources that it may use. */
export interface Chain {
  readonly id: string;
  /** Names the chain, independent of the rest of the world: for comparing answers. */
  readonly key: string;
  /** The folder of its world, where several were proved. */
  readonly world?: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly mechanism: "pod-identity" | "irsa";
  readonly verdict: Verdict;
  /** Whether the pod gets in. */
  readonly access: Verdict;
  /** Whether no other caller does. */
  readonly others: Verdict;
  /** In the order in which AWS decides them. */
  readonly hops: readonly Hop[];
  readonly expectations: readonly ExpectationResult[];
  readonly intruders: readonly Intruder[];
  /** Others whom the guarding documents admit by name. */
  readonly shared: readonly Shared[];
  readonly assumptions: readonly Assumption[];
}

export type HopId =
  | "association"
  | "service-account"
  | "oidc-provider"
  | "primary-trust"
  | "primary-permission"
  | "target-trust"
  | "grant";

export interface Hop {
  readonly id: HopId;
  readonly verdict: Decision;
  readonly action?: string;
  readonly resource?: string;
  /** Of a grant: ARNs of the roles that the pod assumes by itself to come to it. */
  readonly via?: readonly string[];
  /** An id of docs/rules.md; always there where the verdict is not `allowed`. */
  readonly code?: string;
  /** Always there where the verdict is not `allowed`. */
  readonly message?: string;
  readonly awsError?: string;
  readonly fix?: string;
  /** The change that `fix` is about, where one was proved: JSON Patch (RFC 6902). */
  readonly patch?: {
    readonly document: string;
    readonly location: Location;
    readonly ops: readonly { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown }[];
  };
  readonly location?: Location;
}

export type IntruderId =
  | "other-service-account"
  | "other-namespace"
  | "other-cluster"
  | "other-role"
  | "other-account"
  | "anonymous"
  | "primary-holder"
  | "user"
  | "federated"
  | "service"
  | "other-principal";

/** A class of callers that must not get in. */
export interface Intruder {
  readonly id: IntruderId;
  readonly verdict: Decision;
  readonly accepted: boolean;
  /** The assumption that carries it: it gets in only where that does not hold. */
  readonly assumption?: AssumptionId;
  readonly message?: string;
  /** A request that passes. */
  readonly witness?: Readonly<Record<string, unknown>>;
  readonly through?: readonly Through[];
}

/** One statement of one document through which an intruder passes. */
export interface Through {
  readonly verdict: "allowed" | "unknown";
  readonly document: string;
  readonly who: string;
  readonly actions: readonly string[];
  readonly statement?: string;
  readonly location?: Location;
  readonly witness?: Readonly<Record<string, unknown>>;
  readonly assumption?: AssumptionId;
}

export interface Shared {
  readonly who: string;
  readonly document: string;
  readonly statement: string;
  readonly actions: readonly string[];
  readonly location?: Location;
}

export type AssumptionId =
  | "association-admins"
  | "service-untied"
  | "resource-not-read"
  | "issuer-not-verified"
  | "provider-not-read"
  | "quota-raised"
  | "service-account-not-seen"
  | "not-modelled"
  | "request-carries"
  | "managed-policy-dated"
  | "one-account"
  | "document-requested";

export interface Assumption {
  readonly id: AssumptionId;
  readonly subject: string;
  /** Ids of the hops and intruders that rest on it. */
  readonly for: readonly (HopId | IntruderId)[];
  readonly message: string;
  readonly accepted: boolean;
  readonly location?: Location;
}

export interface ExpectationResult {
  readonly line: number;
  readonly pod: string;
  readonly can?: string;
  readonly cannot?: string;
  readonly on: string;
  readonly as?: string;
  readonly verdict: "met" | "failed" | "unknown";
  readonly message?: string;
}

export interface Finding {
  readonly world?: string;
  /** An id of docs/rules.md. */
  readonly code: string;
  readonly level: "error" | "warning" | "note";
  /** Id of a chain. */
  readonly chain?: string;
  readonly key?: string;
  readonly hop?: HopId;
  readonly message: string;
  readonly fix?: string;
  readonly location?: Location;
}

export interface Location {
  /** Relative to the working directory. */
  readonly file: string;
  /** JSON pointer into the file (RFC 6901), as its JSON form has it. */
  readonly pointer: string;
  /** 1-based. */
  readonly line: number;
}
