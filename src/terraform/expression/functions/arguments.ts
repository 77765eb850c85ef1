import { hasUnknown } from "../../../unknown/unknown-text";
import { UnknownValue } from "../../../unknown/unknown-value";
import { isCounted, orderedElements } from "../../order";
import { type Dictionary, isDictionary, isList, type List, refused, toText, type Value } from "../../value";
import { numberOf } from "../operators";

/** A call that has no value, or none that is known. */
export class Failure extends Error {
  constructor(readonly unknown: UnknownValue) {
    super(unknown.reason);
  }
}

/** What a function may ask about its call. */
export interface Call {
  /** Names the argument at `index`, should it be unknown. */
  nameOf(index: number): string;
  /** Absolute: what the names of files are relative to; undefined where no files lie beside what was read. */
  readonly directory: string | undefined;
  /** The value of the template `text`, in which only `variables` have a meaning. @throws SyntaxProblem */
  template(text: string, variables: Dictionary): Value;
}

export type Body = (args: readonly Value[], call: Call) => Value;

/** @throws Failure: Terraform refuses the call because of `values` */
export function refuse(reason: string, ...values: readonly Value[]): never {
  throw new Failure(refused(reason, ...values));
}

/** @throws Failure: what the call gives is not known, though Terraform knows it */
export function notRead(reason: string, isText = false): never {
  throw new Failure(new UnknownValue("not-read", reason, { isText }));
}

/** `value`, which must not be unknown itself. @throws Failure */
export function known(value: Value | undefined): Value {
  if (value instanceof UnknownValue) throw new Failure(value);
  return value ?? null;
}

/** The elements of a list, or those of a set in any order. @throws Failure */
export function elements(value: Value | undefined): List {
  const found = known(value);
  return isList(found) ? found : refuse("an argument of a function is not a list", found);
}

/** The elements of a list, or those of a set in Terraform's order. @throws Failure also where that order is not known */
export const list = (value: Value | undefined): List =>
  orderedElements(elements(value)) ?? open("the order of a set's elements");

/** @throws Failure: what the call gives depends on `what`, of which not all is known */
export function open(what: string): never {
  throw new Failure(new UnknownValue("after-apply", `a function depends on ${what}, and it is not fully known`));
}

/** A list or map of which it is known how many members it has. @throws Failure */
export const counted = <T extends List | Dictionary>(value: T): T =>
  isCounted(value) ? value : open("a key or element");

/** @throws Failure */
export function map(value: Value | undefined): Dictionary {
  const found = known(value);
  return isDictionary(found) ? found : refuse("an argument of a function is not a map", found);
}

/** @throws Failure */
export function text(value: Value | undefined): string {
  const found = known(value);
  return toText(found) ?? refuse("an argument of a function is not a string", found);
}

/** A text without unknown parts. @throws Failure */
export function knownText(value: Value | undefined): string {
  const found = text(value);
  return hasUnknown(found) ? open("a string") : found;
}

/** @throws Failure */
export function number(value: Value | undefined): number {
  const found = known(value);
  return numberOf(found) ?? refuse("an argument of a function is not a number", found);
}

/** @throws Failure */
export function whole(value: Value | undefined): number {
  const found = number(value);
  return Number.isInteger(found) ? found : refuse("an argument of a function is not a whole number", found);
}

/** The texts of a list without unknown ones. @throws Failure */
export const texts = (value: Value | undefined): readonly string[] => list(value).map(text);
