import { conditionMutations } from "./conditions";
import { documentMutations } from "./documents";
import type { Mutation, Signal } from "./mutation";
import { resourceMutations } from "./resources";
import { stackMutations } from "./stacks";
import { strangerMutations } from "./strangers";
import type { Example } from "./world";

/** Where shows what an example with one target shows at its hops: the hops of second roles are grants. */
const OF_SECOND_ROLES: Readonly<Partial<Record<Signal, readonly Signal[]>>> = {
  "hop:target-trust": ["hop:grant", "expectation"],
  "hop:primary-permission": ["hop:grant", "expectation"],
  "unknown:target-trust": ["unknown:grant", "expectation"],
  "unknown:primary-permission": ["unknown:grant", "expectation"],
};

/** Every fact of an example, each broken in every way. */
export function mutationsOf(example: Example): readonly Mutation[] {
  const all = [documentMutations, conditionMutations, resourceMutations, stackMutations, strangerMutations].flatMap(
    (make) => make(example),
  );
  if (example.name !== "several-accounts") return all;
  return all.map((one) => {
    const right = one.right.flatMap((signal) => OF_SECOND_ROLES[signal] ?? [signal]);
    return isOpenOfSecondRoles(one) ? { ...one, right: [...right, "unknown:grant"], why: OPEN } : { ...one, right };
  });
}

const OPEN = "a second role without sts:TagSession, or in no stack, is unknown";

/** Of each target's trust the second statement, and of the permission the second action, is about sts:TagSession. */
const isOpenOfSecondRoles = ({ kind, at }: Mutation): boolean =>
  /^target-trust:.* /.test(kind) ? at.includes("Statement/1") : /^primary-permission: (resource's|action)/.test(kind);
