import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import type { AccountKey } from "./options";

/** Clients of AWS with the credentials of one account. */
export interface Clients {
  readonly eks: EKSClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
}

type ClientOptions = NonNullable<ConstructorParameters<typeof STSClient>[0]>;

export const clientsWith = (options: ClientOptions): Clients => ({
  eks: new EKSClient(options as object),
  iam: new IAMClient(options as object),
  s3: new S3Client({ ...(options as object), forcePathStyle: options.endpoint !== undefined }),
  sts: new STSClient(options),
});

export interface Pod {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly command: readonly string[];
}

/** How a pod ended, and all that it wrote. */
export interface PodOutcome {
  readonly code: number;
  readonly log: string;
}

/** What Terraform would do to a stack. */
export interface Plan {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

/**
 * Where the articles are put: AWS and a cluster of it, or an emulated one. What takes long ends early, by throwing, once
 * `signal` is aborted; what removes takes none.
 */
export interface Place {
  readonly clients: Readonly<Record<AccountKey, Clients>>;
  /** With these keys instead of an account's own. */
  clientsOf(credentials: NonNullable<ClientOptions["credentials"]>): Clients;
  /** For how long answers are asked for again while changes of IAM spread, and after which pause. Milliseconds. */
  readonly patience: { readonly for: number; readonly pause: number };
  plan(stack: string, signal: AbortSignal): Promise<Plan>;
  apply(stack: string, signal: AbortSignal): Promise<void>;
  /** Also where it was applied in part, or not at all. */
  destroy(stack: string): Promise<void>;
  /** Makes a service account beside the stacks'; it goes with its namespace. */
  makeServiceAccount(namespace: string, name: string, annotations?: Readonly<Record<string, string>>): Promise<void>;
  /** Runs a pod to its end, and removes it. */
  run(pod: Pod, signal: AbortSignal): Promise<PodOutcome>;
}
