import type { App } from "cdktf";
import type { PrimaryStack } from "../src/model";
import { AccountScopedStack } from "./account-scoped";
import { role } from "./iam";

/** `account-a-primary`: the roles that other accounts' trusts name, before anything that needs those. */
export class PrimaryRolesStack extends AccountScopedStack {
  constructor(app: App, plan: PrimaryStack, statePath: (stack: string) => string) {
    super(app, plan, statePath);
    for (const primaryRole of plan.roles) role(this, primaryRole);
  }
}
