import type { App } from "cdktf";
import type { AccountStack } from "../src/model";
import { AccountScopedStack } from "./account-scoped";
import { attachedPolicy, role } from "./iam";
import { oidcProvider } from "./irsa";
import { keyLookup } from "./key-lookup";
import { resource } from "./services";

/** `account-b`: resources, and the final roles of workloads. */
export class AccountResourcesStack extends AccountScopedStack {
  constructor(app: App, plan: AccountStack, statePath: (stack: string) => string) {
    super(app, plan, statePath);
    for (const planned of plan.resources) resource(this, planned);
    for (const key of plan.keys) keyLookup(this, key);
    for (const provider of plan.oidcProviders) oidcProvider(this, provider);
    for (const finalRole of plan.roles) role(this, finalRole);
    for (const policy of plan.policies) attachedPolicy(this, policy);
  }
}
