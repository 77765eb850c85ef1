import { BUCKET_NAMES, CLOUD_WORKSPACES, HANDOVER_OF_STATES, S3_BACKEND, TERRAFORM_BACKENDS } from "../pages";
import type { Rule } from "../rule";

/** What holds of where the states of stacks are. */
export const STATE = [
  {
    id: "state-bucket",
    level: "error",
    expected:
      "a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens; placeholders stand for what they give",
    fix: "Correct the name.",
    page: BUCKET_NAMES,
  },
  {
    id: "state-key",
    level: "error",
    expected: "the key of an object, such as network/{stack}.tfstate, that neither begins nor ends with a slash",
    fix: "Correct the key.",
    page: S3_BACKEND,
  },
  {
    id: "state-kms-key",
    level: "error",
    expected: 'the ARN of a KMS key, such as "arn:aws:kms:us-east-1:{accountId}:alias/terraform"',
    fix: "Write the whole ARN.",
    page: S3_BACKEND,
  },
  {
    id: "state-workspace",
    level: "error",
    expected: "a workspace name of at most 90 letters, digits, hyphens and underscores",
    fix: "Correct the name.",
    page: CLOUD_WORKSPACES,
  },
  {
    id: "hostname",
    level: "error",
    expected: "a host name without https://, such as terraform.example.com",
    fix: "Write the host alone.",
  },
  {
    id: "backend-type",
    level: "error",
    expected: "the type of a backend of Terraform, such as azurerm or gcs",
    fix: "Write it as the label of a `backend` block has it.",
    page: TERRAFORM_BACKENDS,
  },
  {
    id: "state-setting",
    level: "error",
    expected: "settings that have no key of their own beside `settings`",
    fix: "Write that key instead.",
    page: S3_BACKEND,
  },
  {
    id: "state-placeholder",
    level: "error",
    expected: "{stack}, {account}, {accountId} or {region}",
    fix: "Write one of them.",
  },
  {
    id: "state-taken",
    level: "error",
    expected: "a state for each stack",
    fix: "Write {stack} where they differ: one apply would destroy what the other has made.",
  },
  {
    id: "state-undivided",
    level: "warning",
    expected: "settings that differ by {stack}, or `terraform init -backend-config` to tell the states apart",
    fix: "Write {stack} in the setting that names the state.",
    page: TERRAFORM_BACKENDS,
  },
  {
    id: "handover-unreadable",
    level: "error",
    expected: "handover: variable where no other stack can read the state",
    fix: "Write `handover: variable`, or leave it out: it is a variable then by itself.",
    page: HANDOVER_OF_STATES,
  },
] as const satisfies readonly Rule[];
