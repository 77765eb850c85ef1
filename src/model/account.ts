import type { Partition } from "../aws";

export interface Account {
  readonly key: string;
  /** 12 digits. */
  readonly id: string;
  readonly region: string;
  readonly partition: Partition;
  /** Whether this configuration makes anything there. */
  readonly managed: boolean;
  readonly profile?: string;
  /** A role that Terraform assumes. */
  readonly assumeRole?: AssumedRole;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AssumedRole {
  readonly arn: string;
  readonly externalId?: string;
  readonly sessionName?: string;
}
