import type { IncomingMessage } from "node:http";

/** An HTTP request, read whole and otherwise as it came. */
export interface Request {
  readonly method: string;
  /** Encoded as sent, without the query string. */
  readonly path: string;
  /** Decoded pairs in the order sent. */
  readonly query: readonly (readonly [string, string])[];
  /** Path and query string as sent. */
  readonly url: string;
  /** By lower-case name; several of one name are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? [] : pairsOf(url.slice(mark + 1)),
    url,
    headers: headersOf(incoming.rawHeaders),
    body: Buffer.concat(parts),
    sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
  };
}

/** The value of a query string's parameter. */
export const queryValue = (request: Request, name: string): string | undefined =>
  request.query.find(([key]) => key === name)?.[1];

/** A percent-encoded text; as it is where its encoding is broken. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const pairsOf = (text: string): [string, string][] =>
  text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [decoded(name), decoded(value.join("="))];
    });

function headersOf(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = [raw[index]?.toLowerCase(), raw[index + 1]];
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}
