import type { Document } from "../../inventory";

const ARGUMENT = /\b(?:var|local|each|module)\.[A-Za-z_][\w-]*/g;

/** Whether `value` stands in the document's own text, or in that of a policy document it refers to. */
export const isWritten = ({ expression }: Document, value: string): boolean =>
  expression === undefined || expression.includes(value) || !expression.match(ARGUMENT);

/** The arguments that flow into `document`, for a sentence. */
export const argumentsIn = ({ expression = "" }: Document): string =>
  [...new Set(expression.match(ARGUMENT) ?? [])].join(" or ");

/** Whether the text is the document's alone: nothing else can have it from the same place but by `for_each`. */
export const isInPlace = ({ expression }: Document): boolean =>
  expression !== undefined && !/\b(?:var|local|each|module|data)\.|\b(?:template)?file\(/.test(expression);
