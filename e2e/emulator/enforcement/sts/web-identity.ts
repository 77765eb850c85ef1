import { AwsError, type Federated } from "../../types";
import type { Accounts } from "../iam/accounts";
import { accountOfArn } from "../iam/bindings";
import type { Context } from "../iam/context";
import { type Claims, Issuers, TokenError } from "./issuers";

/** Whom a token is about, as the role's account and the token's issuer know it. */
export interface Vouched {
  readonly subject: Federated;
  readonly audience: string;
  readonly context: Context;
}

const untrusted = (message: string) => new AwsError("InvalidIdentityToken", message);

/**
 * Checks `token` before the role's trust is asked: a provider of its issuer is in the account of the role and has its
 * audience, the signature is the issuer's, and it has not expired.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * @throws AwsError InvalidIdentityToken, ExpiredTokenException
 */
export async function vouchedFor(
  token: string,
  roleArn: string,
  accounts: Accounts,
  issuers: Issuers,
): Promise<Vouched> {
  try {
    const url = Issuers.issuerOf(token);
    const issuer = url.replace(/^https:\/\//, "");
    const provider = (await accounts.providers(accountOfArn(roleArn))).get(issuer);
    if (!provider) throw untrusted(`No OpenIDConnect provider found in your account for ${url}`);
    const audience = Issuers.audiencesOf(token).find((each) => provider.clientIds.includes(each));
    if (audience === undefined) throw untrusted("Incorrect token audience");
    const { subject }: Claims = await issuers.verify(token);
    return {
      subject: { kind: "federated", provider: provider.arn, issuer, token: subject },
      audience,
      context: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: audience },
    };
  } catch (error) {
    throw error instanceof TokenError ? distrusted(error) : error;
  }
}

function distrusted({ reason }: TokenError): AwsError {
  switch (reason) {
    case "expired":
      return new AwsError(
        "ExpiredTokenException",
        "Token expired: current date/time must be before the expiration date/time",
      );
    case "unknown issuer":
      return untrusted(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
      );
    case "malformed":
      return untrusted(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
      );
    case "signature":
      return untrusted(
        "The web identity token that was passed could not be validated by AWS. Get a new identity token from the identity provider and then retry the request.",
      );
  }
}
