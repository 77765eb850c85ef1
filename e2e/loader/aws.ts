import { Agent } from "node:http";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Keys } from "../emulator/types";
import { meaningOf } from "./errors";

/** Where AWS is, and who sets it up. */
export interface Aws {
  readonly endpoint: string;
  administrator(account: string): Keys;
}

const CLIENTS = {
  dynamodb: DynamoDBClient,
  eks: EKSClient,
  iam: IAMClient,
  kms: KMSClient,
  route53: Route53Client,
  s3: S3Client,
  secrets: SecretsManagerClient,
  sns: SNSClient,
  sqs: SQSClient,
  ssm: SSMClient,
  sts: STSClient,
} as const;

type Service = keyof typeof CLIENTS;

/** The clients of one account's administrator in one region, each made when it is first asked for. */
export type Clients = { readonly [S in Service]: InstanceType<(typeof CLIENTS)[S]> };

/** Every client that a deployment uses. */
export class AllClients {
  /** Requests sent. */
  calls = 0;
  private readonly made = new Map<string, Clients>();
  // a connection for each request: one that the server closes while idle would look like an interruption
  private readonly requestHandler = new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: false }) });

  constructor(private readonly aws: Aws) {}

  in(account: string, region: string): Clients {
    const key = `${account} ${region}`;
    const made = this.made.get(key) ?? this.make(account, region);
    this.made.set(key, made);
    return made;
  }

  private make(account: string, region: string): Clients {
    const options = {
      endpoint: this.aws.endpoint,
      region,
      credentials: this.aws.administrator(account),
      maxAttempts: 1,
      requestHandler: this.requestHandler,
    };
    const clients = {};
    for (const [service, Client] of Object.entries(CLIENTS)) {
      let client: object | undefined;
      Object.defineProperty(clients, service, {
        get: () => {
          client ??= this.counted(
            Client === S3Client ? new S3Client({ ...options, forcePathStyle: true }) : new Client(options),
          );
          return client;
        },
      });
    }
    return clients as Clients;
  }

  private counted(client: InstanceType<(typeof CLIENTS)[Service]>): object {
    const count: Counter = (next) => async (args) => {
      this.calls += 1;
      try {
        return await next(args);
      } catch (error) {
        throw meaningOf(error);
      }
    };
    const { middlewareStack } = client as { middlewareStack: { add(middleware: Counter, options: object): void } };
    middlewareStack.add(count, { step: "initialize", priority: "high" });
    return client;
  }
}

/** The part of a middleware's type that all clients share. */
type Counter = (next: (args: object) => Promise<object>) => (args: object) => Promise<object>;
