import type { Rule } from "../rule";

/** What holds of the stacks that a configuration gives, and of the output folder. */
export const OUTPUT = [
  {
    id: "stack-cycle",
    level: "error",
    expected: "stacks that can be applied one after another",
    fix: "Break the circle: no stack of it could be applied first.",
  },
  {
    id: "layer-inversion",
    level: "error",
    expected: "stacks that wait only for stacks of their own or a lower layer (primary, account, rest)",
    fix: "Move what is waited for into a lower layer.",
  },
  {
    id: "stack-in-use",
    level: "error",
    expected: "a stack without resources, as the configuration no longer has it",
    fix: "Destroy it first, with the command printed here.",
  },
  {
    id: "configuration-name",
    level: "error",
    expected: "a configuration named neither stacks nor manifest.json",
    fix: "Rename the file or its folder, which name the output: in cdktf.out these are the default configuration's.",
  },
  {
    id: "output-foreign",
    level: "error",
    expected: "an output folder of this program, or none yet",
    fix: "Choose another folder with --out; nothing in this one was touched.",
  },
] as const satisfies readonly Rule[];
