import { groupBy } from "../../collections/group-by";
import type { Lookup } from "../lookup";
import type { Resource } from "../world";
import type { ReadStack } from "./configuration";

/** Answers what stacks ask of each other. Indexes are made when they are first needed. */
export function worldLookup(stacks: () => readonly ReadStack[]): Lookup {
  let roles: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let states: ReadonlyMap<string, ReadStack> | undefined;
  return {
    role(account, name) {
      roles ??= groupBy(
        stacks().flatMap(({ resources }) =>
          resources.filter(({ type, mode }) => type === "aws_iam_role" && mode === "managed"),
        ),
        (role) => role.get("name"),
      );
      return roles.get(name)?.find((role) => role.account === account);
    },
    output(location, name) {
      states ??= new Map(
        stacks().flatMap((stack) => (stack.state ? [[JSON.stringify(stack.state), stack] as const] : [])),
      );
      return states.get(JSON.stringify({ type: location.type, key: location.key }))?.output(name);
    },
  };
}
