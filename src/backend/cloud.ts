import type { RemoteState, Settings } from "./settings";

/** Where workspaces are without a host name. */
export const HCP_TERRAFORM = "app.terraform.io";

/** A workspace of HCP Terraform or Terraform Enterprise. */
export interface CloudBackend {
  readonly kind: "cloud";
  readonly organization: string;
  /** Of Terraform Enterprise; HCP Terraform's without. */
  readonly hostname?: string | undefined;
  readonly workspace: string;
  readonly project?: string | undefined;
}

const placeOf = ({ hostname, organization }: CloudBackend): Settings => ({
  ...(hostname === undefined ? {} : { hostname }),
  organization,
});

/** @see https://developer.hashicorp.com/terraform/cli/cloud/settings */
export const cloudSettings = (backend: CloudBackend): Settings => ({
  cloud: {
    ...placeOf(backend),
    workspaces: { name: backend.workspace, ...(backend.project === undefined ? {} : { project: backend.project }) },
  },
});

/**
 * The workspace must share its state with the one that reads it.
 * @see https://developer.hashicorp.com/terraform/language/state/remote-state-data
 * @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/state#accessing-state-from-other-workspaces
 */
export const cloudState = (backend: CloudBackend): RemoteState => ({
  backend: "remote",
  config: { ...placeOf(backend), workspaces: { name: backend.workspace } },
});
