import type { Recipe } from "./recipe";

/** Of accounts, clusters and how Terraform gets into them. */
export const PLACES: readonly Recipe[] = [
  {
    want: "modules, which my own root modules call, in place of stacks",
    at: "",
    write: "layout: modules",
    besides: { "resources.events": "bucket: { prefix: acme-events }", "workloads.reports": "verify: job" },
  },
  {
    want: "Terraform to use a profile of the AWS CLI",
    at: "accounts.apps",
    write: "profile: apps-admin",
  },
  {
    want: "Terraform to assume a role that asks for an ExternalId",
    at: "accounts.apps",
    write: 'assumeRole: { arn: "arn:aws:iam::111111111111:role/terraform", externalId: acme/42, sessionName: ci }',
  },
  {
    want: "the region of an account to be checked against the partition that I mean",
    at: "accounts.data",
    write: "partition: aws",
  },
  { want: "tags on everything in an account", at: "accounts.data", write: "tags: { team: data }" },
  { want: "tags on everything in all accounts", at: "defaults", write: "tags: { owner: platform }" },
  {
    want: "nothing made in an account that another team owns",
    at: "accounts.data",
    write: "managed: false",
    besides: { "resources.events": "bucket: { name: acme-events, create: false }" },
    restsOn: ["resource-not-read", "document-requested"],
  },
  { want: "a cluster whose name is no key here", at: "clusters.shop", write: "name: Shop_EKS" },
  {
    want: "a cluster in another region than its account's others",
    at: "clusters.shop",
    write: 'region: eu-west-1, issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPL2"',
  },
  {
    want: "the Pod Identity agent installed",
    at: "clusters.shop",
    write: "podIdentityAgent: install",
  },
  {
    want: "pods on Fargate or Windows",
    at: "clusters.shop",
    write: "compute: fargate",
    besides: { "workloads.reports": "mechanism: irsa" },
    inPlaceOf: ["workloads.reports.primaryRole"],
  },
  {
    want: "the cluster reached by a kubeconfig",
    at: "clusters.shop",
    write: "kubernetes: { kubeconfig: ~/.kube/config, context: shop }",
  },
  {
    want: "no AWS CLI where Terraform runs",
    at: "clusters.shop",
    write: "kubernetes: { token: provider }",
  },
  {
    want: "the cluster's token made with another profile",
    at: "clusters.shop",
    write: "kubernetes: { profile: shop-admin }",
  },
];
