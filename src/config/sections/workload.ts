import { z } from "zod";
import { STS_AUDIENCE } from "../../aws";
import { PRESET_NAMES } from "../presets";
import * as t from "../text-types";
import { deployment } from "./deployment";
import { identityDocument } from "./policy-document";
import { roleSettings } from "./role-settings";
import { addressPrefix, confine, objects, principal, renamedFrom, sessionTags, verify, verifyImage } from "./settings";
import { grants, namedTarget, policyName, target } from "./target";

const onCluster = z.strictObject({
  primaryRole: t.roleName.optional().describe("Used as given, without the cluster's suffix."),
  primarySettings: roleSettings.optional().describe("Settings of the primary role there."),
  target: target.partial().optional().describe("Overrides of the workload's target; names are used as given."),
  targets: z
    .record(t.entryReference, namedTarget.partial())
    .optional()
    .describe("Overrides of the workload's targets, by their keys; names are used as given."),
  grants: grants.optional(),
});

export const workload = z.strictObject({
  cluster: t.entryReference.optional().describe("Key of the one cluster it runs on."),
  clusters: z
    .record(t.entryReference, onCluster)
    .optional()
    .describe("Keys of the clusters it runs on; addresses and role names get the cluster's key appended."),
  namespace: t.namespace.optional().describe("Its one Kubernetes namespace. Default: the preset's."),
  namespaces: z
    .array(t.namespace)
    .min(1, "too-few")
    .optional()
    .describe("Its Kubernetes namespaces; addresses, and names of roles that each has, get the namespace appended."),
  roles: z
    .enum(["each", "shared"])
    .optional()
    .describe("namespaces: whether each has roles of its own, or all share theirs. Default: each."),
  serviceAccount: t.serviceAccount.describe("Kubernetes service account. Default: the preset's."),
  preset: z
    .enum(PRESET_NAMES)
    .optional()
    .describe(
      "A controller: its Helm chart's namespace and service account, and beside the verbs of its grants (change of zones, read of secrets) what else it asks of AWS. What the workload says itself stays. `synth` prints the chart's values. Default: none.",
    ),
  mechanism: z
    .enum(["pod-identity", "irsa"])
    .default("pod-identity")
    .describe("How the pod gets credentials; docs/choosing.md compares them. Default: pod-identity."),
  transitionFrom: z
    .enum(["irsa"])
    .optional()
    .describe("pod-identity: the mechanism that it comes from, which its role trusts beside; docs/migration.md."),
  irsaAnnotation: z
    .boolean()
    .optional()
    .describe("transitionFrom: whether its service account keeps the annotation with the role. Default: true."),
  primaryRole: t.roleName
    .optional()
    .describe(
      "pod-identity: name of the role in the cluster's account, or a key of primaryRoles. Default: that of roles.primary.name, of the account or the defaults.",
    ),
  primarySettings: roleSettings
    .optional()
    .describe("pod-identity: settings of the workload's own primary role; a key of primaryRoles has its own there."),
  target: target
    .optional()
    .describe(
      "The role in another account that the pod's credentials are for. Without it the primary role gets the grants.",
    ),
  targets: z
    .record(t.entryReference, namedTarget)
    .optional()
    .describe(
      "pod-identity: roles in several accounts, in place of target. Each key is a profile of an AWS config file, by which the program in the pod assumes that role: docs/several-accounts.md.",
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
  sessionPolicy: identityDocument
    .optional()
    .describe(
      "pod-identity: the association's session policy, beyond which the pod may do nothing; needs sessionTags: false. Default: none.",
    ),
  kubernetes: objects.optional(),
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
  renamedFrom,
});
