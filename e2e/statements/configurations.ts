import { stringify } from "yaml";

/** What one workload is granted in account-b, of resources that may be in account-c too. */
interface Granted {
  readonly resources: Readonly<Record<string, object>>;
  readonly grants: readonly object[];
}

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
