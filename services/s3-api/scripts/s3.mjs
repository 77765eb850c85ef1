// `npm run s3`: an S3 server on 127.0.0.1:5555 with the bucket "demo" and the object config.json, until Ctrl-C.
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startMoto } from "./moto.mjs";

const PORT = 5555;
const { endpoint, stop } = await startMoto({ port: PORT });
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const s3 = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
const Body = `${JSON.stringify({ greeting: "hello from account-b" })}\n`;
await s3.send(new CreateBucketCommand({ Bucket: "demo" }));
await s3.send(new PutObjectCommand({ Bucket: "demo", Key: "config.json", Body, ContentType: "application/json" }));
process.stdout.write(`S3 at ${endpoint}, bucket demo, object config.json; Ctrl-C ends it\n`);
