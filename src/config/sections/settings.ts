import { z } from "zod";
import * as t from "../text-types";

export const tags = z
  .record(t.tagKey, t.tagValue)
  .describe("Tags of everything in the account (the provider's default_tags). Default: none.");
export const confine = z
  .boolean()
  .describe(
    "Whether both trust policies allow only this cluster, namespace and service account (without session tags, only the target role's does). false: any pod that EKS associates with the primary role. Default: true.",
  );
export const principal = z
  .enum(["role", "account"])
  .describe(
    "Principal that the target role trusts: `role` names the primary role, which must exist first; `account` names its account and checks aws:PrincipalArn, which survives a re-created primary role and needs no order. Default: role.",
  );
export const sessionTags = z
  .boolean()
  .describe(
    "Whether EKS sends session tags. false: disable_session_tags, and the target role is confined by sts:ExternalId. Default: true.",
  );
export const verify = z
  .enum(["none", "pod", "job"])
  .describe(
    "A check that makes a harmless call on each granted resource as the workload (lists a bucket, reads what a queue or secret is, counts an item of a table): a pod, whose log shows the result, or a job that apply waits for. Default: none.",
  );
export const verifyImage = t.image.describe(
  "The image of the check; it must contain sh and the AWS CLI. Default: amazon/aws-cli, pinned.",
);
export const handover = z
  .enum(["remote-state", "variable"])
  .describe(
    "How the cluster's stack gets a bucket's random name: from the other stack's state, or from a Terraform variable. Default: remote-state.",
  );
/** Who makes a workload's Kubernetes objects. */
export const OBJECTS = ["terraform", "manifests", "none"] as const;
export type Objects = (typeof OBJECTS)[number];
export const objects = z
  .enum(OBJECTS)
  .describe(
    "Where its Kubernetes objects are made: `terraform` with the rest; `manifests` writes them as YAML for Argo CD, Flux or kubectl; `none`: by others, and `synth` prints what they need. docs/kubernetes.md. Default: terraform.",
  );
export const addressPrefix = z
  .literal("")
  .describe(
    '"" leaves the key out of the Terraform addresses, for one entry of a stack. Default: the key and an underscore.',
  );
export const renamedFrom = t
  .textMatching("key-name", t.ENTRY_KEY)
  .optional()
  .describe(
    "Its key until now: Terraform moves what is made of it to its new addresses, and replaces none of it; docs/renaming.md. Default: none.",
  );
