import { z } from "zod";
import * as t from "../text-types";
import { OBJECTS, objects, renamedFrom } from "./settings";

const access = z.strictObject({
  objects: objects.optional(),
  kubeconfig: t.kubeconfig.optional().describe("Path of a kubeconfig, from / or ~/."),
  context: t.someText.optional().describe("Context in it. Default: its current one."),
  token: z
    .enum(["cli", "provider"])
    .optional()
    .describe(
      "Without a kubeconfig, what makes the token: `cli` runs `aws eks get-token`; `provider` takes it from the aws provider, for 15 minutes and without the AWS CLI, and needs Terraform 1.10 or OpenTofu 1.11. Default: cli, but provider where the account's assumeRole has an externalId or a sessionName.",
    ),
  profile: t.profile
    .optional()
    .describe("Profile of the AWS CLI that makes the token, in place of the account's profile and assumeRole."),
});

export const cluster = z.strictObject({
  account: t.entryReference.describe("Key of an account."),
  name: t.clusterName.optional().describe("Name of the EKS cluster. Default: the key."),
  nameSuffix: t.nameSuffix
    .optional()
    .describe(
      "What names of roles and policies end in for workloads on several clusters (`clusters:`). Default: a hyphen and the key.",
    ),
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
    .union([objects, access], { error: `${OBJECTS.join(", ")}, or a map` })
    .optional()
    .describe(
      "Where the objects of its workloads are made, in one word; or a map of that and of how to reach the Kubernetes API. Default: those of the defaults, and endpoint and token from EKS.",
    ),
  renamedFrom,
});
