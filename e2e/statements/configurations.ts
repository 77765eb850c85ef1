import { stringify } from "yaml";

/** What one workload is granted in account-b, of resources that may be in account-c too. */
interface Granted {
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
};

const ACCOUNTS = {
  "account-a": { id: "111111111111", region: "us-east-1" },
  "account-b": { id: "222222222222", region: "us-east-1" },
  "account-c": { id: "333333333333", region: "eu-west-1" },
};

/** The texts of configurations of one pod each, by what they show. */
export const CONFIGURATIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(GRANTED).map(([name, { resources, grants }]) => [name, configurationOf(resources, grants)]),
);

function configurationOf(resources: Granted["resources"], grants: Granted["grants"]): string {
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
        namespace: "apps",
        serviceAccount: "app",
        primaryRole: "app-primary",
        target: { account: "account-b", role: "app-target", grants },
      },
    },
  });
}
