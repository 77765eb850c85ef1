import type { Problem } from "../../rules";
import { entriesOf } from "../draft";
import { serviceResource } from "../services";
import { type CheckContext, problemIf } from "./check-context";

/** Settings of an account's stacks, of which an account of others has none. */
const OF_STACKS = ["profile", "assumeRole", "tags", "backend"] as const;

/** Accounts of others: nothing is made there. */
export function checkManagedAccounts({ config }: CheckContext): readonly Problem[] {
  const isOthers = (account: string | undefined): boolean => config.accounts?.[account ?? ""]?.managed === false;
  return [
    ...entriesOf(config.accounts).flatMap(([key, account]) =>
      OF_STACKS.flatMap((name) =>
        problemIf(account.managed === false && account[name] !== undefined, {
          rule: "no-effect",
          path: ["accounts", key, name],
          at: "key",
          found: `${name} of an account with managed: false`,
        }),
      ),
    ),
    ...entriesOf(config.clusters).flatMap(([key, { account }]) =>
      problemIf(isOthers(account), {
        rule: "account-not-managed",
        path: ["clusters", key, "account"],
        found: `${account} with managed: false, where cluster ${key} needs associations or service accounts`,
      }),
    ),
    ...entriesOf(config.resources).flatMap(([key, entry]) =>
      problemIf(isOthers(entry.account) && serviceResource(entry)?.isCreated === true, {
        rule: "account-not-managed",
        path: ["resources", key, "account"],
        found: `${entry.account} with managed: false, where ${key} would be made`,
        fix: `Write \`create: false\` with the name of ${key}, if it exists.`,
      }),
    ),
  ];
}
