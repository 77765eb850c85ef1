import { errors, jwtVerify } from "jose";
import type { Log } from "../log";
import { Problem } from "../problem";
import { type KeysOptions, keysOf } from "./keys";

export interface BearerOptions extends KeysOptions {
  readonly audience: string;
  /** Patterns of who may read; `*` stands for any text. */
  readonly subjects: readonly string[];
}

/** Signatures by a key that only the issuer has. */
const ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
/** How far two clocks may be apart, in seconds. */
const CLOCKS = 10;

/** jose's errors that are about the token; with any other, whether it is good is not known. */
const TOKEN = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** Lets in who has a token of one issuer, for this service, about a subject that may read: RFC 7519 in RFC 6750. */
export class Bearer {
  private readonly keys: ReturnType<typeof keysOf>;
  private readonly subjects: readonly RegExp[];

  constructor(
    private readonly options: BearerOptions,
    private readonly log: Log,
  ) {
    this.keys = keysOf(options);
    this.subjects = options.subjects.map(patternOf);
  }

  /**
   * The subject of the token in an `Authorization` header.
   * @throws Problem 401 without a good token, 403 for another subject, 503 where the issuer's keys cannot be had
   */
  async subjectOf(authorization: string | undefined): Promise<string> {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
    if (!token) throw unauthorized("Bearer", "found no bearer token, expected one in the Authorization header");
    const subject = await this.verified(token);
    if (this.subjects.some((pattern) => pattern.test(subject))) return subject;
    throw new Problem(403, "Not allowed", "The token is good, but not of one that may read here.", {
      "www-authenticate": 'Bearer error="insufficient_scope"',
    });
  }

  private async verified(token: string): Promise<string> {
    const { issuer, audience } = this.options;
    const expected = {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ["exp", "sub"],
      clockTolerance: CLOCKS,
    };
    try {
      const { payload } = await jwtVerify(token, this.keys, expected);
      // that it is there is all that jose has looked at: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.2
      if (typeof payload.sub !== "string") throw new errors.JWTInvalid("found a subject that is no text");
      return payload.sub;
    } catch (error) {
      if (TOKEN.some((type) => error instanceof type))
        throw unauthorized('Bearer error="invalid_token"', `found a token that is not good here: ${messageOf(error)}`);
      this.log.error({ err: error }, "the issuer's keys cannot be had");
      const detail = "The keys of the tokens' issuer cannot be had; try again.";
      throw new Problem(503, "No keys", detail, { "retry-after": "5" });
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "");

const unauthorized = (challenge: string, detail: string): Problem =>
  new Problem(401, "Unauthorized", detail, { "www-authenticate": challenge });

/** As in IAM's policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String */
function patternOf(text: string): RegExp {
  const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${text.split("*").map(literal).join(".*")}$`, "s");
}
