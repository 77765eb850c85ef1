import { z } from "zod";
import { account } from "./sections/account";
import { cluster } from "./sections/cluster";
import { primaryRole } from "./sections/primary-role";
import { resource } from "./sections/resource";
import { confine, handover, principal, sessionTags, tags, verify, verifyImage } from "./sections/settings";
import type { grant } from "./sections/target";
import { workload } from "./sections/workload";
import * as t from "./text-types";

/** A map of named entries. Its keys are checked in src/config/checks, so that a bad key hides nothing behind it. */
const entries = <T extends z.ZodType>(entry: T) =>
  z.record(z.string(), entry).meta({ propertyNames: { type: "string", pattern: t.ENTRY_KEY.source } });

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
