import { GetBucketEncryptionCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import type { Clients } from "../../moto/clients";
import { orNothing } from "../../moto/or-nothing";
import { AwsError, type Question } from "../../types";
import type { Answer, Asked } from "../enforcement";
import type { Request } from "../http/request";
import { accountOfCaller } from "./access";
import type { KmsAccess } from "./kms";
import type { S3Access } from "./s3";
import { bucketArn, copySourceOf, type ObjectName, objectArn } from "./s3-objects";

interface Encryption {
  readonly key: string;
  /** A bucket's key stands for those of its objects. */
  readonly bucketKey: boolean;
}

const ENCRYPTION = "x-amz-server-side-encryption";
const WRITES = new Set(["PutObject", "CopyObject", "CreateMultipartUpload"]);
const READS = new Set(["GetObject", "HeadObject"]);

/**
 * The KMS requests of S3 on its caller's behalf.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export class S3Encryption {
  /** A bucket's own encryption; null for none by a KMS key. */
  readonly #buckets = new Map<string, Encryption | null>();

  constructor(
    private readonly clients: Clients,
    private readonly kms: KmsAccess,
    private readonly s3: S3Access,
  ) {}

  /** Before an object is written, or a part copied. A multipart upload is asked about once, when it begins. */
  async beforeWrite(asked: Asked, request: Request, account: string): Promise<readonly Question[]> {
    const reads = await this.#beforeCopy(asked, request);
    const encryption = WRITES.has(asked.operation) ? await this.#ofRequest(asked, request, account) : undefined;
    if (!encryption) return reads;
    const write = await this.#question("kms:GenerateDataKey", asked, objectOf(asked), account, encryption);
    if (asked.operation !== "CreateMultipartUpload") return [...reads, write];
    return [write, { ...write, action: "kms:Decrypt" }];
  }

  /**
   * A copy reads its source, for which the caller needs its key.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
   */
  async #beforeCopy(asked: Asked, request: Request): Promise<readonly Question[]> {
    const source = copySourceOf(request);
    if (!source) return [];
    const owner = this.s3.ownerOf(source.bucket);
    const input = { Bucket: source.bucket, Key: source.key, VersionId: source.version };
    const head = await orNothing(this.clients.s3(owner).send(new HeadObjectCommand(input)));
    if (head?.ServerSideEncryption !== "aws:kms" || head.SSEKMSKeyId === undefined) return [];
    const encryption = { key: head.SSEKMSKeyId, bucketKey: head.BucketKeyEnabled === true };
    return [await this.#question("kms:Decrypt", asked, source, owner, encryption)];
  }

  /** Before an object that moto found is handed out. */
  async beforeRead(asked: Asked, answer: Answer, account: string): Promise<readonly Question[]> {
    const key = answer.headers[`${ENCRYPTION}-aws-kms-key-id`];
    if (!READS.has(asked.operation) || answer.headers[ENCRYPTION] !== "aws:kms" || typeof key !== "string") return [];
    const bucketKey = answer.headers[`${ENCRYPTION}-bucket-key-enabled`] === "true";
    return [await this.#question("kms:Decrypt", asked, objectOf(asked), account, { key, bucketKey })];
  }

  /** A bucket changed. */
  forget(bucket: string): void {
    this.#buckets.delete(bucket);
  }

  reset(): void {
    this.#buckets.clear();
  }

  async #ofRequest(asked: Asked, { headers }: Request, account: string): Promise<Encryption | undefined> {
    const said = headers.get(ENCRYPTION);
    const key = headers.get(`${ENCRYPTION}-aws-kms-key-id`);
    if (said === DOUBLE) throw doubleIsUnknown();
    if (said !== undefined && said !== "aws:kms") return undefined;
    const ofBucket = await this.#ofBucket(String(asked.params.Bucket), account);
    if (said === undefined) return ofBucket ?? undefined;
    const bucketKey = headers.get(`${ENCRYPTION}-bucket-key-enabled`) === "true";
    // AWS's own key for S3, which only the account's members can use.
    return { key: key ?? "alias/aws/s3", bucketKey };
  }

  async #ofBucket(bucket: string, account: string): Promise<Encryption | null> {
    const known = this.#buckets.get(bucket);
    if (known !== undefined) return known;
    try {
      const { ServerSideEncryptionConfiguration } = await this.clients
        .s3(account)
        .send(new GetBucketEncryptionCommand({ Bucket: bucket }));
      const rule = ServerSideEncryptionConfiguration?.Rules?.[0];
      const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
      const bucketKey = rule?.BucketKeyEnabled === true;
      if (SSEAlgorithm === DOUBLE) throw doubleIsUnknown();
      const byKms = SSEAlgorithm === "aws:kms";
      const encryption = byKms ? { key: KMSMasterKeyID ?? "alias/aws/s3", bucketKey } : null;
      this.#buckets.set(bucket, encryption);
      return encryption;
    } catch (error) {
      if (!(error instanceof Error && error.name === "ServerSideEncryptionConfigurationNotFoundError")) throw error;
      this.#buckets.set(bucket, null);
      return null;
    }
  }

  /** A key that is named by id or alias is one of the caller's account. */
  async #question(
    action: string,
    asked: Asked,
    object: ObjectName,
    owner: string,
    { key, bucketKey }: Encryption,
  ): Promise<Question> {
    const question = await this.kms.question(action, key, accountOfCaller(asked.caller) || owner, asked.region);
    const arn = bucketKey ? bucketArn(object.bucket, asked.region) : objectArn(object.bucket, object.key, asked.region);
    return {
      ...question,
      context: {
        "kms:ViaService": `s3.${asked.region}.amazonaws.com`,
        "kms:CallerAccount": accountOfCaller(asked.caller),
        "kms:EncryptionContext:aws:s3:arn": arn,
        "kms:EncryptionContextKeys": ["aws:s3:arn"],
      },
    };
  }
}

/** Moto forgets by which key an object is encrypted twice, so reading it could not be decided. */
const DOUBLE = "aws:kms:dsse";
const doubleIsUnknown = () => new AwsError("NotImplemented", `${DOUBLE} is not known here.`, 501);

const objectOf = ({ params }: Asked): ObjectName => ({ bucket: String(params.Bucket), key: String(params.Key) });
