import { documentsOf, listOf, type Pair } from "../pair";
import { type Open, page } from "./exception";

const tests = (pair: Pair) =>
  documentsOf(pair).flatMap(({ Statement }) =>
    Statement.flatMap(({ Condition = {} }) =>
      Object.entries(Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values) })),
      ),
    ),
  );

const valueIn = ({ context }: Pair, key: string): Pair["context"][string] | undefined =>
  Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

export const OPEN: readonly Open[] = [
  {
    reason: "NotPrincipal with Deny, not naming account, role and session: AWS may look at any of them first",
    page: page("reference_policies_elements_notprincipal.html"),
    occursIn: ({ caller, resourcePolicy }) =>
      caller.kind === "role" &&
      (resourcePolicy?.Statement ?? []).some(({ Effect, NotPrincipal }) => Effect === "Deny" && NotPrincipal),
  },
  {
    reason: "a key that may have several values without ForAllValues or ForAnyValue, which AWS requires",
    page: page("reference_policies_condition-single-vs-multi-valued-context-keys.html"),
    occursIn: (pair) =>
      tests(pair).some(({ operator, key }) => !/^(For|Null)/.test(operator) && Array.isArray(valueIn(pair, key))),
  },
  {
    reason: "ForAnyValue, false for a missing key, with IfExists, true for it",
    page: page("reference_policies_elements_condition_operators.html#Conditions_IfExists"),
    occursIn: (pair) =>
      tests(pair).some(
        ({ operator, key }) => /^ForAnyValue:.*IfExists$/.test(operator) && valueIn(pair, key) === undefined,
      ),
  },
  {
    reason: "an ARN operator with a value that has not the six fields of an ARN",
    page: page("reference_policies_elements_condition_operators.html#Conditions_ARN"),
    occursIn: (pair) =>
      tests(pair).some(
        ({ operator, values }) => operator.includes("Arn") && values.some((value) => value.split(":").length < 6),
      ),
  },
];
