import type { Recipe } from "./recipe";

const ORDERS =
  "table: { name: orders, partitionKey: { name: customer }, sortKey: { name: placed, type: number }, indexes: { by-day: { partitionKey: { name: day }, sortKey: { name: placed, type: number } } } }";

/** Of resources and what is granted on them. */
export const RESOURCES: readonly Recipe[] = [
  {
    want: "a new bucket with a name that nobody else has",
    at: "resources.events",
    write: "bucket: { prefix: acme-events, forceDestroy: true }",
    inPlaceOf: ["resources.events.bucket"],
  },
  {
    want: "its random name handed over by a variable, not by the other account's state",
    at: "resources.events",
    write: "handover: variable",
    besides: { "resources.events": "bucket: { prefix: acme-events }", "workloads.reports": "verify: pod" },
    inPlaceOf: ["resources.events.bucket"],
  },
  {
    want: "random names of all buckets handed over by variables",
    at: "defaults",
    write: "handover: variable",
    besides: { "resources.events": "bucket: { prefix: acme-events }", "workloads.reports": "verify: pod" },
    inPlaceOf: ["resources.events.bucket"],
  },
  {
    want: "a bucket that exists",
    at: "resources.events",
    write: "bucket: { name: acme-events, create: false }",
    restsOn: ["resource-not-read"],
  },
  { want: "a bucket in another region", at: "resources.events", write: "region: eu-west-1" },
  {
    want: "a table with its keys and an index",
    at: "resources.events",
    write: ORDERS,
    inPlaceOf: ["resources.events.bucket"],
  },
  {
    want: "a table that exists, encrypted with a key of its own",
    at: "resources.events",
    write:
      'table: { name: orders, create: false, kmsKey: "arn:aws:kms:eu-central-1:222222222222:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0" }',
    inPlaceOf: ["resources.events.bucket"],
    restsOn: ["resource-not-read"],
  },
  {
    want: "a bucket of a third account, whose policy may be replaced",
    at: "resources.events",
    write: "account: lake, resourcePolicy: replace",
    besides: {
      "accounts.lake": 'id: "333333333333", region: eu-central-1',
      "resources.events": "bucket: { name: acme-events, create: false }",
    },
    restsOn: ["resource-not-read"],
  },
  {
    want: "only a part of a bucket's objects read",
    at: "workloads.reports.target",
    write: "grants: [{ read: { bucket: events, prefix: eu/ } }]",
  },
  {
    want: "resources written to as well",
    at: "workloads.reports.target",
    write: "grants: [{ read: events }, { write: events }]",
  },
  {
    want: "single actions allowed",
    at: "workloads.reports.target",
    write: "grants: [{ actions: [s3:GetObjectTagging], on: events }]",
  },
  {
    want: "addresses without the key in front, as an older state has them",
    at: "resources.events",
    write: 'addressPrefix: ""',
  },
];
