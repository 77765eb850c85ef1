import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentityProvider } from "@smithy/types";
import type { Log } from "../log";
import { TIME_OUTS, UpstreamError } from "./error";

/** The same, but what keeps them from being given is an UpstreamError: a missing token file, or STS's or EKS's refusal. */
export const podCredentials =
  <Provider extends AwsCredentialIdentityProvider>(provider: Provider) =>
  async (...options: Parameters<Provider>) => {
    try {
      return await provider(...options);
    } catch (error) {
      const { name = "", code = "", message } = error as NodeJS.ErrnoException;
      const late = TIME_OUTS.includes(name) || TIME_OUTS.includes(code);
      const fault = late ? "timed out" : "no credentials";
      throw new UpstreamError(fault, `found no credentials: ${message}`, { code: code || name, cause: error });
    }
  };

/**
 * A warning where static keys are in the environment beside the credentials that EKS gives the pod,
 * with which of them wins in the SDK's default chain: keys first, unless AWS_PROFILE is set; then the
 * profile, the web identity (IRSA), and last the container (Pod Identity).
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export function staticKeysWarning(env: NodeJS.ProcessEnv): string | undefined {
  if (!env.AWS_ACCESS_KEY_ID || !env.AWS_SECRET_ACCESS_KEY) return undefined;
  const sources = [
    env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN ? "the web identity (IRSA)" : undefined,
    env.AWS_CONTAINER_CREDENTIALS_FULL_URI ? "the container's credentials (EKS Pod Identity)" : undefined,
  ].filter((source) => source !== undefined);
  if (sources.length === 0) return undefined;
  const wins = env.AWS_PROFILE ? `the profile ${env.AWS_PROFILE} wins` : "the static keys win";
  return `static AWS keys are in the environment beside ${sources.join(" and ")}: ${wins}; remove the keys`;
}

/** Who the pod really is to AWS, for the log: asked of STS once, and again after a failure. */
export class CallerIdentity {
  private arn: Promise<string> | undefined;

  constructor(
    private readonly sts: STSClient,
    private readonly log: Log,
  ) {}

  /** The ARN of the pod's session; a text that says so where STS does not tell. */
  async describe(): Promise<string> {
    this.arn ??= this.sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => Arn ?? "unknown");
    try {
      return await this.arn;
    } catch (error) {
      this.arn = undefined;
      this.log.debug({ err: error }, "STS did not say who the pod is");
      return "unknown: STS did not say";
    }
  }
}
