import type { FindingId, HopCode } from "../rules";
import type { SourceLocation } from "../terraform/source-location";
import type { MissingOption } from "../unknown/advice";

/** `conditional`: proved as long as the assumptions hold that the answer names. */
export type Verdict = "proved" | "conditional" | "refuted" | "unknown";
export type Decision = "allowed" | "denied" | "unknown";
export type Mechanism = "pod-identity" | "irsa";

export const HOPS = [
  "association",
  "service-account",
  "oidc-provider",
  "primary-trust",
  "primary-permission",
  "target-trust",
  "grant",
] as const;
export type HopId = (typeof HOPS)[number];

export const INTRUDERS = [
  "other-service-account",
  "other-namespace",
  "other-cluster",
  "other-role",
  "other-account",
  "anonymous",
  "primary-holder",
  "user",
  "federated",
  "service",
  "other-principal",
] as const;
export type IntruderId = (typeof INTRUDERS)[number];

/** One change of a document. @see https://www.rfc-editor.org/rfc/rfc6902 */
export interface PatchOperation {
  readonly op: "add" | "replace";
  /** JSON pointer into the document. */
  readonly path: string;
  readonly value: unknown;
}

/** A change of one document that was proved: it makes the hop allowed, and gives no other caller anything. */
export interface Patch {
  /** What the document is: `the trust policy of aws_iam_role.target_role`. */
  readonly document: string;
  readonly location: SourceLocation;
  readonly ops: readonly PatchOperation[];
}

export interface Hop {
  readonly id: HopId;
  readonly verdict: Decision;
  readonly action?: string;
  readonly resource?: string;
  /** Of a grant: ARNs of the roles that the pod assumes by itself to come to it, the last holding it. */
  readonly via?: readonly string[];
  /** A short id of the cause; always there where the verdict is not `allowed`. */
  readonly code?: HopCode;
  /** One sentence: the cause, or the condition under which it is allowed. */
  readonly message?: string;
  /** What the user would see from AWS. */
  readonly awsError?: string;
  /** The exact change: a statement to add, or a value to correct, as JSON where it is a document's. */
  readonly fix?: string;
  /** Options that may decide it where it is unknown; message or fix names them. */
  readonly options?: readonly MissingOption[];
  /** The change that `fix` is about, where one was proved. */
  readonly patch?: Patch;
  /** The statement that decided, as it is written. */
  readonly statement?: { readonly effect: "Allow" | "Deny"; readonly text: string };
  readonly location?: SourceLocation;
}

export interface ExpectationResult {
  readonly line: number;
  readonly pod: string;
  readonly can?: string;
  readonly cannot?: string;
  readonly on: string;
  /** The second role that it is about, by ARN. */
  readonly as?: string;
  readonly verdict: "met" | "failed" | "unknown";
  readonly message?: string;
}

export type Witness = Readonly<Record<string, unknown>>;

/** Where an intruder gets in: one statement of one guarding document. */
export interface Through {
  readonly verdict: "allowed" | "unknown";
  /** What the document is: `the trust policy of aws_iam_role.target_role`. */
  readonly document: string;
  /** Everybody of the class that the statement admits, at its widest. */
  readonly who: string;
  readonly actions: readonly string[];
  /** The statement, as it is written. */
  readonly statement?: string;
  readonly location?: SourceLocation;
  /** Why it is not known whether it gets in, where that is not only a value of apply's. */
  readonly reason?: string;
  /** A request that passes. */
  readonly witness?: Witness;
  /** What carries it where it gets in only by that. */
  readonly assumption?: AssumptionId;
}

export interface Intruder {
  readonly id: IntruderId;
  readonly verdict: Decision;
  readonly accepted: boolean;
  /** The assumption that carries it: it gets in only where that does not hold. */
  readonly assumption?: AssumptionId;
  readonly message?: string;
  /** Options that may decide it where it is unknown; message or fix names them. */
  readonly options?: readonly MissingOption[];
  /** The request that passes. */
  readonly witness?: Witness;
  /** Every statement through which it passes. */
  readonly through?: readonly Through[];
}

/** What a proof may rest on and does not show; each is what more input, an option or an edit removes. */
export const ASSUMPTIONS = [
  "association-admins",
  "service-untied",
  "resource-not-read",
  "issuer-not-verified",
  "provider-not-read",
  "quota-raised",
  "service-account-not-seen",
  "not-modelled",
  "request-carries",
  "managed-policy-dated",
  "one-account",
  "document-requested",
] as const;
export type AssumptionId = (typeof ASSUMPTIONS)[number];

