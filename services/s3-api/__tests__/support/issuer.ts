import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { S3Stub } from "./s3-stub";

const json = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A pair of keys of an issuer's. */
export class Key {
  private readonly pair = generateKeyPairSync("rsa", { modulusLength: 2048 });

  constructor(readonly kid: string) {}

  /** As the issuer publishes it. */
  get jwk(): object {
    return { ...this.pair.publicKey.export({ format: "jwk" }), kid: this.kid, use: "sig", alg: "RS256" };
  }

  get publicKey(): KeyObject {
    return this.pair.publicKey;
  }

  /** A token with these claims. */
  token(claims: object): string {
    const signed = `${json({ alg: "RS256", kid: this.kid, typ: "JWT" })}.${json(claims)}`;
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), this.pair.privateKey).toString("base64url")}`;
  }
}

/** A token that says that nobody signed it. */
export const unsigned = (claims: object): string => `${json({ alg: "none" })}.${json(claims)}.`;

/** An OpenID Connect issuer, as a cluster is one: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery */
export class Issuer {
  /** Whether it answers. */
  up = true;
  /** Who it says that it is. */
  named: string;

  private constructor(
    private readonly server: S3Stub,
    /** The keys that it publishes. */
    readonly keys: Key[],
  ) {
    this.named = server.endpoint;
  }

  static async start(keys: Key[]): Promise<Issuer> {
    const server = await S3Stub.start((request, response) => {
      if (!issuer.up) return response.writeHead(500).end();
      const { url, named } = issuer;
      const answer =
        request.url === "/keys" ? { keys: keys.map(({ jwk }) => jwk) } : { issuer: named, jwks_uri: `${url}/keys` };
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
    const issuer = new Issuer(server, keys);
    return issuer;
  }

  get url(): string {
    return this.server.endpoint;
  }

  /** What it was asked for. */
  get requests(): string[] {
    return this.server.requests;
  }
}
