import {
  ACTION_TABLES,
  KEY_POLICY,
  KEY_STATES,
  POLICY_EVALUATION,
  POLICY_VARIABLES,
  S3_KEYS,
  SECRET_ARNS,
} from "../pages";
import type { Level, Rule } from "../rule";

/** Causes found at what the final role is granted, and at the resources that it is granted. */
export const GRANT_CODES = [
  {
    id: "no-grant",
    level: "error",
    expected: "a policy of the final role that allows something",
    fix: "Attach a policy to the role.",
  },
  {
    id: "action-fits-no-resource",
    level: "error",
    expected: "a resource of a type that the action supports",
    fix: "Name a resource of the action's own type.",
    page: ACTION_TABLES,
  },
  {
    id: "action-not-known",
    level: "error",
    expected: "an action that AWS lists for its service",
    fix: "Write the action that the operation needs; some operations have another's name there.",
    page: ACTION_TABLES,
  },
  {
    id: "variable-missing",
    level: "error",
    expected: "policy variables that have a value in the session",
    fix: "Keep session tags on, or write the name itself.",
    page: POLICY_VARIABLES,
  },
  {
    id: "condition-chosen",
    level: "note",
    expected: "a request with the values that the policies' conditions ask for",
    fix: "Send requests with these values; nothing else needs to be done.",
  },
  {
    id: "no-resource-policy",
    level: "error",
    expected: "a resource policy that allows the action, as the resource is in another account than the role",
    fix: "Give the resource a policy with the statement that is shown.",
    page: POLICY_EVALUATION,
  },
  {
    id: "resource-not-in-world",
    level: "warning",
    expected: "every resource whose own policy decides in what is read",
    fix: "Add the stack that makes it to the command line.",
    page: POLICY_EVALUATION,
  },
  {
    id: "aws-managed-key",
    level: "error",
    expected: "an encryption key that the role's account may use",
    fix: "Encrypt the resource with a customer managed key whose policy names the role, or with AES256.",
    page: S3_KEYS,
  },
  {
    id: "key-not-in-world",
    level: "warning",
    expected: "every encryption key in what is read, as its policy always decides",
    fix: "Add the stack that makes the key to the command line.",
    page: KEY_POLICY,
  },
  {
    id: "key-in-callers-account",
    level: "warning",
    expected: "a key named by its ARN where another account writes",
    fix: "Write the key's ARN.",
    page: S3_KEYS,
  },
  {
    id: "key-unusable",
    level: "error",
    expected: "an enabled key of the resource's region that is made for what it is used for",
    fix: "Use an enabled symmetric key of that region.",
    page: KEY_STATES,
  },
  {
    id: "never-across-accounts",
    level: "error",
    expected: "actions that AWS allows to callers of other accounts",
    fix: "Do it with a role of the resource's own account.",
    page: POLICY_EVALUATION,
  },
  {
    id: "secret-without-suffix",
    level: "error",
    expected: "a secret's ARN with the six characters that Secrets Manager adds to its name",
    fix: "End the ARN in -??????.",
    page: SECRET_ARNS,
  },
  {
    id: "resource-not-known",
    level: "warning",
    expected: "a resource whose name is known",
    fix: "Give the value that its name is made of, or prove the plan or the state.",
  },
] as const satisfies readonly Rule<Level>[];
