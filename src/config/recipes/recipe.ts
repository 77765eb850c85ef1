/** Something that users want of a configuration, and what they write for it. */
export interface Recipe {
  /** Follows "I want". */
  readonly want: string;
  /** The entry of BASE in which it is written, dotted: `accounts.apps`; empty for the file itself. */
  readonly at: string;
  /** Keys of that entry, in one line of YAML. */
  readonly write: string;
  /** What BASE lacks for it, or has otherwise: keys of other entries, which are not shown. */
  readonly besides?: Readonly<Record<string, string>>;
  /** Keys of BASE that it takes the place of, dotted. */
  readonly inPlaceOf?: readonly string[];
  /** What its proof rests on, where it does: assumptions by their ids. */
  readonly restsOn?: readonly string[];
  /** The hop that stays unknown, where what it needs is elsewhere. */
  readonly leavesOpen?: string;
}

/** The configuration to which each recipe adds. */
export const BASE = `
accounts:
  apps: { id: "111111111111", region: eu-central-1 }
  data: { id: "222222222222", region: eu-central-1 }
clusters:
  shop: { account: apps, issuer: "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" }
resources:
  events: { account: data, bucket: { name: acme-events } }
workloads:
  reports:
    cluster: shop
    namespace: analytics
    serviceAccount: reports
    primaryRole: reports-primary
    target: { account: data, role: reports, grants: [{ read: events }] }
`;
