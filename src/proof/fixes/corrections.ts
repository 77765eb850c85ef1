import { type Mismatch, mismatches, type Nearest, NO, type Request, type Statement } from "../../iam";
import { hasUnknown } from "../../unknown/unknown-text";
import type { PatchOperation } from "../proof";
import { escaped } from "./operations";

type Json = Readonly<Record<string, unknown>>;

/** A value that is corrected: the old one, what it becomes, and how it is done. */
export interface Correction {
  readonly old: string;
  /** Whether it names a role or a resource. */
  readonly isArn: boolean;
  /** What it becomes. */
  readonly value: string;
  /** Names under which the old one stands. */
  readonly under: readonly string[];
  readonly op: PatchOperation;
  /** The part of the statement as it is to be, for a sentence. */
  readonly part: Json;
}

/**
 * The corrections that make the statement of `near` apply to `request`; undefined where it needs more than values.
 * Principals are never replaced, and a condition on what the request does not carry is none to be corrected.
 */
export function corrections(
  { statement, mismatches: found }: Nearest,
  request: Request,
): readonly Correction[] | undefined {
  const all = found.map((mismatch) => correction(mismatch, statement, request));
  return all.length > 0 && all.every((one) => one !== undefined) ? all : undefined;
}

function correction(mismatch: Mismatch, statement: Statement, request: Request): Correction | undefined {
  if (mismatch.truth !== NO) return undefined;
  if (mismatch.element === "condition") return ofCondition(mismatch, statement, request);
  if (mismatch.element !== "resource" || statement.resources?.negated) return undefined;
  const [old, second] = statement.resources?.of ?? [];
  const value = request.resource?.tokens.join("");
  if (!old || second || value === undefined || hasUnknown(value) || value.includes("$")) return undefined;
  return {
    old: old.text,
    isArn: true,
    value,
    under: ["Resource", "resources"],
    op: { op: "replace", path: `${statement.pointer}/Resource`, value },
    part: { Resource: value },
  };
}

function ofCondition(
  { condition }: Extract<Mismatch, { readonly element: "condition" }>,
  statement: Statement,
  request: Request,
): Correction | undefined {
  const { operator, base, set, key, lowerKey, values } = condition;
  if (set || !/^(String|Arn)(Equals|EqualsIgnoreCase|Like)$/.test(base)) return undefined;
  const got = request.context(lowerKey);
  const [old, second] = values;
  if (typeof got !== "object" || got.length !== 1 || !old || second) return undefined;
  const value = got[0]?.tokens.join("") ?? "";
  // what a pattern or a variable would read otherwise
  if (value === "" || hasUnknown(value) || /[*?$]/.test(value)) return undefined;
  return {
    old: old.text,
    isArn: lowerKey === "aws:principalarn",
    value,
    under: [key],
    op: { op: "replace", path: `${statement.pointer}/Condition/${escaped(operator)}/${escaped(key)}`, value },
    part: { [operator]: { [key]: value } },
  };
}

/** Adds `action` to `statement`, where that is all it lacks for `request`. */
export function completion(statement: Statement, request: Request, action: string): PatchOperation | undefined {
  const [only, second] = mismatches(statement, request);
  if (only?.element !== "action" || only.truth !== NO || second || statement.actions.negated) return undefined;
  const { Action: written } = statement.written;
  const path = `${statement.pointer}/Action`;
  return Array.isArray(written)
    ? { op: "add", path: `${path}/-`, value: action }
    : { op: "replace", path, value: [written, action] };
}
