import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { World } from "../../src/terraform";
import type { Clients } from "./clients";

/** Prefixes of keys in each bucket, so that a grant on a part of it shows. */
export const PREFIXES = ["", "only/", "deep/er/"] as const;

/** Name of the object that is put below each prefix. */
export const OBJECT = "config.json";

/** Puts the objects that pods read into `bucket`, as its account's administrator; false where the bucket does not exist. */
async function fill(clients: Clients, account: string, bucket: string): Promise<boolean> {
  const client = clients.s3Of(account);
  try {
    for (const prefix of PREFIXES)
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
  private readonly filled = new Set<string>();

  constructor(private readonly clients: Clients) {}

  async put(account: string, bucket: string): Promise<void> {
    if (!this.filled.has(bucket) && (await fill(this.clients, account, bucket))) this.filled.add(bucket);
  }

  /** Empties the buckets of the world `before` that are not in `next`. */
  async takeOut([before, next]: readonly [World, World], resolve: (text: string) => string): Promise<void> {
    const kept = new Set(bucketsOf(next).map((bucket) => JSON.stringify(bucket)));
    for (const bucket of bucketsOf(before)) {
      if (kept.has(JSON.stringify(bucket))) continue;
      const client = this.clients.s3Of(bucket.account);
      const Bucket = resolve(bucket.name);
      this.filled.delete(Bucket);
      const found = await client.send(new ListObjectsV2Command({ Bucket })).catch((error: Error) => {
        if (error.name === "NoSuchBucket") return undefined;
        throw error;
      });
      for (const { Key } of found?.Contents ?? []) await client.send(new DeleteObjectCommand({ Bucket, Key }));
    }
  }

  /** Call after the emulator was reset. */
  clear(): void {
    this.filled.clear();
  }
}
