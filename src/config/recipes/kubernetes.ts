import type { Recipe } from "./recipe";

/** Of where Kubernetes objects are made. */
export const KUBERNETES: readonly Recipe[] = [
  {
    want: "Kubernetes objects as YAML, for Argo CD, Flux or kubectl (docs/kubernetes.md)",
    at: "defaults",
    write: "kubernetes: manifests",
  },
  {
    want: "the same of one cluster, without how Terraform would reach it",
    at: "clusters.shop",
    write: "kubernetes: manifests",
    besides: { "workloads.reports": "verify: job" },
  },
  {
    want: "the same of a cluster in which Terraform makes those of some workloads",
    at: "clusters.shop",
    write: "kubernetes: { objects: manifests, profile: shop-admin }",
    besides: {
      "workloads.exports":
        "cluster: shop, namespace: exports, serviceAccount: exports, primaryRole: exports-primary, kubernetes: terraform, target: { account: data, role: exports, grants: [{ read: events }] }",
    },
  },
  {
    want: "nothing of a workload made in its cluster, and told what it needs there",
    at: "workloads.reports",
    write: "kubernetes: none",
  },
  {
    want: "the objects of a workload that comes with its own token (IRSA) as YAML",
    at: "workloads.reports",
    write: "kubernetes: manifests, mechanism: irsa, deployment: { image: registry.example.com/reports:1.4.0 }",
    inPlaceOf: ["workloads.reports.primaryRole"],
  },
  {
    want: "the same beside modules for a root module of mine (docs/modules.md)",
    at: "",
    write: "layout: modules",
    besides: { defaults: "kubernetes: manifests", "workloads.reports": "mechanism: irsa" },
    inPlaceOf: ["workloads.reports.primaryRole"],
  },
];