export interface Assumption {
  readonly id: AssumptionId;
  /** What it is about: an ARN, an address, an issuer, an account. */
  readonly subject: string;
  /** Ids of the hops and intruders that rest on it. */
  readonly for: readonly (HopId | IntruderId)[];
  readonly message: string;
  readonly accepted: boolean;
  readonly location?: SourceLocation;
}

/** Another caller that a guarding document admits, and that is not an intruder. */
export interface Shared {
  readonly who: string;
  readonly document: string;
  readonly statement: string;
  readonly actions: readonly string[];
  readonly location?: SourceLocation;
}

export interface ChainResult {
  /** Unique among the chains of one mechanism. */
  readonly id: string;
  /** Names the chain, independent of the rest of the world. */
  readonly key: string;
  /** The folder of its world, where several were proved. */
  readonly world?: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly mechanism: Mechanism;
  readonly verdict: Verdict;
  /** Whether the pod gets in: hops, and what it is expected to be able to do. */
  readonly access: Verdict;
  /** Whether no other caller does: intruders, and what the pod is expected not to be able to do. */
  readonly others: Verdict;
  readonly hops: readonly Hop[];
  readonly expectations: readonly ExpectationResult[];
  readonly intruders: readonly Intruder[];
  /** Others whom the guarding documents admit by name. */
  readonly shared: readonly Shared[];
  readonly assumptions: readonly Assumption[];
}

export interface Finding {
  /** The folder of the world that it is about, where several were proved. */
  readonly world?: string;
  readonly code: FindingId;
  readonly level: "error" | "warning" | "note";
  /** Id of a chain. */
  readonly chain?: string;
  /** Key of that chain. */
  readonly key?: string;
  readonly hop?: HopId;
  readonly message: string;
  readonly fix?: string;
  /** Options that the fix names. */
  readonly options?: readonly MissingOption[];
  readonly location?: SourceLocation;
}

/** What `prove` answers; its JSON form is the interface. */
export interface Proof {
  readonly version: 1;
  readonly verdict: Verdict;
  readonly chains: readonly ChainResult[];
  /** Expectations about pods that have no chain. */
  readonly expectations: readonly ExpectationResult[];
  readonly findings: readonly Finding[];
}

/** One line of the expectations file. */
export interface Expectation {
  readonly line: number;
  readonly pod: string;
  readonly verb: "can" | "cannot";
  readonly action: string;
  /** An ARN, perhaps with wildcards, or STACK/ADDRESS[/key]. */
  readonly on: string;
  /** ARN of a role: what the pod can once its program has assumed that role, as a profile of its AWS config file has it. */
  readonly as?: string;
  /** Of a pod under both, which one is to give it. */
  readonly mechanism?: Mechanism;
}

export interface AcceptedIntruders {
  /** Chain id; undefined for all chains. */
  readonly chain?: string;
  readonly ids: readonly IntruderId[];
  /**
   * Which callers of the class: a glob of ARNs, an account, `o-…`, a service, ISSUER[#SUB], or STACK/ADDRESS of a
   * document; undefined for all.
   */
  readonly who?: string;
  /** `STACK/ADDRESS` of the document at which alone they are accepted. */
  readonly on?: string;
  /** The last day of the acceptance, `YYYY-MM-DD`. */
  readonly until?: string;
  /** Where the expectations file accepts them. */
  readonly line?: number;
}

/** Assumptions that the reader takes upon himself. */
export interface AcceptedAssumption {
  readonly chain?: string;
  readonly id: AssumptionId;
  readonly subject?: string;
}

export interface ProveOptions {
  readonly expectations?: readonly Expectation[];
  /** For messages about the expectations. */
  readonly expectationsFile?: string;
  readonly allowIntruders?: readonly AcceptedIntruders[];
  readonly assume?: readonly AcceptedAssumption[];
  /** Texts of policy documents with the file each was read from. */
  readonly scps?: readonly { readonly file: string; readonly text: string }[];
  readonly rcps?: readonly { readonly file: string; readonly text: string }[];
  readonly organisation?: string;
  /** `YYYY-MM-DD`, for acceptances that end. @default today, UTC */
  readonly today?: string;
  /** Called after each chain of a world: a proof of ten thousand takes a minute. */
  readonly onChain?: (done: number, chains: number) => void;
}
