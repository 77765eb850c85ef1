import type { S3Client } from "@aws-sdk/client-s3";
import { resourceTypesOf } from "../../../src/aws";
import type { Hop } from "../../../src/proof";
import { OBJECT, PREFIXES } from "../objects";
import { attempt, TRIED_ACTIONS, type Tried } from "./s3";

/** A bucket, or what a pattern for its objects matches. */
export interface S3Target {
  readonly bucket: string;
  /** Pattern of keys; undefined for the bucket itself. */
  readonly keys?: string;
}

/** @param arn of a bucket or its objects, with wildcards, without unknown values; undefined for any other */
export function s3TargetOf(arn: string): S3Target | undefined {
  const [, bucket, keys] = /^arn:[^:]*:s3:::([^/*?]+)(?:\/(.*))?$/s.exec(arn) ?? [];
  return bucket === undefined ? undefined : { bucket, ...(keys === undefined ? {} : { keys }) };
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  ).test(text);

/** Actions that can be tried which `action`, perhaps a pattern and in any case, stands for on a bucket or on objects. */
export const actionsLike = (action: string, { keys }: S3Target): readonly string[] =>
  TRIED_ACTIONS.filter(
    (one) =>
      matches(action.toLowerCase(), one.toLowerCase()) &&
      resourceTypesOf(one)?.includes(keys === undefined ? "bucket" : "object"),
  );

/** Requests with one session's credentials; each is sent once. */
export class Pod {
  private readonly tried = new Map<string, Promise<Tried>>();

  constructor(private readonly s3: S3Client) {}

  /** `action` on everything that `s3Target` matches, or what `pick` takes of it; none where it matches none of our objects. */
  on(
    action: string,
    { bucket, keys }: S3Target,
    pick: (prefixes: readonly string[]) => readonly string[] = (prefixes) => prefixes,
  ): Promise<readonly Tried[]> {
    const prefixes = keys === undefined ? [""] : pick(PREFIXES.filter((prefix) => matches(keys, prefix + OBJECT)));
    return Promise.all(prefixes.map((prefix) => this.once(action, bucket, prefix)));
  }

  private once(action: string, bucket: string, folder: string): Promise<Tried> {
    const key = `${action} ${bucket} ${folder}`;
    const known = this.tried.get(key);
    if (known) return known;
    const made = attempt(this.s3, action, bucket, folder);
    this.tried.set(key, made);
    return made;
  }
}

/** Whether a grant hop can be put to a test: a condition that the request must meet is the proof's own choice. */
export const isTestable = ({ code }: Hop): boolean =>
  code !== "action-fits-no-resource" && code !== "condition-chosen" && code !== "variable-missing";
