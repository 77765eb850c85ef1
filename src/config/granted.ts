import type { Limits, Verb } from "./services";
import { RESOURCE_KINDS, VERBS } from "./services";

/** A grant as written, whole or in a draft. */
interface WrittenGrant extends Readonly<Partial<Record<Verb, string | WrittenLimits | undefined>>> {
  readonly actions?: readonly (string | undefined)[] | undefined;
  readonly on?: string | undefined;
}
type WrittenLimits = Limits & Readonly<Partial<Record<(typeof RESOURCE_KINDS)[number], string | undefined>>>;

/** What a grant says of one resource. */
export interface Granted {
  readonly verb: Verb | "actions";
  /** Key of the resource. */
  readonly resource: string | undefined;
  /** From the grant to that key. */
  readonly path: readonly string[];
  /** What limits it to a part of the resource, where anything does. */
  readonly limits: Limits;
}

/** The verbs that a grant has; a correct one has one. */
export const verbsIn = (grant: WrittenGrant): readonly (Verb | "actions")[] =>
  [...VERBS, "actions" as const].filter((verb) => grant[verb] !== undefined);

/** What a grant with one verb says; undefined where it has none. */
export function grantedBy(grant: WrittenGrant): Granted | undefined {
  const [verb] = verbsIn(grant);
  if (verb === undefined) return undefined;
  if (verb === "actions") return { verb, resource: grant.on, path: ["on"], limits: {} };
  const value = grant[verb];
  if (typeof value !== "object") return { verb, resource: value, path: [verb], limits: {} };
  const kind = RESOURCE_KINDS.find((one) => value[one] !== undefined);
  const { [kind ?? "bucket"]: resource, ...limits } = value;
  return { verb, resource, path: kind === undefined ? [verb] : [verb, kind], limits };
}
