import type { Document } from "../../inventory";

const ARGUMENT = /\b(?:var|local|each|module)\.[A-Za-z_][\w-]*/g;

/** Whether `value` stands in the document's own text, or in that of a policy document it refers to. */
export const isWritten = ({ written }: Document, value: string): boolean =>
  written === undefined || written.includes(value) || !written.match(ARGUMENT);

/** The arguments that flow into `document`, for a sentence. */
export const argumentsIn = ({ written = "" }: Document): string =>
  [...new Set(written.match(ARGUMENT) ?? [])].join(" or ");

/** Whether the text is the document's alone: nothing else can have it from the same place but by `for_each`. */
export const isInPlace = ({ written }: Document): boolean =>
  written !== undefined && !/\b(?:var|local|each|module|data)\.|\b(?:template)?file\(/.test(written);
