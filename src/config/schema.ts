import { z } from "zod";
import { PARTITIONS, STS_AUDIENCE } from "../aws";
import { deployment } from "./deployment-schema";
import * as t from "./text-types";

/** A map of named entries. Its keys are checked in src/config/checks, so that a bad key hides nothing behind it. */
const entries = <T extends z.ZodType>(entry: T) =>
  z.record(z.string(), entry).meta({ propertyNames: { type: "string", pattern: t.ENTRY_KEY.source } });

const tags = z
  .record(t.tagKey, t.tagValue)
  .describe("Tags of everything in the account (the provider's default_tags). Default: none.");
const confine = z
  .boolean()
  .describe(
    "Whether both trust policies allow only this cluster, namespace and service account (without session tags, only the target role's does). false: any pod that EKS associates with the primary role. Default: true.",
  );
const principal = z
  .enum(["role", "account"])
  .describe(
    "Principal that the target role trusts: `role` names the primary role, which must exist first; `account` names its account and checks aws:PrincipalArn, which survives a re-created primary role and needs no order. Default: role.",
  );
const sessionTags = z
  .boolean()
  .describe(
    "Whether EKS sends session tags. false: disable_session_tags, and the target role is confined by sts:ExternalId. Default: true.",
  );
const verify = z
  .enum(["none", "pod", "job"])
  .describe(
    "A check that lists the bucket as the workload: a pod, whose log shows the result, or a job that apply waits for. Default: none.",
  );
const verifyImage = t.image.describe(
  "The image of the check; it must contain sh and the AWS CLI. Default: amazon/aws-cli, pinned.",
);
const handover = z
  .enum(["remote-state", "variable"])
  .describe(
    "How the cluster's stack gets a bucket's random name: from the other stack's state, or from a Terraform variable. Default: remote-state.",
  );
const addressPrefix = z
  .literal("")
  .describe(
    '"" leaves the key out of the Terraform addresses, for one entry of a stack. Default: the key and an underscore.',
  );

const account = z.strictObject({
  id: t.accountId.describe("12 digits, in quotes."),
  region: t.region.describe("Region of the aws provider."),
  partition: z.enum(PARTITIONS).optional().describe("Default: the region's."),
  profile: t.profile.optional().describe("Profile of the AWS CLI that Terraform uses for the account."),
  assumeRole: t.roleArn.optional().describe("Role that Terraform assumes in the account."),
  tags: tags.optional(),
});

