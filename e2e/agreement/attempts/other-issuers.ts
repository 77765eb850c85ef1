import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import type { Environment } from "../environment";

/** The audience of a pod's token for STS. */
export const AUDIENCE = "sts.amazonaws.com";

/** Issuers of other clusters, for which the target's account has an identity provider too. */
export class OtherIssuers {
  private readonly made = new Map<string, Promise<string>>();

  constructor(private readonly environment: Environment) {}

  /** @param account gets an identity provider for the issuer */
  otherIssuer(account: string): Promise<string> {
    const known = this.made.get(account);
    if (known) return known;
    const url = "https://oidc.eks.us-east-1.amazonaws.com/id/00000000000000000000000000000000";
    this.environment.emulator.issuer(url);
    const made = this.environment.clients
      .iam(account)
      .send(new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: [AUDIENCE] }))
      .then(() => url);
    this.made.set(account, made);
    return made;
  }
}
