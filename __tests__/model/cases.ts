import type { orderStacks } from "../../src/model";
import type { RuleId } from "../../src/rules";

interface OrderCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly stacks: Parameters<typeof orderStacks>[0];
  readonly found: string;
}

/** No configuration leads here: layers wait only for lower ones as src/model makes them. */
export const ORDER_CASES: readonly OrderCase[] = [
  {
    rule: "stack-cycle",
    fact: "two stacks that wait for each other cannot be applied",
    stacks: [
      { name: "a", layer: "account", dependsOn: ["b"] },
      { name: "b", layer: "account", dependsOn: ["a"] },
    ],
    found: "a => b => a",
  },
  {
    rule: "layer-inversion",
    fact: "a primary stack does not wait for an account's",
    stacks: [
      { name: "a-primary", layer: "primary", dependsOn: ["b"] },
      { name: "b", layer: "account", dependsOn: [] },
    ],
    found: "a-primary (primary) => b (account)",
  },
];

/** Two accounts whose pods use queues of each other's. */
export const MUTUAL_CASE = {
  rule: "stack-mutual",
  found: "a-rest beside b-rest",
  text: `
accounts:
  a: { id: "111111111111", region: us-east-1 }
  b: { id: "222222222222", region: us-east-1 }
clusters:
  in-a: { account: a }
  in-b: { account: b }
resources:
  jobs-a: { account: a, queue: { name: jobs } }
  jobs-b: { account: b, queue: { name: jobs } }
workloads:
  of-a: { cluster: in-a, namespace: apps, serviceAccount: app, primaryRole: of-a, grants: [{ send: jobs-b }], deployment: { image: "registry.example.com/app:1.0.0" } }
  of-b: { cluster: in-b, namespace: apps, serviceAccount: app, primaryRole: of-b, grants: [{ send: jobs-a }], deployment: { image: "registry.example.com/app:1.0.0" } }
`,
} as const satisfies { readonly rule: RuleId; readonly found: string; readonly text: string };

interface CountCase {
  readonly rule: RuleId;
  readonly associations: number;
  readonly found: string;
}

/** A configuration of that size takes seconds to read. */
export const COUNT_CASES: readonly CountCase[] = [
  { rule: "association-quota", associations: 5001, found: "5001 associations" },
];
