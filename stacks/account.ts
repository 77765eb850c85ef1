import type { App } from "cdktf";
import type { AccountStack } from "../src/model";
import { AccountScopedStack } from "./account-scoped";
import { bucket } from "./bucket";
import { attachedPolicy, role } from "./iam";
import { oidcProvider } from "./irsa";
import { requireProvider } from "./versions";

/** `account-b`: resources, and the final roles of workloads. */
export class AccountResourcesStack extends AccountScopedStack {
  constructor(app: App, plan: AccountStack, statePath: (stack: string) => string) {
    super(app, plan, statePath);
    if (plan.buckets.some(({ name }) => "prefix" in name)) requireProvider(this, "random");
    for (const planned of plan.buckets) bucket(this, planned);
    for (const provider of plan.oidcProviders) oidcProvider(this, provider);
    for (const finalRole of plan.roles) role(this, finalRole);
    for (const policy of plan.policies) attachedPolicy(this, policy);
  }
}
