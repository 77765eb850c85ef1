import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Session } from "../calls";
import type { Emulator } from "../emulator";
import type { Keys } from "../emulator/types";

const NO_KEYS: Keys = { accessKeyId: "none", secretAccessKey: "none" };

/**
 * SDK clients of the emulator. None tries twice, as a refusal is an answer here; all share their connections, and
 * one is made for each caller, since making it takes longer than a request.
 */
export class Clients {
  private readonly requestHandler = new NodeHttpHandler();
  private readonly made = new Map<string, unknown>();

  /** Of calls whose region does not matter: one of the partition. */
  private region = "us-east-1";

  constructor(private readonly emulator: Emulator) {}

  s3(keys: Keys, region = this.region): S3Client {
    return this.once(`s3 ${keys.accessKeyId} ${region}`, () => new S3Client(this.options(region, keys)));
  }

  sts(keys: Keys, region = this.region): STSClient {
    return this.once(`sts ${keys.accessKeyId} ${region}`, () => new STSClient(this.options(region, keys)));
  }

  /** Clients of every service, for the requests of `calls`. */
  session(keys: Keys): Session {
    const { requestHandler } = this;
    return this.once(
      `session ${keys.accessKeyId}`,
      () => new Session({ endpoint: this.emulator.endpoint, requestHandler }, keys),
    );
  }

  /** Those of the owner of `account`'s resources. */
  sessionOf(account: string): Session {
    return this.session(this.emulator.administrator(account));
  }

  /** For requests without any signature. */
  anonymous(region = this.region): S3Client {
    const unsigned = { signer: { sign: async <T>(request: T) => request } };
    return this.once(`unsigned ${region}`, () => new S3Client({ ...this.options(region, NO_KEYS), ...unsigned }));
  }

  /** For AssumeRoleWithWebIdentity, which is not signed. */
  unsignedSts(region = this.region): STSClient {
    return this.sts(NO_KEYS, region);
  }

  iam(account: string): IAMClient {
    const keys = this.emulator.administrator(account);
    return this.once(`iam ${account}`, () => new IAMClient(this.options(this.region, keys)));
  }

  eks(account: string, region: string): EKSClient {
    const keys = this.emulator.administrator(account);
    return this.once(`eks ${account} ${region}`, () => new EKSClient(this.options(region, keys)));
  }

  /** S3 as the owner of `account`'s buckets. */
  s3Of(account: string, region = this.region): S3Client {
    return this.s3(this.emulator.administrator(account), region);
  }

  /** Forgets the clients of sessions that are over. @param region of the partition that comes next */
  clear(region: string): void {
    this.region = region;
    this.made.clear();
  }

  private options(region: string, credentials: Keys) {
    const { requestHandler } = this;
    const { endpoint } = this.emulator;
    return { endpoint, region, credentials, requestHandler, maxAttempts: 1, forcePathStyle: true } as const;
  }

  private once<T>(name: string, make: () => T): T {
    const made = (this.made.get(name) as T | undefined) ?? make();
    this.made.set(name, made);
    return made;
  }
}
