import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { ClientOptions, MotoState } from "./state";

/** SDK clients that read moto, one per service, account and region. */
export class Clients {
  readonly #made = new Map<string, unknown>();

  constructor(private readonly state: MotoState) {}

  readonly iam = (account: string) => this.#client("iam", IAMClient, account, this.state.partitions.home(account));
  readonly s3 = (account: string) => this.#client("s3", S3Client, account, this.state.partitions.home(account));
  readonly kms = (account: string, region: string) => this.#client("kms", KMSClient, account, region);
  readonly sqs = (account: string, region: string) => this.#client("sqs", SQSClient, account, region);
  readonly sns = (account: string, region: string) => this.#client("sns", SNSClient, account, region);
  readonly ssm = (account: string, region: string) => this.#client("ssm", SSMClient, account, region);
  readonly dynamodb = (account: string, region: string) => this.#client("dynamodb", DynamoDBClient, account, region);
  readonly secrets = (account: string, region: string) =>
    this.#client("secretsmanager", SecretsManagerClient, account, region);

  #client<C>(service: string, Client: new (options: ClientOptions) => C, account: string, region: string): C {
    const key = `${service} ${account} ${region}`;
    const known = this.#made.get(key) as C | undefined;
    if (known) return known;
    const client = new Client(this.state.client(account, region));
    this.#made.set(key, client);
    return client;
  }
}
