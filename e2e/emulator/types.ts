/** Long-lived or temporary keys, as an SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who signed a request. */
export type Caller = Administrator | RoleSession | Anonymous;

/** The administrator of an account: may do everything that the account's own policies can grant. */
export interface Administrator {
  readonly kind: "administrator";
  /** 12 digits. */
  readonly account: string;
  /** Of a user with AdministratorAccess: AWS lets no root user assume a role. */
  readonly arn: string;
}

export interface RoleSession {
  readonly kind: "role";
  readonly account: string;
  /** With the role's path. */
  readonly roleArn: string;
  /** `AROA…`: a recreated role has another id, and the old role's sessions become invalid. */
  readonly roleId: string;
  readonly sessionName: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly sessionArn: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly transitive: ReadonlySet<string>;
  /** The text of a session policy. */
  readonly policy?: string;
  /** Keys of conditions that stay with the session, such as `aws:FederatedProvider`. */
  readonly context: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export interface Anonymous {
  readonly kind: "anonymous";
}

/** The subject of a question: the signer, an AWS service, the subject of a token, or somebody who has no keys here. */
export type Subject = Caller | Service | Federated | Outsider;

export interface Service {
  readonly kind: "service";
  /** `pods.eks.amazonaws.com` */
  readonly name: string;
  /** Of the resource for which the service asks; none where it asks for itself. */
  readonly sourceAccount?: string;
  readonly sourceArn?: string;
}

/** A role's session, a user or a root of any account: asked about, without being made. */
export interface Outsider {
  readonly kind: "outsider";
  readonly account: string;
  /** Of the role, the user, or the account's root. */
  readonly arn: string;
  /** Of a role. */
  readonly sessionName?: string;
  readonly tags?: ReadonlyMap<string, string>;
  /** What its own account gives it: everything, nothing, or what the role of this ARN has. */
  readonly permissions: "all" | "none" | "own";
}

export interface Federated {
  readonly kind: "federated";
  /** ARN of the provider, in the account of the role. */
  readonly provider: string;
  /** The provider's URL without `https://`, with which its keys of conditions begin; SAML has none. */
  readonly issuer?: string;
  /** Whom the token is about. */
  readonly token: string;
}

/** An organisation of AWS Organizations, and the accounts that are in it. */
export interface Organisation {
  readonly id: string;
  readonly accounts: ReadonlySet<string>;
}

/** One action on one resource, as policies name them. */
export interface Question {
  /** `s3:GetObject` */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** Keys of conditions that this request has beside those of its caller. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** The decision on a question. */
export interface Decision extends Question {
  /** The caller's ARN, `anonymous`, a service's name, or the subject of a token. */
  readonly caller: string;
  readonly allowed: boolean;
  /** Which side refuses: the caller's policies, the resource's (or role's trust), or both. */
  readonly refusedBy?: "identity" | "resource" | "both";
  /** Which of the caller's policies refuses, where it is not an identity-based one. */
  readonly limit?: "permissions boundary" | "session policy";
  /** Whether a statement denies, where something refuses. */
  readonly explicit?: boolean;
}

/** The pod that a service account token is for, and how long the token lives. */
export interface TokenOf {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly audience: string;
  readonly pod?: { readonly name: string; readonly uid: string };
  /** Seconds. */
  readonly lifetime?: number;
}

/** The OIDC issuer of a cluster. */
export interface Issuer {
  readonly url: string;
  /**
   * A service account token, RS256 with a kid: iss, sub, aud (a list), exp, and `kubernetes.io` with namespace,
   * pod {name, uid} and serviceaccount {name, uid}.
   */
  token(of: TokenOf): Promise<string>;
  /** A token with the same claims, signed with a key that is not the issuer's. */
  forged(of: TokenOf): Promise<string>;
  /** What a cluster's issuer publishes at its jwks_uri. */
  keys(): Promise<{ readonly keys: readonly object[] }>;
}

/** An error as AWS answers it; each protocol has its own form for it. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
