/** S3's headers that are the object's own, and what they are where S3 has none. */
const OWN: readonly (readonly [name: string, otherwise?: string])[] = [
  ["content-type", "application/octet-stream"],
  ["content-length"],
  ["etag"],
  ["last-modified"],
  ["accept-ranges", "bytes"],
  ["content-range"],
  ["content-encoding"],
  ["content-language"],
  ["cache-control"],
];

/**
 * The head of an object, names and values in turn. Whoever may write to the bucket chooses its type: a browser that
 * shows it must neither run its scripts, nor take it for another type than it has.
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/sandbox
 */
export function objectHeaders(
  object: Readonly<Record<string, string | undefined>>,
  { attachment }: { readonly attachment: boolean },
): string[] {
  const headers = ["x-content-type-options", "nosniff", "content-security-policy", "sandbox"];
  const disposition = object["content-disposition"];
  // before the length: behind it Node.js refuses one with bytes beyond ASCII, such as names of files have
  if (attachment) headers.push("content-disposition", attached(disposition));
  else if (disposition) headers.push("content-disposition", disposition);
  for (const [name, otherwise] of OWN) {
    const value = object[name] || otherwise;
    if (value) headers.push(name, value);
  }
  return headers;
}

/** As an attachment, with the name that it has: https://www.rfc-editor.org/rfc/rfc6266#section-4 */
const attached = (disposition = ""): string => {
  const parameters = disposition.indexOf(";");
  return `attachment${parameters === -1 ? "" : disposition.slice(parameters)}`;
};
