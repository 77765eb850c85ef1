import type { Recipe } from "./recipe";

const KEY = '"arn:aws:kms:eu-central-1:222222222222:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"';
const instead = { at: "resources.events", inPlaceOf: ["resources.events.bucket"] };
const granted = { at: "workloads.reports.target", inPlaceOf: ["resources.events.bucket"] };
const grants = (list: string) => ({ "workloads.reports.target": `grants: [${list}]` });

/** Of queues, topics, secrets and parameters. */
export const MESSAGES: readonly Recipe[] = [
  {
    ...granted,
    want: "messages sent to a queue and received from it",
    write: "grants: [{ send: events }, { receive: events }]",
    besides: { "resources.events": "queue: { name: jobs }" },
  },
  {
    ...instead,
    want: "a queue that exists, encrypted with a key of its own",
    write: `queue: { name: jobs, create: false, kmsKey: ${KEY} }`,
    besides: grants("{ receive: events }"),
    restsOn: ["resource-not-read"],
  },
  {
    ...granted,
    want: "messages published to a topic",
    write: "grants: [{ publish: events }]",
    besides: { "resources.events": "topic: { name: events }" },
  },
  {
    ...instead,
    want: "a topic that exists, encrypted with a key of its own",
    write: `topic: { name: events, create: false, kmsKey: ${KEY} }`,
    besides: grants("{ publish: events }"),
    restsOn: ["resource-not-read"],
  },
  { ...instead, want: "a secret, whose value is put in by others", write: "secret: { name: prod/db }" },
  {
    ...instead,
    want: "a secret that exists, encrypted with a key of its own",
    write: `secret: { name: prod/db, create: false, kmsKey: ${KEY} }`,
    restsOn: ["resource-not-read"],
  },
  {
    ...instead,
    want: "all parameters under a path",
    write: "parameter: { path: /shop/ }",
    restsOn: ["resource-not-read"],
  },
  {
    ...instead,
    want: "one parameter, encrypted with a key of its own",
    write: `parameter: { name: /shop/db, kmsKey: ${KEY} }`,
    restsOn: ["resource-not-read"],
  },
];
