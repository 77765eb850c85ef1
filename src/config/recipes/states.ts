import type { Recipe } from "./recipe";

/** A bucket whose name only apply knows, so that its stack hands it over. */
const HANDED_OVER: Pick<Recipe, "besides"> = {
  besides: { "resources.events": "bucket: { prefix: acme-events }", "workloads.reports": "verify: job" },
};

/** Of where states are. */
export const STATES: readonly Recipe[] = [
  {
    want: "states in an S3 bucket, locked by an object beside them",
    at: "defaults",
    write: "backend: { s3: { bucket: acme-terraform, region: eu-central-1 } }",
    ...HANDED_OVER,
  },
  {
    want: "each account's states in a bucket of its own, encrypted with its key, through a role",
    at: "defaults",
    write:
      'backend: { s3: { bucket: "acme-{accountId}-terraform", key: "pods/{account}/{stack}.tfstate", region: "{region}", kmsKey: "arn:aws:kms:{region}:{accountId}:alias/terraform", assumeRole: { arn: "arn:aws:iam::{accountId}:role/terraform-state", externalId: acme, sessionName: ci } } }',
    ...HANDED_OVER,
  },
  {
    want: "a Terraform older than 1.10, which locks by a table",
    at: "defaults",
    write:
      "backend: { s3: { bucket: acme-terraform, region: eu-central-1, useLockfile: false, settings: { dynamodb_table: terraform } } }",
    ...HANDED_OVER,
  },
  {
    want: "one account's states elsewhere than the rest",
    at: "accounts.data",
    write: "backend: { s3: { bucket: acme-data-terraform, region: eu-central-1, profile: data-state } }",
    ...HANDED_OVER,
  },
  {
    want: "states and runs in HCP Terraform",
    at: "defaults",
    write: 'backend: { cloud: { organization: acme, workspace: "pods-{stack}", project: Pods } }',
    ...HANDED_OVER,
  },
  {
    want: "states in Terraform Enterprise",
    at: "defaults",
    write: "backend: { cloud: { organization: acme, hostname: terraform.acme.example } }",
    ...HANDED_OVER,
  },
  {
    want: "states in any other backend of Terraform",
    at: "defaults",
    write:
      'backend: { other: { type: azurerm, settings: { storage_account_name: acme, container_name: terraform, key: "{stack}.tfstate" } } }',
    ...HANDED_OVER,
  },
  {
    want: "no backend, since Terragrunt or Spacelift adds it",
    at: "defaults",
    write: "backend: none",
    ...HANDED_OVER,
  },
];
