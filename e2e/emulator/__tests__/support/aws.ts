import { IAMClient } from "@aws-sdk/client-iam";
import type { Asked, Enforcement } from "../../enforcement/enforcement";
import { makeEnforcement } from "../../enforcement/make";
import { type MotoServer, startMoto } from "../../moto/server";
import { type MotoState, stateAt } from "../../moto/state";
import { AwsError, type Keys } from "../../types";

export const A = "111111111111";
export const B = "222222222222";
export const REGION = "us-east-1";
export const CLUSTER = `arn:aws:eks:${REGION}:${A}:cluster/production`;
export const ISSUER = `https://oidc.eks.${REGION}.amazonaws.com/id/ABC`;

type Answered = Readonly<Record<string, unknown>>;
type Params = Readonly<Record<string, unknown>>;
/** What every command of the SDK's IAM client has; the client's own type is of one of them at a time. */
interface IamCommand {
  readonly input: object;
}

/** The text of a policy. */
export const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** The enforcement layer over a moto of its own, called without an HTTP server. */
export class TestAws {
  private constructor(
    private readonly moto: MotoServer,
    readonly state: MotoState,
    readonly enforcement: Enforcement,
  ) {}

  static async start(): Promise<TestAws> {
    const moto = await startMoto();
    const state = stateAt(moto.endpoint);
    return new TestAws(moto, state, makeEnforcement(state));
  }

  stop(): Promise<void> {
    return this.moto.stop();
  }

  administrator(account: string): Keys {
    return this.enforcement.identity.administrator(account);
  }

  /** Calls a handler. */
  async ask(keys: Keys | undefined, operation: string, params: Params): Promise<Answered> {
    const [service = "", name = ""] = operation.split(":");
    const handler = this.enforcement.handlers[operation];
    if (!handler) throw new Error(`the emulator has no ${operation}`);
    return handler(await this.asked(keys, service, name, params));
  }

  /** The error that `ask` gives, as SDKs print it. */
  async refusal(keys: Keys | undefined, operation: string, params: Params): Promise<string> {
    return errorOf(() => this.ask(keys, operation, params));
  }

  /** Writes to IAM of `account` as its administrator, through the hooks. */
  async iam(account: string, operation: string, command: IamCommand): Promise<void> {
    const client = new IAMClient(this.state.client(account));
    await this.write(account, "iam", operation, { ...command.input }, () =>
      client.send(command as Parameters<IAMClient["send"]>[0]),
    );
  }

  /** A request of `account`'s administrator that `send` sends to moto, with the hooks before and after it. */
  async write(
    account: string,
    service: string,
    operation: string,
    params: Params,
    send: () => Promise<unknown>,
    body = "",
  ): Promise<void> {
    const asked = await this.asked(this.administrator(account), service, operation, params, body);
    await this.enforcement.iam.before(asked);
    const answer = Buffer.from(JSON.stringify(await send()));
    await this.enforcement.iam.after(asked, { status: 200, headers: {}, body: answer });
    if (service !== "iam") this.enforcement.authorizer.changed(asked, account);
  }

  /** `yes`, or the error that the service would answer. */
  async may(keys: Keys, action: string, resource: string, resourceAccount: string): Promise<string> {
    const { caller } = await this.enforcement.identity.identify(keys.accessKeyId, keys.sessionToken);
    const decision = await this.enforcement.authorizer.authorize(caller, { action, resource, resourceAccount });
    if (decision.allowed) return "yes";
    const { code, message } = this.enforcement.authorizer.denied(decision, caller, action.split(":")[0] ?? "");
    return `${code}: ${message}`;
  }

  /** Assumes a role and gives its keys. */
  async assume(keys: Keys, roleArn: string, params: Params = {}): Promise<Keys> {
    const answer = await this.ask(keys, "sts:AssumeRole", { RoleArn: roleArn, RoleSessionName: "session", ...params });
    return keysOf(answer);
  }

  async asked(keys: Keys | undefined, service: string, operation: string, params: Params, body = ""): Promise<Asked> {
    const identified = keys && (await this.enforcement.identity.identify(keys.accessKeyId, keys.sessionToken));
    return {
      service,
      operation,
      params,
      region: REGION,
      caller: identified?.caller ?? { kind: "anonymous" },
      path: "/",
      body: Buffer.from(body),
      sourceIp: "127.0.0.1",
    };
  }

  /** The decisions since the last call, each as `action resource-name yes|side`. */
  takeDecisions(): readonly string[] {
    const lines = this.enforcement.decisions.map(
      ({ action, resource, allowed, refusedBy }) =>
        `${action} ${resource.split("/").at(-1)} ${allowed ? "yes" : refusedBy}`,
    );
    this.enforcement.forgetDecisions();
    return lines;
  }
}

/** `Code: message` of the AwsError that `call` throws. */
export async function errorOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no error";
}

export function keysOf({ Credentials }: Answered): Keys {
  const given = Credentials as { AccessKeyId: string; SecretAccessKey: string; SessionToken: string };
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
  };
}
