import type { PolicyProblem } from "./policy";

/** Thrown by `refuse`, caught by `readPolicy`, and never seen outside. */
export class MalformedPolicy extends Error {
  constructor(readonly problem: PolicyProblem) {
    super(problem.message);
  }
}

export const SYNTAX = "Syntax errors in policy.";

export function malformed(pointer: string, aws: string, message: string, fix: string): never {
  throw new MalformedPolicy({ cause: "form", pointer, awsError: `MalformedPolicyDocument: ${aws}`, message, fix });
}

/** Refuses a well-formed document for another reason than its form. */
export function refuse(problem: PolicyProblem): never {
  throw new MalformedPolicy(problem);
}

/** What is refused because a service takes no more of it. */
export const tooMuch = (awsError: string, message: string, fix: string, pointer = ""): PolicyProblem => ({
  cause: "quota",
  pointer,
  awsError,
  message,
  fix,
});

const LONGEST = 200;

/** What was found, as JSON; of a long value its beginning. */
export function quotedJson(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** AWS's error for an action or a key without a service. */
export const VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
