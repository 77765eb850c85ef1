import { z } from "zod";
import * as t from "../text-types";

export const cluster = z.strictObject({
  account: t.entryReference.describe("Key of an account."),
  name: t.clusterName.optional().describe("Name of the EKS cluster. Default: the key."),
  region: t.region.optional().describe("Default: the account's."),
  compute: z
    .enum(["ec2", "fargate", "windows"])
    .default("ec2")
    .describe("Compute type of its pods; EKS Pod Identity needs Linux nodes on EC2. Default: ec2."),
  issuer: t.issuer
    .optional()
    .describe("Its OIDC issuer, as `aws eks describe-cluster` prints it, with or without https://. Needed for irsa."),
  podIdentityAgent: z
    .enum(["check", "install", "skip"])
    .default("check")
    .describe(
      "The eks-pod-identity-agent add-on: `check` that it is installed, `install` it, or `skip` (Auto Mode has it built in). Default: check.",
    ),
  kubernetes: z
    .strictObject({
      kubeconfig: t.kubeconfig.describe("Path of a kubeconfig, from / or ~/."),
      context: t.someText.optional().describe("Context in it. Default: its current one."),
    })
    .optional()
    .describe("How to reach the Kubernetes API. Default: endpoint and token from EKS."),
});
