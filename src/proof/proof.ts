import type { FindingId, HopCode } from "../rules";
import type { SourceLocation } from "../terraform/source-location";

export type Verdict = "proved" | "refuted" | "unknown";
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
] as const;
export type IntruderId = (typeof INTRUDERS)[number];

export interface Hop {
  readonly id: HopId;
  readonly verdict: Decision;
  readonly action?: string;
  readonly resource?: string;
  /** A short id of the cause; always there where the verdict is not `allowed`. */
  readonly code?: HopCode;
  /** One sentence: the cause, or the condition under which it is allowed. */
  readonly message?: string;
  /** What the user would see from AWS. */
  readonly awsError?: string;
  /** The exact change: a statement to add, or a value to correct, as JSON where it is a document's. */
  readonly fix?: string;
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
  readonly verdict: "met" | "failed" | "unknown";
  readonly message?: string;
}

export interface Intruder {
  readonly id: IntruderId;
  readonly verdict: Decision;
  readonly accepted: boolean;
  readonly message?: string;
  /** The request that passes. */
  readonly witness?: Readonly<Record<string, unknown>>;
}

export interface ChainResult {
  /** Unique among the chains of one mechanism. */
  readonly id: string;
  /** Names the chain whatever else is in the world. */
  readonly key: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly mechanism: Mechanism;
  readonly verdict: Verdict;
  readonly hops: readonly Hop[];
  readonly expectations: readonly ExpectationResult[];
  readonly intruders: readonly Intruder[];
}

export interface Finding {
  readonly code: FindingId;
  readonly level: "error" | "warning";
  /** Id of a chain. */
  readonly chain?: string;
  /** Key of that chain. */
  readonly key?: string;
  readonly hop?: HopId;
  readonly message: string;
  readonly fix?: string;
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
}

export interface AcceptedIntruders {
  /** Chain id; undefined for all chains. */
  readonly chain?: string;
  readonly ids: readonly IntruderId[];
}

export interface ProveOptions {
  readonly expectations?: readonly Expectation[];
  /** For messages about the expectations. */
  readonly expectationsFile?: string;
  readonly allowIntruders?: readonly AcceptedIntruders[];
  /** Texts of policy documents with the file each was read from. */
  readonly scps?: readonly { readonly file: string; readonly text: string }[];
  readonly rcps?: readonly { readonly file: string; readonly text: string }[];
  readonly organisation?: string;
}
