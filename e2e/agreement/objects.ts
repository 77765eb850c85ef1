import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { World } from "../../src/terraform";
import type { Clients } from "./clients";

/** Prefixes of keys in each bucket, so that a grant on a part of it shows. */
export const PREFIXES: readonly string[] = ["", "only/", "deep/er/"];

/** These, and those that policies of `world` name: `eu/` of `arn:aws:s3:::data/eu/*`, and of a condition on s3:prefix. */
export function prefixesIn({ stacks }: World): readonly string[] {
  const documents = stacks.flatMap(({ resources }) =>
    resources.flatMap((one) => {
      const text = one.type.startsWith("aws_iam_") ? one.get("policy") : undefined;
      return typeof text === "string" ? [text] : [];
    }),
  );
  const named = documents.flatMap((text) =>
    [...text.matchAll(/"[^"]*\/([^"*?:]+\/)\*"/g)].map(([, prefix = ""]) => prefix),
  );
  const listed = documents.flatMap((text) =>
    [...text.matchAll(/"s3:prefix":\s*"([^"]+)"/g)].map(([, prefix = ""]) => prefix.replaceAll("*", "")),
  );
  return [...new Set([...PREFIXES, ...listed, ...named.filter((prefix) => !prefix.startsWith("/"))])];
}

/** Name of the object that is put below each prefix. */
export const OBJECT = "config.json";

/** Puts the objects that pods read into `bucket`, as its account's administrator; false where the bucket does not exist. */
async function fill(clients: Clients, account: string, bucket: string, prefixes: readonly string[]): Promise<boolean> {
  const client = clients.s3Of(account);
  try {
    for (const prefix of prefixes)
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + OBJECT, Body: '{"from":"account-b"}' }));
    return true;
  } catch (error) {
    if ((error as Error).name === "NoSuchBucket") return false;
    throw error;
  }
}

interface Bucket {
  readonly account: string;
  /** Perhaps with unknown values. */
  readonly name: string;
}

const bucketsOf = ({ stacks }: World): readonly Bucket[] =>
  stacks.flatMap(({ resources }) =>
    resources.flatMap((one) => {
      const name = one.type === "aws_s3_bucket" && one.mode === "managed" ? one.get("bucket") : undefined;
      return typeof name === "string" ? [{ account: one.account, name }] : [];
    }),
  );

/** The objects in the buckets: AWS deletes only empty buckets, so they are removed before a bucket is. */
export class Objects {
  /** Prefixes of the keys in each bucket. */
  readonly prefixes = new Map<string, readonly string[]>();

  constructor(private readonly clients: Clients) {}

  async put(account: string, bucket: string, prefixes: readonly string[]): Promise<void> {
    const before = this.prefixes.get(bucket) ?? [];
    const added = prefixes.filter((prefix) => !before.includes(prefix));
    if (added.length > 0 && (await fill(this.clients, account, bucket, added)))
      this.prefixes.set(bucket, [...before, ...added]);
  }

  /** Empties the buckets of the world `before` that are not in `next`. */
  async takeOut([before, next]: readonly [World, World], resolve: (text: string) => string): Promise<void> {
    const kept = new Set(bucketsOf(next).map((bucket) => JSON.stringify(bucket)));
    for (const bucket of bucketsOf(before)) {
      if (kept.has(JSON.stringify(bucket))) continue;
      const client = this.clients.s3Of(bucket.account);
      const Bucket = resolve(bucket.name);
      this.prefixes.delete(Bucket);
      const found = await client.send(new ListObjectsV2Command({ Bucket })).catch((error: Error) => {
        if (error.name === "NoSuchBucket") return undefined;
        throw error;
      });
      for (const { Key } of found?.Contents ?? []) await client.send(new DeleteObjectCommand({ Bucket, Key }));
    }
  }

  /** Call after the emulator was reset. */
  clear(): void {
    this.prefixes.clear();
  }
}
