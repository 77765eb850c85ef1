import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { App } from "cdktf";
import type { AssumedRole, Stack } from "../src/model";
import { StackBackend } from "./backend";
import { escapeTemplates } from "./element";
import { LeanStack } from "./lean-stack";
import { requireProvider, requireTerraform } from "./versions";

/** One account's root module: its state, and an AWS provider that refuses credentials of any other account. */
export abstract class AccountScopedStack extends LeanStack {
  constructor(app: App, { name, account, backend }: Stack, statePath: (stack: string) => string) {
    super(app, name);
    requireTerraform(this, "conditions");
    requireProvider(this, "aws");
    new StackBackend(this, backend, statePath(name));
    new AwsProvider(this, "aws", {
      region: account.region,
      allowedAccountIds: [account.id],
      profile: account.profile,
      assumeRole: account.assumeRole && [assumed(account.assumeRole)],
      defaultTags: account.tags ? [{ tags: mapValues(account.tags, escapeTemplates) }] : undefined,
    });
  }
}

const assumed = ({ arn: roleArn, externalId, sessionName }: AssumedRole) => ({ roleArn, externalId, sessionName });

const mapValues = <T>(map: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
