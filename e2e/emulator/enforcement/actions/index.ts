import { Clients } from "../../moto/clients";
import type { MotoState } from "../../moto/state";
import type { Answer, Asked } from "../enforcement";
import type { Request } from "../http/request";
import { type Access, unknown } from "./access";
import { DynamodbAccess } from "./dynamodb";
import { IamAccess } from "./iam";
import { KmsAccess } from "./kms";
import { MessagesAccess } from "./messages";
import { route53Access } from "./route53";
import { S3Access } from "./s3";
import { S3Encryption } from "./s3-encryption";
import { tagNewBucket } from "./s3-new-bucket";
import { SecretsAccess } from "./secrets";
import { SsmAccess } from "./ssm";

/** The permissions that requests need, by service, and the state that determining them takes. */
export class Actions {
  readonly encryption: S3Encryption;
  readonly #clients: Clients;
  readonly #iam = new IamAccess();
  readonly #s3 = new S3Access();
  readonly #kms: KmsAccess;
  readonly #secrets: SecretsAccess;
  readonly #messages: MessagesAccess;
  readonly #ssm: SsmAccess;
  readonly #dynamodb: DynamodbAccess;

  constructor(state: MotoState) {
    this.#clients = new Clients(state);
    this.#kms = new KmsAccess(this.#clients);
    this.#secrets = new SecretsAccess(this.#clients, this.#kms);
    this.#messages = new MessagesAccess(this.#clients, this.#kms);
    this.#ssm = new SsmAccess(this.#clients, this.#kms);
    this.#dynamodb = new DynamodbAccess(this.#clients, this.#kms);
    this.encryption = new S3Encryption(this.#clients, this.#kms, this.#s3);
  }

  /** What is asked, in the region that answers it. */
  at(asked: Asked): Asked {
    return asked.service === "s3" ? this.#s3.redirected(asked) : asked;
  }

  /** @throws AwsError NotImplemented for an operation that is not listed here, NoSuchBucket */
  async of(asked: Asked, request: Request): Promise<Access> {
    const access = await this.#ofService(asked, request);
    const ofRequest = { "aws:RequestedRegion": asked.region, "aws:SourceIp": asked.sourceIp };
    return {
      account: access.account,
      questions: access.questions.map((question) => ({ ...question, context: { ...ofRequest, ...question.context } })),
    };
  }

  /** After moto did it. */
  async made(asked: Asked, answer: Answer): Promise<void> {
    if (asked.service === "iam") this.#iam.made(asked);
    if (asked.service === "kms") this.#kms.made(asked, answer);
    if (asked.service !== "s3") return;
    this.#s3.made(asked);
    if (asked.operation === "CreateBucket") await tagNewBucket(asked, this.#clients);
    if (/Bucket/.test(asked.operation)) this.encryption.forget(String(asked.params.Bucket));
  }

  reset(): void {
    this.#iam.reset();
    this.#s3.reset();
    this.#kms.reset();
    this.encryption.reset();
  }

  async #ofService(asked: Asked, request: Request): Promise<Access> {
    switch (asked.service) {
      case "iam":
        return this.#iam.of(asked);
      case "s3":
        return this.#s3.of(asked, request);
      case "kms":
        return this.#kms.of(asked);
      case "secretsmanager":
        return this.#secrets.of(asked);
      case "ssm":
        return this.#ssm.of(asked);
      case "dynamodb":
        return this.#dynamodb.of(asked);
      case "route53":
        return route53Access(asked);
      case "sqs":
        return this.#messages.ofQueue(asked);
      case "sns":
        return this.#messages.ofTopic(asked);
      default:
        throw unknown(asked);
    }
  }
}
