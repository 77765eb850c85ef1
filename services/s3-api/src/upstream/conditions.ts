import type { IncomingHttpHeaders } from "node:http";
import type { ReadHeaders } from "./store";

/** Only one range of bytes is handed on; any other, and one tied to a validator, may be ignored: https://www.rfc-editor.org/rfc/rfc9110#section-14.2 */
const RANGE = /^bytes=(\d+-\d*|-\d+)$/;

/** What a caller's request asks of the object, of which S3 is asked the same. HEAD has no range, though S3 would give one. */
export function conditionsOf(method: "GET" | "HEAD", headers: IncomingHttpHeaders): ReadHeaders {
  const { range } = headers;
  const isRange = method === "GET" && range && RANGE.test(range) && headers["if-range"] === undefined;
  return {
    range: isRange ? range : undefined,
    "if-match": tagsOf(headers["if-match"]),
    "if-none-match": tagsOf(headers["if-none-match"]),
    "if-modified-since": dateOf(headers["if-modified-since"]),
    "if-unmodified-since": dateOf(headers["if-unmodified-since"]),
  };
}

/**
 * Tags may hold bytes beyond ASCII, in which no request can be signed; S3's never do, so that such a tag is none of
 * its either way: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
 */
const tagsOf = (text: string | undefined): string | undefined => text?.replace(/[^\x20-\x7e]/g, "?");

/** The three ways to write a date in HTTP: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
const DATE = /^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -](\d{4}|\d\d) \d\d:\d\d:\d\d GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** A date that cannot be read is ignored: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3 */
function dateOf(text = ""): string | undefined {
  const date = DATE.test(text) ? new Date(text) : ASCTIME.test(text) ? new Date(`${text} GMT`) : undefined;
  return !date || Number.isNaN(date.getTime()) ? undefined : date.toUTCString();
}
