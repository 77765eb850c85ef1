import { randomUUID } from "node:crypto";
import { decodeJwt, errors, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Issuer, TokenOf } from "../../types";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

interface Known {
  readonly issuer: Issuer;
  readonly keys: Promise<Pair>;
}

/** A token's claims, once its signature is verified. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly pod: { readonly name: string; readonly uid: string } | undefined;
}

/** Why a token is not believed. */
export type Distrust = "malformed" | "unknown issuer" | "signature" | "expired";

export class TokenError extends Error {
  constructor(readonly reason: Distrust) {
    super(reason);
  }
}

const HOUR = 3600;

/** OIDC issuers of clusters, with the keys that they sign service account tokens with. */
export class Issuers {
  readonly #known = new Map<string, Known>();
  /** Keys of issuers that are forgotten, for others: to make one takes longer than all else that a world needs. */
  readonly #spare: Promise<Pair>[] = [];
  #forger: Promise<Pair> | undefined;

  /** The issuer at `url`; the first time it gets its signing key. */
  issuer(url: string): Issuer {
    const known = this.#known.get(url);
    if (known) return known.issuer;
    const keys = this.#spare.pop() ?? generateKeyPair("RS256");
    const kid = randomUUID();
    const issuer: Issuer = {
      url,
      token: async (of) => sign(url, kid, (await keys).privateKey, of),
      // The key's id is the issuer's: only the signature differs.
      forged: async (of) => sign(url, kid, (await this.#forgers()).privateKey, of),
      keys: async () => ({ keys: [{ ...(await exportJWK((await keys).publicKey)), kid, alg: "RS256", use: "sig" }] }),
    };
    this.#known.set(url, { issuer, keys });
    return issuer;
  }

  /** The issuer that `token` names, of which nothing is checked yet. @throws TokenError malformed */
  static issuerOf(token: string): string {
    return String(decoded(token).iss ?? "");
  }

  static audiencesOf(token: string): readonly string[] {
    return [decoded(token).aud ?? []].flat();
  }

  /** Checks signature and time. @throws TokenError */
  async verify(token: string): Promise<Claims> {
    const url = Issuers.issuerOf(token);
    const known = this.#known.get(url);
    if (!known) throw new TokenError("unknown issuer");
    try {
      const { payload } = await jwtVerify(token, (await known.keys).publicKey, { issuer: url, algorithms: ["RS256"] });
      return claimsOf(url, payload);
    } catch (error) {
      throw new TokenError(error instanceof errors.JWTExpired ? "expired" : "signature");
    }
  }

  reset(): void {
    for (const { keys } of this.#known.values()) this.#spare.push(keys);
    this.#known.clear();
  }

  /** Keys that no issuer has. */
  #forgers(): Promise<Pair> {
    this.#forger ??= generateKeyPair("RS256");
    return this.#forger;
  }
}

/** https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens */
async function sign(issuer: string, kid: string, key: Pair["privateKey"], of: TokenOf): Promise<string> {
  const { namespace, serviceAccount, audience, pod, lifetime = HOUR } = of;
  const now = Math.floor(Date.now() / 1000);
  const words = {
    "kubernetes.io": {
      namespace,
      ...(pod ? { pod } : {}),
      serviceaccount: { name: serviceAccount, uid: randomUUID() },
    },
  };
  return new SignJWT(words)
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuer(issuer)
    .setSubject(`system:serviceaccount:${namespace}:${serviceAccount}`)
    .setAudience([audience])
    .setIssuedAt(Math.min(now, now + lifetime))
    .setNotBefore(Math.min(now, now + lifetime))
    .setExpirationTime(now + lifetime)
    .setJti(randomUUID())
    .sign(key);
}

function decoded(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw new TokenError("malformed");
  }
}

function claimsOf(issuer: string, payload: JWTPayload): Claims {
  const kubernetes = (payload["kubernetes.io"] ?? {}) as {
    namespace?: string;
    pod?: { name: string; uid: string };
    serviceaccount?: { name: string };
  };
  return {
    issuer,
    subject: payload.sub ?? "",
    audiences: [payload.aud ?? []].flat(),
    namespace: kubernetes.namespace ?? "",
    serviceAccount: kubernetes.serviceaccount?.name ?? "",
    pod: kubernetes.pod,
  };
}
