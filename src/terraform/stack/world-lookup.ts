import { groupBy } from "../../collections/group-by";
import type { Lookup } from "../lookup";
import type { Resource } from "../world";
import type { ReadStack } from "./configuration";

/** Answers what stacks ask of each other. Indexes are made when they are first needed. */
export function worldLookup(stacks: () => readonly ReadStack[]): Lookup {
  const byName = (type: string): ReadonlyMap<unknown, readonly Resource[]> =>
    groupBy(
      stacks().flatMap(({ resources }) => resources.filter((one) => one.type === type && one.mode === "managed")),
      (one) => one.get("name"),
    );
  let roles: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let policies: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let states: ReadonlyMap<string, ReadStack> | undefined;
  return {
    role(account, name) {
      roles ??= byName("aws_iam_role");
      return roles.get(name)?.find((role) => role.account === account);
    },
    policy(account, name) {
      policies ??= byName("aws_iam_policy");
      return policies.get(name)?.find((policy) => policy.account === account);
    },
    output(location, name) {
      states ??= new Map(
        stacks().flatMap((stack) => (stack.state ? [[JSON.stringify(stack.state), stack] as const] : [])),
      );
      return states.get(JSON.stringify({ type: location.type, key: location.key }))?.output(name);
    },
  };
}
