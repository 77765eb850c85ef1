import type { AwsError, Caller, Decision, Issuer, Keys, Organisation, Question, Subject } from "../types";

/** A request that was authenticated and read. */
export interface Asked {
  /** The name in the signature's scope: `iam`, `sts`, `s3`, `eks`, `eks-auth`, `kms`, … */
  readonly service: string;
  /** `AssumeRole` */
  readonly operation: string;
  /**
   * By protocol. query: flat strings such as `Tags.member.1.Key` already made lists and objects, all leaves strings.
   * json: the body. rest-json: the body, with what the path and the query string hold under the API model's names
   * (`name` or `clusterName`, `associationId`, …). S3: `Bucket`, `Key` and the query string.
   */
  readonly params: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly caller: Caller;
  /** As sent, with the query string. */
  readonly path: string;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** Answers one operation itself. What it returns is rendered in the service's protocol; it throws an AwsError to refuse. */
export type Handler = (asked: Asked) => Promise<Readonly<Record<string, unknown>>>;

/** What moto answered to a request that was forwarded. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** Who an access key belongs to, and what they sign with. */
export interface Identified {
  readonly caller: Caller;
  readonly secretAccessKey: string;
}

/** Identifies the signer. */
export interface Identity {
  /** Keys of the administrator of `account`; the same each time. */
  administrator(account: string): Keys;
  /** @throws AwsError InvalidClientTokenId (unknown key), InvalidToken (not the key's), ExpiredToken; 403 all */
  identify(accessKeyId: string, sessionToken: string | undefined): Identified | Promise<Identified>;
}

/**
 * Checks requests that write policies, which moto answers and stores. Called for each request that is
 * forwarded, of every service; those without policies pass at once.
 */
export interface IamHooks {
  /** Checks at save time, before a request is forwarded. @throws AwsError MalformedPolicyDocument, … */
  before(asked: Asked): Promise<void>;
  /** After it was forwarded and succeeded. */
  after(asked: Asked, answer: Answer): Promise<void>;
}

/** Decides questions of callers by their own policies and those of the resource, and keeps the log of decisions. */
export interface Authorizer {
  /** Decides, and appends to the log. */
  authorize(caller: Caller, question: Question): Promise<Decision>;
  /** AWS's error for a refused question, worded as `service` does. */
  denied(decision: Decision, caller: Caller, service: string): AwsError;
  /** A write to a resource succeeded (`PutBucketPolicy`, `PutKeyPolicy`, …): its policies may have changed. */
  changed(asked: Asked, resourceAccount: string): void;
}

/** A cluster that exists before the test. */
export interface ExistingCluster {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** The URL of its OIDC issuer. */
  readonly issuer: string;
}

/** Everything that moto lacks, behind the one HTTP server. */
export interface Enforcement {
  readonly identity: Identity;
  readonly authorizer: Authorizer;
  readonly iam: IamHooks;
  /** By `service:operation`, such as `sts:AssumeRole`. These operations are not forwarded to moto. A handler calls `authorizer` itself. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly decisions: readonly Decision[];
  forgetDecisions(): void;
  /** The one organisation that there may be. */
  organisation: Organisation | undefined;
  /** Milliseconds until decisions see a change of IAM or EKS. */
  propagationDelay: number;
  instanceSession(roleArn: string, instance: string): Promise<Keys>;
  /** Decides a question of any subject, also of one that has no keys. */
  ask(subject: Subject, question: Question): Promise<Decision>;
  issuer(url: string): Issuer;
  /** Makes a cluster that exists already, with its OIDC issuer's URL. */
  addCluster(cluster: ExistingCluster): void;
  /** Forgets sessions, clusters, issuers and caches; moto was reset before. */
  reset(): void;
}
