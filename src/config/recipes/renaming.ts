import type { Recipe } from "./recipe";

/** Of keys that change: docs/renaming.md. */
export const RENAMING: readonly Recipe[] = [
  {
    want: "another key for a workload, without replacing what is made of it (docs/renaming.md)",
    at: "workloads.reports",
    write: "renamedFrom: old-reports",
  },
  { want: "the same for a resource", at: "resources.events", write: "renamedFrom: old-events" },
  {
    want: "the same for a cluster, whose name in EKS stays",
    at: "clusters.shop",
    write: "name: Shop_EKS, renamedFrom: old-shop",
  },
  {
    want: "the same for one of several targets",
    at: "workloads.reports",
    write: "targets: { events: { account: data, role: reports, grants: [{ read: events }], renamedFrom: old-events } }",
    inPlaceOf: ["workloads.reports.target"],
  },
  {
    want: "the same for a primary role that workloads share",
    at: "workloads.reports",
    write: "primaryRole: batch",
    besides: { "primaryRoles.batch": "account: apps, name: reports-primary, renamedFrom: old-batch" },
  },
  {
    want: "the same for a policy that roles have",
    at: "workloads.reports",
    write: "primarySettings: { permissionsBoundary: limits }",
    besides: {
      "policies.limits":
        'name: Limits, renamedFrom: old-limits, document: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }',
    },
  },
];
