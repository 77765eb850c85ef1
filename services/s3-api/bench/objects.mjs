import { createHash, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { Readable } from "node:stream";

const { S3Client, PutObjectCommand } = createRequire(import.meta.url)("@aws-sdk/client-s3");

const KIB = 1024;
export const MIB = 1024 * KIB;
export const BUCKET = "bench";
export const LARGE = { key: "1-gib", blocks: 1024 };
/** One random block of the large object; the others are the same but for their number in front. */
const block = randomBytes(MIB);

/** The objects that are read under load, by size. Small and large enough to tell requests from bytes. */
export const OBJECTS = [
  { key: "4-kib", body: randomBytes(4 * KIB) },
  { key: "8-mib", body: randomBytes(8 * MIB) },
];

function* largeObject() {
  for (let number = 0; number < LARGE.blocks; number++) {
    const numbered = Buffer.from(block);
    numbered.writeUInt32BE(number);
    yield numbered;
  }
}

/** @returns {string} */
export function largeHash() {
  const hash = createHash("sha256");
  for (const part of largeObject()) hash.update(part);
  return hash.digest("hex");
}

/**
 * Puts the objects, each with the checksum that the SDK adds by default: without one, (b) would log a
 * warning for each request.
 *
 * @param {string} endpoint
 * @param {{ accessKeyId: string, secretAccessKey: string }} credentials
 */
export async function upload(endpoint, credentials) {
  const s3 = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
  for (const { key, body } of OBJECTS) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  const body = Readable.from(largeObject(), { objectMode: false });
  const large = { Bucket: BUCKET, Key: LARGE.key, Body: body, ContentLength: LARGE.blocks * MIB };
  await s3.send(new PutObjectCommand(large));
  s3.destroy();
}
