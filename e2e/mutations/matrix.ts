import { conditionMutations } from "./conditions";
import { documentMutations } from "./documents";
import type { Mutation } from "./mutation";
import { resourceMutations } from "./resources";
import { stackMutations } from "./stacks";
import { strangerMutations } from "./strangers";
import type { Example } from "./world";

/** Every fact of an example, each broken in every way. */
export const mutationsOf = (example: Example): readonly Mutation[] =>
  [documentMutations, conditionMutations, resourceMutations, stackMutations, strangerMutations].flatMap((make) =>
    make(example),
  );