const cluster = z.strictObject({
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

const bucket = z.strictObject({
  prefix: t.bucketPrefix.optional().describe("Prefix of the name; a random pet name is appended."),
  name: t.bucketName.optional().describe("The whole name."),
  forceDestroy: z.boolean().optional().describe("Whether destroying it deletes the objects in it. Default: false."),
  create: z.boolean().default(true).describe("false: the bucket already exists. Default: true."),
});

const resource = z.strictObject({
  account: t.entryReference.describe("Key of an account."),
  region: t.region.optional().describe("Default: the account's."),
  bucket: bucket.describe("An S3 bucket."),
  handover: handover.optional(),
  addressPrefix: addressPrefix.optional(),
});

const primaryRole = z.strictObject({
  account: t.entryReference.describe("Key of the clusters' account."),
  name: t.roleName.describe("Name of the role."),
});

const grant = z
  .strictObject({
    read: t.entryReference.optional().describe("Key of a resource to read: s3:GetObject, s3:ListBucket."),
    write: t.entryReference
      .optional()
      .describe("Key of a resource to write: s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload."),
    actions: z.array(t.action).min(1, "too-few").optional().describe("Actions by name, on the resource of `on`."),
    on: t.entryReference.optional().describe("Key of a resource."),
  })
  .describe("What may be done to a resource: one of read, write, or actions with on.");

const policyName = z
  .union([t.policyName, z.record(z.string(), t.policyName)], { error: "policy-name" })
  .describe(
    "Name of the policy, or a map from <service>-<verb> (such as s3-read) to names. Default: <role>-<service>-<verb>.",
  );

const grants = z.array(grant).min(1, "too-few");

const target = z.strictObject({
  account: t.entryReference.describe("Key of the resource's account."),
  role: t.roleName.describe("Name of the target role."),
  policyName: policyName.optional(),
  grants,
});

const onCluster = z.strictObject({
  primaryRole: t.roleName.optional().describe("Used as given, without the cluster's suffix."),
  target: target.partial().optional().describe("Overrides of the workload's target; names are used as given."),
  grants: grants.optional(),
});

const workload = z.strictObject({
  cluster: t.entryReference.optional().describe("Key of the one cluster it runs on."),
  clusters: z
    .record(t.entryReference, onCluster)
    .optional()
    .describe("Keys of the clusters it runs on; addresses and role names get the cluster's key appended."),
  namespace: t.namespace.describe("Kubernetes namespace."),
  serviceAccount: t.serviceAccount.describe("Kubernetes service account."),
  mechanism: z
    .enum(["pod-identity", "irsa"])
    .default("pod-identity")
    .describe("How the pod gets credentials; docs/choosing.md compares them. Default: pod-identity."),
  primaryRole: t.roleName
    .optional()
    .describe("pod-identity: name of the role in the cluster's account, or a key of primaryRoles."),
  target: target
    .optional()
    .describe(
      "The role in another account that the pod's credentials are for. Without it the primary role gets the grants.",
    ),
  grants: grants.optional().describe("pod-identity: of the primary role, where there is no target."),
  policyName: policyName.optional(),
  assumePolicyName: t.policyName
    .optional()
    .describe("Name of the primary role's policy. Default: allow-assume-<target role>."),
  oidcProvider: t.oidcProvider
    .optional()
    .describe("irsa: ARN of an OIDC provider that exists in the role's account. Default: one is created there."),
  issuer: t.issuer.optional().describe("irsa: the cluster's, which is the default."),
  audience: z.string().optional().describe(`irsa: ${STS_AUDIENCE}, which is the default.`),
  subject: z
    .string()
    .optional()
    .describe("irsa: system:serviceaccount:<namespace>:<service account>, which is the default."),
  confine: confine.optional(),
  principal: principal.optional(),
  sessionTags: sessionTags.optional(),
  createNamespace: z.boolean().optional().describe("Default: true, but false for default and kube-*."),
  createServiceAccount: z
    .boolean()
    .optional()
    .describe("Default: true, but false for default, which every namespace has."),
  verify: verify.optional(),
  verifyImage: verifyImage.optional(),
  deployment: deployment
    .optional()
    .describe("A Deployment of the workload, with who may call it, and on request its Service. Default: none."),
  addressPrefix: addressPrefix.optional(),
});

/** The whole file. Keys of maps are the entries' names. */
export const schema = z.strictObject({
  defaults: z
    .strictObject({
      confine: confine.default(true),
      principal: principal.default("role"),
      sessionTags: sessionTags.default(true),
      verify: verify.default("none"),
      verifyImage: verifyImage.default("amazon/aws-cli:2.34.48"),
      handover: handover.default("remote-state"),
      tags: tags.optional(),
    })
    .prefault({})
    .describe("Settings of entries that do not set their own."),
  accounts: entries(account).describe("AWS accounts."),
  clusters: entries(cluster).describe("EKS clusters."),
  resources: entries(resource).describe("Resources that workloads use."),
  primaryRoles: entries(primaryRole).default({}).describe("Primary roles that several workloads use."),
  workloads: entries(workload).describe("Kubernetes service accounts and what they may use."),
});

/** A file as written: defaults not filled in. */
export type ConfigInput = z.input<typeof schema>;
/** A checked file: defaults of single keys filled in. */
export type Config = z.output<typeof schema>;
export type Grant = z.output<typeof grant>;
export type Workload = z.output<typeof workload>;
