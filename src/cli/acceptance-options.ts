import { InvalidArgumentError } from "commander";
import { closestMatch } from "../config/suggestion";
import {
  type AcceptedAssumption,
  type AcceptedIntruders,
  ASSUMPTIONS,
  INTRUDERS,
  type IntruderId,
} from "../proof/proof";
import { WHO_FORM, whoOf } from "../proof/who";

// Parsers of what --allow-intruders and --assume accept; each gets the result of the option before.

const INTRUDER_FORM = "[CHAIN=]ID[@WHO][,ID…]";
const ASSUMPTION_FORM = "[CHAIN=]ID[@SUBJECT]";

/** Each ID may have a WHO of its own, which ends at a comma before another id. */
export function parseIntruders(text: string, earlier: readonly AcceptedIntruders[] = []): readonly AcceptedIntruders[] {
  const { chain, rest } = aboutChain(text, INTRUDER_FORM);
  const about = chain === undefined ? {} : { chain };
  const entries = split(rest);
  const whole = entries.filter(({ who }) => who === undefined).map(({ id }) => intruderId(id));
  const narrowed = entries.flatMap(({ id, who }): readonly AcceptedIntruders[] =>
    who === undefined ? [] : [{ ...about, ids: [intruderId(id)], who: checkedWho(who) }],
  );
  return [...earlier, ...(whole.length > 0 ? [{ ...about, ids: whole }] : []), ...narrowed];
}

export function parseAssumption(
  text: string,
  earlier: readonly AcceptedAssumption[] = [],
): readonly AcceptedAssumption[] {
  const { chain, rest } = aboutChain(text, ASSUMPTION_FORM);
  const at = rest.indexOf("@");
  const id = knownId("assumption", at === -1 ? rest : rest.slice(0, at), ASSUMPTIONS);
  const subject = at === -1 ? undefined : rest.slice(at + 1);
  if (subject === "") throw new InvalidArgumentError(`found "${text}", expected ${ASSUMPTION_FORM}`);
  return [...earlier, { ...(chain === undefined ? {} : { chain }), id, ...(subject === undefined ? {} : { subject }) }];
}

/**
 * Cuts `CHAIN=` off. An id has no slash and every chain's id has two; a chain's id ends at the first `=` that an id
 * follows, since a role's name in ` via ROLE` may hold one too.
 */
function aboutChain(text: string, form: string): { readonly chain?: string; readonly rest: string } {
  if (/^[a-z-]*(?:[@,]|$)/.test(text)) return { rest: text };
  const ends = /=(?=[a-z-]*(?:[@,]|$))/.exec(text)?.index;
  if (ends === undefined) return { rest: text };
  if (ends === 0) throw new InvalidArgumentError(`found "${text}", expected ${form}`);
  return { chain: text.slice(0, ends), rest: text.slice(ends + 1) };
}

function split(text: string): readonly { readonly id: string; readonly who?: string }[] {
  const [, id = "", , who] = /^([^@,]*)(@(.*?)(?=,[a-z-]+(?:[@,]|$)|$))?/s.exec(text) ?? [];
  const whole = who === undefined ? id : `${id}@${who}`;
  const rest = text.slice(whole.length);
  const entry = who === undefined ? { id } : { id, who };
  return rest === "" ? [entry] : [entry, ...split(rest.slice(1))];
}

const intruderId = (id: string): IntruderId => knownId("intruder", id, INTRUDERS);

function knownId<Id extends string>(kind: string, id: string, ids: readonly Id[]): Id {
  const known = ids.find((one) => one === id);
  if (known !== undefined) return known;
  const near = closestMatch(id, ids);
  throw new InvalidArgumentError(
    `found ${kind} "${id}", expected one of ${ids.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
  );
}

function checkedWho(who: string): string {
  if (whoOf(who) === undefined) throw new InvalidArgumentError(`found "${who}" behind @, expected ${WHO_FORM}`);
  return who;
}
