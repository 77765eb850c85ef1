import { readFile } from "node:fs/promises";
import { fromHttp, fromWebToken } from "@aws-sdk/credential-providers";
import { type Outcome, Processes, type Running } from "./processes";

export type { Outcome } from "./processes";

/** What SDK clients take as `credentials`. */
export type CredentialProvider = ReturnType<typeof fromHttp>;

export class Pod {
  private readonly processes = new Processes();

  constructor(
    readonly name: string,
    readonly namespace: string,
    /** Everything that its processes see. */
    readonly env: Readonly<Record<string, string>>,
    private readonly home: string,
    private readonly end: () => Promise<void>,
  ) {}

  /** The pod's credentials for SDK clients in this process, from where the SDK's default chain finds them in the pod. */
  credentials(): CredentialProvider {
    const { AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_CREDENTIALS_FULL_URI } = this.env;
    if (AWS_ROLE_ARN && AWS_WEB_IDENTITY_TOKEN_FILE)
      return async () =>
        fromWebToken({
          roleArn: AWS_ROLE_ARN,
          roleSessionName: this.name,
          webIdentityToken: await readFile(AWS_WEB_IDENTITY_TOKEN_FILE, "utf8"),
          clientConfig: { region: this.env.AWS_REGION, endpoint: this.env.AWS_ENDPOINT_URL, maxAttempts: 1 },
        })();
    if (AWS_CONTAINER_CREDENTIALS_FULL_URI)
      return fromHttp({
        awsContainerCredentialsFullUri: AWS_CONTAINER_CREDENTIALS_FULL_URI,
        awsContainerAuthorizationTokenFile: this.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE,
        // a refusal is an answer
        maxRetries: 0,
        timeout: 10_000,
      });
    return async () => {
      throw new Error("Could not load credentials from any providers");
    };
  }

  /** Runs a command to its end. */
  run(command: readonly string[], extraEnv: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.start(command, extraEnv).ended;
  }

  /** Starts a command that goes on. */
  start(command: readonly string[], extraEnv: Readonly<Record<string, string>> = {}): Running {
    return this.processes.start(command, { ...this.env, ...extraEnv }, this.home);
  }

  /** Ends what it started and removes its files. */
  async close(): Promise<void> {
    await this.processes.end();
    await this.end();
  }
}
