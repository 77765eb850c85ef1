import type { TerraformStack } from "cdktf";

/**
 * The bindings would pin the exact provider version they were generated from; these are the
 * article's ranges. `target_role_arn` came with aws 6.2.0; `target_state` of pods, which a check uses,
 * with kubernetes 2.23.0, and `match_label_keys`, which a Deployment uses, with 2.27.0, so that a lock below
 * them must be renewed.
 */
const PROVIDERS = {
  aws: { source: "hashicorp/aws", version: "~> 6.3" },
  kubernetes: { source: "hashicorp/kubernetes", version: "~> 2.20" },
  random: { source: "hashicorp/random", version: "~> 3.6" },
} as const;

export const requiredProvider = (name: keyof typeof PROVIDERS) => PROVIDERS[name];

export const requireProvider = (stack: TerraformStack, name: keyof typeof PROVIDERS): void =>
  stack.addOverride(`terraform.required_providers.${name}`, requiredProvider(name));

/** `policy` of associations came with 6.57.1. */
export const requireSessionPolicies = (stack: TerraformStack): void =>
  stack.addOverride("terraform.required_providers.aws", { ...PROVIDERS.aws, version: "~> 6.3, >= 6.57.1" });

/**
 * 1.2 brought preconditions and postconditions, 1.6 `assume_role` of the s3 backend and projects of workspaces, 1.10 lock files of states and ephemeral blocks.
 * What a stack requires later never takes less than what it required before.
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 * @see https://github.com/hashicorp/terraform/blob/v1.6/CHANGELOG.md
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
 * @see https://developer.hashicorp.com/terraform/language/resources/ephemeral
 */
export const TERRAFORM = {
  conditions: ">= 1.2",
  stateSettings: ">= 1.6",
  lockfile: ">= 1.10",
  ephemeral: ">= 1.10",
} as const;

export const requireTerraform = (stack: TerraformStack, feature: keyof typeof TERRAFORM): void =>
  stack.addOverride("terraform.required_version", TERRAFORM[feature]);
