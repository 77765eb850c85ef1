import type { S3Client } from "@aws-sdk/client-s3";
import { fits, resourceTypesOf } from "../../../src/aws";
import type { Hop } from "../../../src/proof";
import { CALLED, attempt as call, type Session, type Target, type Tried } from "../../calls";
import { OBJECT, PREFIXES } from "../objects";
import { attempt, TRIED_ACTIONS } from "./s3";

/** A bucket, or what a pattern for its objects matches. */
export interface S3Target {
  readonly bucket: string;
  /** Pattern of keys; undefined for the bucket itself. */
  readonly keys?: string;
}

/** Resources of another service than S3 that an ARN, perhaps a pattern, stands for. */
export interface OtherTargets {
  readonly targets: readonly Target[];
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

/**
 * What `arn`, perhaps a pattern, stands for among what is there; undefined for a kind of resource without requests here.
 * @param known resources of other services than S3
 */
export function targetsOf(arn: string, known: readonly Target[]): S3Target | OtherTargets | undefined {
  const s3Target = s3TargetOf(arn);
  if (s3Target) return s3Target;
  const targets = arn === "*" ? known : known.filter((one) => matches(arn, one.arn));
  return targets.length === 0 ? undefined : { targets: arn === "*" ? targets.map(asEverything) : targets };
}

/** For requests that are about no resource. */
const asEverything = (target: Target): Target => ({ ...target, facts: { ...target.facts, everything: "true" } });

/** Actions that can be tried which `action`, perhaps a pattern and in any case, stands for on what it is asked of. */
export function actionsLike(action: string, asked: S3Target | OtherTargets): readonly string[] {
  const like = (one: string) => matches(action.toLowerCase(), one.toLowerCase());
  if ("targets" in asked) return CALLED.filter((one) => like(one) && onOf(one, asked).length > 0);
  const type = asked.keys === undefined ? "bucket" : "object";
  return TRIED_ACTIONS.filter((one) => like(one) && resourceTypesOf(one)?.includes(type));
}

/** Whether there is a request that needs `action`, on whatever. */
export const hasRequest = (action: string): boolean => [...TRIED_ACTIONS, ...CALLED].includes(action);

/** Those of `targets` that `action` fits; of an action that is about no resource, one of its service. */
function onOf(action: string, { targets }: OtherTargets): readonly Target[] {
  const ofService = targets.filter(({ arn }) => arn.split(":")[2] === action.split(":")[0]);
  const everything = ofService.filter(({ facts }) => facts.everything === "true");
  return resourceTypesOf(action)?.length === 0
    ? everything.slice(0, 1)
    : ofService.filter((one) => !everything.includes(one) && fits(action, one.arn));
}

/** Requests with one session's credentials; each is sent once. */
export class Pod {
  private readonly tried = new Map<string, Promise<Tried>>();

  constructor(
    private readonly s3: S3Client,
    /** For requests to other services; absent for a caller without any signature. */
    private readonly session?: Session,
    /** Prefixes of the keys in each bucket, where there are others than the usual ones. */
    private readonly prefixes: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {}

  /** `action` on everything that `asked` stands for, or what `pick` takes of it; none where that is none of what is there. */
  on(
    action: string,
    asked: S3Target | OtherTargets,
    pick: <T>(all: readonly T[]) => readonly T[] = (all) => all,
  ): Promise<readonly Tried[]> {
    if ("targets" in asked) {
      const { session } = this;
      if (!session) return Promise.resolve([]);
      return Promise.all(
        pick(onOf(action, asked)).map((one) => this.once(`${action} ${one.arn}`, () => call(session, action, one))),
      );
    }
    const { bucket, keys } = asked;
    const ofBucket = this.prefixes.get(bucket) ?? PREFIXES;
    const to = (prefix: string) =>
      this.once(`${action} ${bucket} ${prefix}`, () => attempt(this.s3, action, bucket, prefix));
    if (keys === undefined) return firstAllowed(LISTS.has(action) ? ofBucket : [""], to).then((tried) => [tried]);
    return Promise.all(pick(ofBucket.filter((prefix) => matches(keys, prefix + OBJECT))).map(to));
  }

  private once(key: string, send: () => Promise<Tried>): Promise<Tried> {
    const known = this.tried.get(key);
    if (known) return known;
    const made = send();
    this.tried.set(key, made);
    return made;
  }
}

/** A bucket may be listed where some prefix of it may: policies compare the one that a request names. */
const LISTS: ReadonlySet<string> = new Set(["s3:ListBucket", "s3:ListBucketVersions"]);

async function firstAllowed([first = "", ...others]: readonly string[], to: (prefix: string) => Promise<Tried>) {
  const tried = await to(first);
  for (const other of tried.allowed ? [] : others) {
    const next = await to(other);
    if (next.allowed) return next;
  }
  return tried;
}

/** Whether a grant hop can be put to a test: a condition that the request must meet is the proof's own choice. */
export const isTestable = ({ code }: Hop): boolean =>
  code !== "action-fits-no-resource" && code !== "condition-chosen" && code !== "variable-missing";
