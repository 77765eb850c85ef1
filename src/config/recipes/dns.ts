import type { Recipe } from "./recipe";

const instead = { at: "resources.events", inPlaceOf: ["resources.events.bucket"] };
const CHANGE = { "workloads.reports.target": "grants: [{ change: events }]" };

/** Of zones and of what an ARN names, and what is granted on them. */
export const DNS: readonly Recipe[] = [
  {
    ...instead,
    want: "a new hosted zone whose records a controller changes",
    write: "zone: { name: acme.example }",
    besides: CHANGE,
  },
  {
    ...instead,
    want: "a hosted zone that exists",
    write: "zone: { name: acme.example, id: Z0123456789ABCDEFGHIJ }",
    besides: CHANGE,
    restsOn: ["resource-not-read"],
  },
  {
    inPlaceOf: ["resources.events.bucket", "workloads.reports.target.grants"],
    at: "workloads.reports.target",
    want: "only some records of a zone changed",
    write: 'grants: [{ change: { zone: events, types: [TXT], names: ["_acme-challenge.*"] } }]',
    besides: { "resources.events": "zone: { name: acme.example }" },
  },
  {
    inPlaceOf: [
      "resources.events.bucket",
      "workloads.reports.namespace",
      "workloads.reports.serviceAccount",
      "workloads.reports.target.grants",
    ],
    at: "workloads.reports",
    write: "preset: external-dns",
    want: "external-dns, cert-manager or external-secrets with zones or secrets of another account",
    besides: { "resources.events": "zone: { name: acme.example }", ...CHANGE },
  },
  {
    ...instead,
    want: "images pulled, or anything else for which there is no map: by ARN and actions",
    write: 'arn: "arn:aws:ecr:eu-central-1:222222222222:repository/web"',
    besides: {
      "workloads.reports.target": "grants: [{ actions: [ecr:BatchGetImage, ecr:GetAuthorizationToken], on: events }]",
    },
    restsOn: ["resource-not-read"],
  },
];
