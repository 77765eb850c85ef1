import type { Recipe } from "./recipe";

const EXISTING = "account: data, key: { create: false, id: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 }";

/** Of customer keys, and what is encrypted with them. */
export const KEYS: readonly Recipe[] = [
  {
    want: "a bucket encrypted with a key of its own",
    at: "resources.events",
    write: "bucket: { name: acme-events, kmsKey: events-key }",
    besides: { "resources.events-key": "account: data, key: { alias: events }" },
  },
  {
    want: "a bucket that exists, encrypted with a key that exists",
    at: "resources.events",
    write: "bucket: { name: acme-events, create: false, kmsKey: events-key }",
    besides: { "resources.events-key": EXISTING },
    restsOn: ["resource-not-read"],
  },
  {
    want: "an encrypted bucket of a third account, whose key lets the role in",
    at: "resources.events",
    write: "account: lake",
    besides: {
      "accounts.lake": 'id: "333333333333", region: eu-central-1',
      "resources.events": "bucket: { name: acme-events, kmsKey: lake-key }",
      "resources.lake-key": "account: lake, key: { alias: lake }",
    },
  },
  {
    want: "a key that encrypts and decrypts what the pod gives it",
    at: "workloads.reports.target",
    write: "grants: [{ encrypt: sealing }, { decrypt: sealing }]",
    besides: { "resources.sealing": "account: data, key: { alias: sealing }" },
    inPlaceOf: ["resources.events"],
  },
  {
    want: "a key that exists",
    at: "resources.sealing",
    write: "key: { create: false, id: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 }",
    besides: { "resources.sealing": "account: data", "workloads.reports.target": "grants: [{ decrypt: sealing }]" },
    inPlaceOf: ["resources.events"],
    restsOn: ["resource-not-read"],
  },
];
