import { stringify } from "yaml";

/** What one workload is granted in account-b, of resources that may be in account-c too. */
interface Granted {
  readonly preset?: string;
  readonly resources: Readonly<Record<string, object>>;
  readonly grants: readonly object[];
}

/** Of an existing customer key. */
const KEY = "arn:aws:kms:us-east-1:222222222222:key/0b5c2f6e-3a54-4f0e-9d3c-6a1f0e6f7b11";

/**
 * A grant of each service, in the forms that examples do not have: created and existing resources, parts of them, keys,
 * another account's. By what they show.
 */
const GRANTED: Readonly<Record<string, Granted>> = {
  "a part of a bucket": {
    resources: {
      data: { account: "account-b", bucket: { name: "granted-data" } },
    },
    grants: [{ read: { bucket: "data", prefix: "eu/" } }],
  },
  "a table with an index, under a key, to read": {
    resources: {
      orders: {
        account: "account-b",
        table: {
          name: "orders",
          partitionKey: { name: "id" },
          sortKey: { name: "at", type: "number" },
          indexes: { "by-customer": { partitionKey: { name: "customer" } } },
          kmsKey: KEY,
        },
      },
    },
    grants: [{ read: "orders" }],
  },
  "a table that exists to write, and another account's to read": {
    resources: {
      orders: { account: "account-b", table: { name: "orders", create: false } },
      prices: { account: "account-c", table: { name: "prices", partitionKey: { name: "sku" } } },
    },
    grants: [{ write: "orders" }, { read: "prices" }],
  },
  "an encrypted queue and topic of their own accounts, FIFO, and another account's": {
    resources: {
      jobs: { account: "account-b", queue: { name: "jobs.fifo", kmsKey: KEY } },
      events: { account: "account-b", topic: { name: "events", kmsKey: KEY } },
      others: { account: "account-c", queue: { name: "others" } },
      news: { account: "account-c", topic: { name: "news" } },
    },
    grants: [{ send: "jobs" }, { receive: "jobs" }, { publish: "events" }, { receive: "others" }, { publish: "news" }],
  },
  "a zone, limited to types and names of records": {
    resources: { domain: { account: "account-b", zone: { name: "example.com" } } },
    grants: [{ change: { zone: "domain", types: ["TXT"], names: ["_acme-challenge.*"] } }],
  },
  "a queue, a topic and a secret that exist": {
    resources: {
      jobs: { account: "account-b", queue: { name: "jobs", create: false } },
      events: { account: "account-b", topic: { name: "events", create: false } },
      password: { account: "account-b", secret: { name: "prod/db", create: false } },
    },
    grants: [{ send: "jobs" }, { publish: "events" }, { read: "password" }],
  },
  "a secret to read and to write, under a key": {
    resources: {
      password: { account: "account-b", secret: { name: "prod/db", kmsKey: KEY } },
    },
    grants: [{ read: "password" }, { write: "password" }],
  },
  "parameters below a path, and one under a key": {
    resources: {
      settings: { account: "account-b", parameter: { path: "/my-app/" } },
      word: { account: "account-b", parameter: { name: "/team/word", kmsKey: KEY } },
    },
    grants: [{ read: "settings" }, { read: "word" }],
  },
  "a key itself, to encrypt and to decrypt with": {
    resources: { signing: { account: "account-b", key: { alias: "signing" } } },
    grants: [{ encrypt: "signing" }, { decrypt: "signing" }],
  },
  "the secrets of external-secrets": {
    preset: "external-secrets",
    resources: { password: { account: "account-b", secret: { name: "prod/db" } } },
    grants: [{ read: "password" }],
  },
};

const ACCOUNTS = {
  "account-a": { id: "111111111111", region: "us-east-1" },
  "account-b": { id: "222222222222", region: "us-east-1" },
  "account-c": { id: "333333333333", region: "eu-west-1" },
};

/** The texts of configurations of one pod each, by what they show. */
export const CONFIGURATIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(GRANTED).map(([name, granted]) => [name, configurationOf(granted)]),
);

function configurationOf({ preset, resources, grants }: Granted): string {
  const accounts = Object.entries(ACCOUNTS).filter(
    ([key]) => key !== "account-c" || JSON.stringify(resources).includes(key),
  );
  return stringify({
    accounts: Object.fromEntries(accounts),
    clusters: { eks: { account: "account-a" } },
    resources,
    workloads: {
      app: {
        cluster: "eks",
        ...(preset === undefined ? {} : { preset }),
        namespace: "apps",
        serviceAccount: "app",
        primaryRole: "app-primary",
        target: { account: "account-b", role: "app-target", grants },
      },
    },
  });
}
