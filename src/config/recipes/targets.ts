import type { Recipe } from "./recipe";

const TARGETS =
  "targets: { events: { account: data, role: reports, grants: [{ read: events }] }, archive: { account: lake, role: reports, grants: [{ read: archive }] } }";
const LAKE: Recipe["besides"] = {
  "accounts.lake": 'id: "333333333333", region: eu-central-1',
  "resources.archive": "account: lake, bucket: { name: acme-archive }",
};

/** Of several accounts for one pod. */
export const TARGETS_OF_PODS: readonly Recipe[] = [
  {
    want: "one pod to use resources of several accounts",
    at: "workloads.reports",
    write: TARGETS,
    besides: LAKE,
    inPlaceOf: ["workloads.reports.target"],
  },
  {
    want: "one of several targets called otherwise from one cluster",
    at: "workloads.reports",
    write: "clusters: { shop: {}, spare: { targets: { archive: { role: reports-from-spare } } } }",
    besides: { ...LAKE, "clusters.spare": "account: apps", "workloads.reports": TARGETS },
    inPlaceOf: ["workloads.reports.target", "workloads.reports.cluster"],
  },
];
