import type { IncomingHttpHeaders } from "node:http";
import type { ReadHeaders } from "./store";

/** Only one range of bytes is handed on; any other, and one tied to a validator, may be ignored: https://www.rfc-editor.org/rfc/rfc9110#section-14.2 */
const RANGE = /^bytes=(\d+-\d*|-\d+)$/;

/** What a caller's request asks of the object, of which S3 is asked the same. */
export function conditionsOf(headers: IncomingHttpHeaders): ReadHeaders {
  const { range } = headers;
  return {
    range: range && RANGE.test(range) && headers["if-range"] === undefined ? range : undefined,
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

/** A date that cannot be read is ignored: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3 */
function dateOf(text: string | undefined): string | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date.toUTCString();
}
