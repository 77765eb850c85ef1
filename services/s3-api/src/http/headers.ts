/** S3's headers that are the object's own. */
const OWN = [
  "content-type",
  "content-length",
  "etag",
  "last-modified",
  "accept-ranges",
  "content-range",
  "content-encoding",
  "content-disposition",
  "content-language",
  "cache-control",
];

/**
 * The head of an object. Whoever may write to the bucket chooses its type: a browser that shows it must neither run
 * its scripts, nor take it for another type than it has.
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/sandbox
 */
export function objectHeaders(
  object: Readonly<Record<string, string | undefined>>,
  { attachment }: { readonly attachment: boolean },
): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
  };
  for (const name of OWN) {
    const value = object[name];
    if (value) headers[name] = value;
  }
  if (attachment) headers["content-disposition"] = attached(headers["content-disposition"]);
  return headers;
}

/** As an attachment, with the name that it has: https://www.rfc-editor.org/rfc/rfc6266#section-4 */
const attached = (disposition = ""): string => {
  const parameters = disposition.indexOf(";");
  return `attachment${parameters === -1 ? "" : disposition.slice(parameters)}`;
};
