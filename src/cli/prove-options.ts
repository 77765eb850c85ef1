import { InvalidArgumentError } from "commander";
import { partitionOf } from "../aws";
import { closestMatch } from "../config/suggestion";
import {
  type AcceptedAssumption,
  type AcceptedIntruders,
  ASSUMPTIONS,
  INTRUDERS,
  type IntruderId,
} from "../proof/proof";

// Parsers of prove's option values; for a repeatable option each gets the result of the one before.

type Values = ReadonlyMap<string, string>;

export const parseAccount = (text: string, earlier?: Values): Values =>
  added(text, earlier, "STACK[.ALIAS]=ID", text.lastIndexOf("="), (id) =>
    /^\d{12}$/.test(id) ? undefined : `found "${id}", expected the 12 digits of an account`,
  );

export const parseRegion = (text: string, earlier?: Values): Values =>
  added(text, earlier, "STACK[.ALIAS]=REGION", text.lastIndexOf("="), (name) =>
    partitionOf(name) ? undefined : `found "${name}", expected a region such as us-east-1`,
  );

export const parseVariable = (text: string, earlier?: Values): Values =>
  added(text, earlier, "STACK.NAME=VALUE", text.indexOf("="), () =>
    /.\.[\p{L}_][\p{L}\p{N}_-]*=/u.test(text) ? undefined : `found "${text}", expected STACK.NAME=VALUE`,
  );

/** `earlier` and one more `KEY=VALUE`, cut at `equals`. */
function added(
  text: string,
  earlier: Values = new Map(),
  form: string,
  equals: number,
  complaint: (value: string) => string | undefined,
): Values {
  const [key, value] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
  if (key === "" || /^\.|\.$/.test(key)) throw new InvalidArgumentError(`found "${text}", expected ${form}`);
  const wrong = complaint(value);
  if (wrong) throw new InvalidArgumentError(wrong);
  const other = earlier.get(key);
  if (other !== undefined && other !== value)
    throw new InvalidArgumentError(`found ${value} for ${key}, which is already ${other}`);
  return new Map([...earlier, [key, value]]);
}

/** `[CHAIN=]ID[@WHO][,ID…]`: a comma ends one intruder. */
export function parseIntruders(text: string, earlier: readonly AcceptedIntruders[] = []): readonly AcceptedIntruders[] {
  const { chain, rest } = ofChain(text, "[CHAIN=]ID[@WHO][,ID…]");
  const parts = rest.split(/,(?=[a-z-]+(?:@|,|$))/);
  const entries = parts.map((part) => {
    const at = part.indexOf("@");
    const id = parseIntruder(at < 0 ? part : part.slice(0, at));
    return at < 0 ? { ids: [id] } : { ids: [id], who: who(part.slice(at + 1), part) };
  });
  const whole = entries.filter(({ who: some }) => some === undefined).flatMap(({ ids }) => ids);
  const named = entries.filter(({ who: some }) => some !== undefined);
  const about = chain === undefined ? {} : { chain };
  return [
    ...earlier,
    ...(whole.length > 0 ? [{ ...about, ids: whole }] : []),
    ...named.map((one) => ({ ...about, ...one })),
  ];
}

function who(text: string, part: string): string {
  if (text === "") throw new InvalidArgumentError(`found "${part}", expected whom to accept behind the @`);
  return text;
}

/** A chain's id holds no `=`; what follows it may. */
function ofChain(text: string, form: string): { readonly chain?: string; readonly rest: string } {
  const known = /^(?:([^=@]+)=)?([a-z-]+(?:[@,].*)?)$/s.exec(text);
  const [, chain, rest] = known ?? [];
  if (rest === undefined) {
    const equals = text.lastIndexOf("=");
    if (equals === 0) throw new InvalidArgumentError(`found "${text}", expected ${form}`);
    return equals === -1 ? { rest: text } : { chain: text.slice(0, equals), rest: text.slice(equals + 1) };
  }
  return chain === undefined ? { rest } : { chain, rest };
}

/** `[CHAIN=]ID[@SUBJECT]` */
export function parseAssumption(
  text: string,
  earlier: readonly AcceptedAssumption[] = [],
): readonly AcceptedAssumption[] {
  const { chain, rest } = ofChain(text, "[CHAIN=]ID[@SUBJECT]");
  const [, id = "", subject] = /^([^@]*)(?:@(.*))?$/s.exec(rest) ?? [];
  const known = ASSUMPTIONS.find((one) => one === id);
  if (!known) {
    const near = closestMatch(id, ASSUMPTIONS);
    throw new InvalidArgumentError(
      `found assumption "${id}", expected one of ${ASSUMPTIONS.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
    );
  }
  return [...earlier, { id: known, ...(chain === undefined ? {} : { chain }), ...(subject ? { subject } : {}) }];
}

function parseIntruder(id: string): IntruderId {
  const known = INTRUDERS.find((one) => one === id);
  if (known) return known;
  const near = closestMatch(id, INTRUDERS);
  throw new InvalidArgumentError(
    `found intruder "${id}", expected one of ${INTRUDERS.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
  );
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export function parseOrganisation(id: string, earlier?: string): string {
  if (!/^o-[a-z0-9]{10,32}$/.test(id))
    throw new InvalidArgumentError(`found "${id}", expected an organisation's id such as o-a1b2c3d4e5`);
  return parseSingle(id, earlier);
}

export function parseSingle(value: string, earlier?: string): string {
  if (earlier !== undefined && earlier !== value)
    throw new InvalidArgumentError(`found ${earlier} and ${value}, expected one value`);
  return nonEmpty(value);
}

export function parseFiles(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, nonEmpty(value)];
}

function nonEmpty(value: string): string {
  if (value === "") throw new InvalidArgumentError("found nothing, expected a value");
  return value;
}
