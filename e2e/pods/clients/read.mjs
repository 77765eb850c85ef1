// The AWS SDK for JavaScript in a pod: node read.mjs BUCKET KEY
// Lists the bucket and prints the object, or AWS's error, with the SDK's default credentials.
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

const [Bucket, Key] = process.argv.slice(2);
const s3 = new S3Client({ forcePathStyle: true });
try {
  await s3.send(new ListObjectsV2Command({ Bucket }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  process.stdout.write(await Body.transformToString());
} catch (error) {
  process.stderr.write(`${error.name}: ${error.message}\n`);
  process.exitCode = 1;
}
