import type { Resource } from "../../terraform/world";
import type { Unique } from "../clashes";

/** A type of resource that grants are on. */
export interface Service {
  readonly service: string;
  readonly type: string;
  /** The attribute with its name, as its ARN holds it. */
  readonly name: string;
  /** Attributes by which other resources refer to it. */
  readonly ids: readonly string[];
  /** One text for all ways to write an id, which `user` refers to it by; default: as it is written. */
  sameFor?(id: string, user: Pick<Resource, "account" | "region" | "partition">): string;
  /** Whether `id`, which is of no form that is known, may stand for the same as `other`. */
  mayBe?(id: string, other: string): boolean;
  /** AWS's error where one of its name is there in the account and region; absent where creating it again changes that one. */
  readonly taken?: Pick<Unique, "what" | "awsError">;
  /** The resource that gives it a policy, and the attribute that refers to it; absent where it has none. */
  readonly policy?: { readonly type: string; readonly by: string };
  /** What stands before the name at the end of its ARN, where its policy names it by no ARN. */
  readonly arn?: string;
  /** Whether AWS has a policy of its own for those without one, which is not read: they are no targets. */
  readonly openByDefault?: boolean;
  /** The attribute with its key. */
  readonly key?: string;
  /** Encrypted with the AWS managed key where no other is named. */
  readonly alwaysEncrypted?: boolean;
  /**
   * Whether conditions on resource tags always go by its tags: those on buckets and tables do where a setting of the bucket
   * or the account says so.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/abac-enable-ddb.html
   */
  readonly tagged?: boolean;
  /** Whether requests ask its key only where they say so: without it the same actions succeed, on the encrypted value. */
  readonly keyOnRequest?: boolean;
  /** Those of the type that are read. Default: all. */
  reads?(resource: Resource): boolean;
  /** What its key must allow for an action on what it encrypts; for other actions nothing. */
  readonly keyActions?: Readonly<Record<string, readonly string[]>>;
}

/** Each of `actions`, such as `GetObject PutObject`, with what its key must allow. */
export const needing = (actions: string, ...needs: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(actions.split(" ").map((action) => [action, needs]));
