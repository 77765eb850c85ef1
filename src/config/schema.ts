import { z } from "zod";
import { account } from "./sections/account";
import { backend } from "./sections/backend";
import { cluster } from "./sections/cluster";
import { policy } from "./sections/policy";
import type { identityDocument } from "./sections/policy-document";
import { primaryRole } from "./sections/primary-role";
import { resource } from "./sections/resource";
import { type roleSettings, rolesSettings } from "./sections/role-settings";
import { confine, handover, objects, principal, sessionTags, tags, verify, verifyImage } from "./sections/settings";
import type { grant } from "./sections/target";
import { workload } from "./sections/workload";
import * as t from "./text-types";

/** A map of named entries. Its keys are checked in src/config/checks, so that a bad key hides nothing behind it. */
const entries = <T extends z.ZodType>(entry: T) =>
  z.record(z.string(), entry).meta({ propertyNames: { type: "string", pattern: t.ENTRY_KEY.source } });

const BACKEND =
  "Where the states of the stacks are: `local` for files in state/, `none` where somebody else adds the backend, or a map. Default: local.";

/** The whole file. Keys of maps are the entries' names. */
export const schema = z.strictObject({
  layout: z
    .enum(["stacks", "modules"])
    .default("stacks")
    .describe(
      "What is written: `stacks` are root modules, each with its provider blocks and its own state; `modules` have neither and are called by root modules of yours (docs/modules.md). Default: stacks.",
    ),
  defaults: z
    .strictObject({
      confine: confine.default(true),
      principal: principal.default("role"),
      sessionTags: sessionTags.default(true),
      verify: verify.default("none"),
      verifyImage: verifyImage.default("amazon/aws-cli:2.34.48"),
      handover: handover.default("remote-state"),
      backend: backend.default("local").describe(BACKEND),
      kubernetes: objects.default("terraform"),
      tags: tags.optional(),
      organization: t.organization
        .optional()
        .describe(
          "Id of the AWS organization that all accounts are in. Target roles of pod-identity then ask for it (aws:PrincipalOrgID), and the proof takes it for given. Default: none.",
        ),
      roles: rolesSettings
        .optional()
        .describe("Settings of all roles; docs/roles.md says which of several settings counts."),
    })
    .prefault({})
    .describe("Settings of entries that do not set their own."),
  accounts: entries(account).describe("AWS accounts."),
  clusters: entries(cluster).describe("EKS clusters."),
  resources: entries(resource).describe("Resources that workloads use."),
  primaryRoles: entries(primaryRole).default({}).describe("Primary roles that several workloads use."),
  policies: entries(policy)
    .default({})
    .describe("Managed policies that exist, which roles have as permissions boundary or besides their own."),
  workloads: entries(workload).describe("Kubernetes service accounts and what they may use."),
});

/** A file as written: defaults not filled in. */
export type ConfigInput = z.input<typeof schema>;
/** A checked file: defaults of single keys filled in. */
export type Config = z.output<typeof schema>;
export type Grant = z.output<typeof grant>;
export type Workload = z.output<typeof workload>;
export type RoleSettings = z.output<typeof roleSettings>;
export type IdentityDocument = z.output<typeof identityDocument>;
