import { CONDITION_OPERATORS, POLICY_EVALUATION, POLICY_GRAMMAR, PRINCIPAL, RESOURCE } from "../pages";
import type { Level, Rule } from "../rule";

/** Causes found in a policy document: it is malformed or not known, or what its statements say of the request. */
export const POLICY_CODES = [
  {
    id: "malformed-policy",
    level: "error",
    expected: "a policy document that AWS saves",
    fix: "Correct the document: terraform apply fails there.",
    page: POLICY_GRAMMAR,
  },
  {
    id: "policy-not-known",
    level: "warning",
    expected: "a policy document whose text is known",
    fix: "Prove the directory, or the state after apply.",
  },
  {
    id: "explicit-deny",
    level: "error",
    expected: "no Deny statement that matches the request",
    fix: "Narrow or remove the Deny statement: it wins over every Allow.",
    page: POLICY_EVALUATION,
  },
  {
    id: "no-statement",
    level: "error",
    expected: "a statement that allows the action",
    fix: "Add the statement that is shown to the policy that is named.",
    page: POLICY_EVALUATION,
  },
  {
    id: "not-allowed",
    level: "error",
    expected: "policies that together allow the request",
    fix: "Add the statement that is shown to the policy that is named.",
    page: POLICY_EVALUATION,
  },
  {
    id: "action-mismatch",
    level: "error",
    expected: "the request's action among those that the nearest Allow statement lists",
    fix: "Add the action to the statement, or add the statement that is shown.",
    page: POLICY_EVALUATION,
  },
  {
    id: "principal-mismatch",
    level: "error",
    expected: "the caller among the principals of the nearest Allow statement",
    fix: "Write the principal that is shown into the statement.",
    page: PRINCIPAL,
  },
  {
    id: "resource-mismatch",
    level: "error",
    expected: "the request's resource among those of the nearest Allow statement",
    fix: "Write the resource that is shown into the statement.",
    page: RESOURCE,
  },
  {
    id: "condition-mismatch",
    level: "error",
    expected: "conditions that the request's context meets",
    fix: "Write the value that is shown into the condition, or remove the condition.",
    page: CONDITION_OPERATORS,
  },
  {
    id: "key-not-known",
    level: "warning",
    expected: "a condition key whose value is known in the request, and a resource whose encryption key is known",
    fix: "Add a statement without the condition key, write the encryption key's ARN, or accept that this is not proved.",
  },
  {
    id: "partly-denied",
    level: "warning",
    expected: "no Deny statement that matches a part of the request",
    fix: "Write statements that cover all of the request.",
    page: POLICY_EVALUATION,
  },
  {
    id: "partly-allowed",
    level: "warning",
    expected: "statements that allow all of the request",
    fix: "Write statements that cover all of the request.",
    page: POLICY_EVALUATION,
  },
  {
    id: "not-decided",
    level: "warning",
    expected: "a decision that does not depend on values known only after apply",
    fix: "Prove the state after apply.",
  },
  {
    id: "chain-not-known",
    level: "warning",
    expected: "associations, service accounts and trusts whose number and names are known",
    fix: "Give the values with --var, or prove the plan or the state.",
  },
  {
    id: "type-not-read",
    level: "warning",
    expected: "resources of types that are read, where they change who gets to something of the chain",
    fix: "Judge by hand what it does, or remove it: docs/not-modelled.md lists such types.",
  },
  {
    id: "module-given",
    level: "warning",
    expected: "every module that is given something of the chain among what is read",
    fix: "Run terraform init, or prove the state or the plan.",
  },
] as const satisfies readonly Rule<Level>[];
