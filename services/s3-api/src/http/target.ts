import type { IncomingMessage } from "node:http";

/** The scheme and authority of a request target in absolute form, which servers accept of anybody: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
const AUTHORITY = /^https?:\/\/[^/?#]*/i;

/**
 * The path of a request target, as it was written: nothing is decoded or joined, since both could belong to a key.
 * A path whose prefix is percent-encoded is another one here.
 */
export function pathOf(target: string): string {
  const local = target.startsWith("/") ? target : target.replace(AUTHORITY, "");
  const query = local.indexOf("?");
  const path = query === -1 ? local : local.slice(0, query);
  return path === "" ? "/" : path;
}

/** Whether it names one host, as requests of HTTP/1.1 must: https://www.rfc-editor.org/rfc/rfc9112#section-3.2 */
export function hasOneHost({ httpVersion, rawHeaders }: Pick<IncomingMessage, "httpVersion" | "rawHeaders">): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === "host") hosts += 1;
  return hosts === 1 || (hosts === 0 && httpVersion === "1.0");
}
