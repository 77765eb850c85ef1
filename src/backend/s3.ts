import type { RemoteState, Settings } from "./settings";

/** An object in a bucket. */
export interface S3Backend {
  readonly kind: "s3";
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  /** Whether the lock is an object beside the state. */
  readonly useLockfile: boolean;
  /** ARN. */
  readonly kmsKey?: string | undefined;
  readonly profile?: string | undefined;
  readonly assumeRole?: BackendRole | undefined;
  /** Further settings, as Terraform calls them. */
  readonly settings?: Settings | undefined;
}

/** A role that Terraform assumes for the state alone. */
export interface BackendRole {
  readonly arn: string;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
}

type Credentials = Pick<S3Backend, "profile" | "assumeRole">;

/**
 * `encrypt` asks for the key: without one the bucket's own default encryption applies, which asking for it would replace.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export const s3Settings = (backend: S3Backend): Settings => ({
  backend: {
    s3: {
      ...objectOf(backend),
      ...(backend.useLockfile ? { use_lockfile: true } : {}),
      ...(backend.kmsKey === undefined ? {} : { encrypt: true, kms_key_id: backend.kmsKey }),
      ...credentialsOf(backend),
      ...backend.settings,
    },
  },
});

/** Where the state names no credentials of its own, those count that the stack that reads has for its own state. */
export const s3State = (backend: S3Backend, reader: Credentials): RemoteState => ({
  backend: "s3",
  config: { ...objectOf(backend), ...credentialsOf(hasOwn(backend) ? backend : reader), ...backend.settings },
});

const hasOwn = ({ profile, assumeRole }: Credentials): boolean => profile !== undefined || assumeRole !== undefined;

const objectOf = ({ bucket, key, region }: S3Backend): Settings => ({ bucket, key, region });

const credentialsOf = ({ profile, assumeRole }: Credentials): Settings => ({
  ...(profile === undefined ? {} : { profile }),
  ...(assumeRole === undefined ? {} : { assume_role: roleSettings(assumeRole) }),
});

const roleSettings = ({ arn, externalId, sessionName }: BackendRole): Settings => ({
  role_arn: arn,
  ...(externalId === undefined ? {} : { external_id: externalId }),
  ...(sessionName === undefined ? {} : { session_name: sessionName }),
});
