import { STATUS_CODES } from "node:http";

/** What went wrong, as its caller may see it: https://www.rfc-editor.org/rfc/rfc9457 */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    /** What was found, and what to look at. Names nothing of the account. */
    readonly detail: string,
    /** Headers that belong to the answer. */
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(`${title}: ${detail}`, options);
  }
}

/** The body of a problem+json answer. */
export const bodyOf = ({ status, title, detail }: Problem, requestId?: string) => ({
  type: "about:blank",
  title: title || STATUS_CODES[status],
  status,
  detail,
  requestId,
});
