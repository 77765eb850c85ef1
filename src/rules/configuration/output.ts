import type { Rule } from "../rule";

/** What holds of the stacks that a configuration gives, and of the output folder. */
export const OUTPUT = [
  {
    id: "stack-cycle",
    level: "error",
    expected: "stacks that can be applied one after another",
    fix: "Remove one dependency of the cycle: none of its stacks can be applied first.",
  },
  {
    id: "stack-mutual",
    level: "warning",
    expected: "pods of at most one of two accounts that use resources of the other",
    fix: "Apply the stacks in the order given. Pods of the first are refused until the second is applied: a check of theirs with verify: job succeeds in a second apply.",
  },
  {
    id: "layer-inversion",
    level: "error",
    expected: "stacks that depend only on stacks of their own or a lower layer (primary, account, rest)",
    fix: "Move the dependency into a lower layer.",
  },
  {
    id: "stack-in-use",
    level: "error",
    expected: "a stack without resources, as the configuration no longer has it",
    fix: "Destroy it first, with the command printed here.",
  },
  {
    id: "manifest-open-name",
    level: "error",
    expected: "names that are known before apply: nobody fills a value into a manifest",
    fix: "Give the bucket a name: in place of the prefix:.",
  },
  {
    id: "configuration-name",
    level: "error",
    expected: "a configuration named none of stacks, handover, manifests and manifest.json",
    fix: "Rename the file or its folder, which name the output: in cdktf.out these are the default configuration's.",
  },
  {
    id: "output-foreign",
    level: "error",
    expected: "an output folder of this program, or none yet",
    fix: "Choose another folder with --out; nothing in this one was touched.",
  },
] as const satisfies readonly Rule[];
