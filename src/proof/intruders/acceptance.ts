import type { IntruderId } from "../proof";
import type { ProofContext } from "../proof-context";
import type { Who } from "../who";
import { type AcceptedCallers, NOBODY_ACCEPTED } from "./accepted-callers";
import type { Guard, GuardingDocument } from "./guards";

/** Whom the reader accepts of a class: everybody, or those that `who` names, at every document or at `on` alone. */
export interface Acceptance {
  readonly id: IntruderId;
  readonly who?: Who;
  /** `STACK/ADDRESS` of a document, or of what it guards. */
  readonly on?: string;
}

/** Which callers a search leaves out at a guard; undefined for all of them. */
export type Sparing = (guard: Guard) => AcceptedCallers | undefined;

export const SPARING_NOBODY: Sparing = () => NOBODY_ACCEPTED;

/**
 * What the acceptances leave of a class at each guard. Accepting anonymous callers at a document accepts every
 * identity there, by the statements that let anonymous callers in.
 */
export function sparingOf(
  proof: ProofContext,
  id: IntruderId,
  acceptances: readonly Acceptance[],
  isOpen: (guard: Guard) => boolean,
): Sparing | undefined {
  const own = acceptances.filter((one) => one.id === id);
  const open = acceptances.filter((one) => one.id === "anonymous" && one.on !== undefined && one.who === undefined);
  if (own.length === 0 && open.length === 0) return undefined;
  return (guard) => {
    const here = own.filter((one) => isAt(proof, guard.document, one.on));
    if (here.some(({ who }) => who === undefined)) return undefined;
    if (open.some((one) => isAt(proof, guard.document, one.on)) && isOpen(guard)) return undefined;
    return { whos: here.flatMap(({ who }) => who ?? []), only: false };
  };
}

/** Those alone whom `acceptance` names. */
export const sparingAllBut =
  (proof: ProofContext, { who, on }: Acceptance): Sparing =>
  ({ document }) =>
    isAt(proof, document, on) ? (who ? { whos: [who], only: true } : NOBODY_ACCEPTED) : undefined;

/** Whether `on` names the document or what it guards; true for none. */
function isAt(proof: ProofContext, { address, reading }: GuardingDocument, on: string | undefined): boolean {
  if (on === undefined || on === address) return true;
  for (const stack of proof.world.stacks) {
    if (!on.startsWith(`${stack.name}/`)) continue;
    const resource = stack.resources.find((one) => `${stack.name}/${one.address}` === on);
    // a document of its own is called by its address, which another stack may have too
    const at = resource?.address === reading.label ? resource.location("policy") : undefined;
    if (at?.file === reading.location.file && at.pointer === reading.location.pointer) return true;
  }
  return false;
}
