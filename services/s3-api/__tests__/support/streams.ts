import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export const MEBIBYTE = Buffer.alloc(1024 * 1024, "x");

export interface Endless {
  /** How many bytes so far. */
  readonly written: () => number;
  readonly closed: Promise<unknown>;
}

/** Writes for ever, as fast as the reader reads. */
export function endless(response: ServerResponse): Endless {
  let written = 0;
  response.writeHead(200, { "content-length": `${1024 ** 4}` });
  const more = () => {
    do written += MEBIBYTE.length;
    while (response.write(MEBIBYTE));
  };
  response.on("drain", more);
  more();
  return { written: () => written, closed: once(response, "close") };
}

/** An object of so many bytes, one at a time, with a pause in milliseconds before each. */
export async function slowly(response: ServerResponse, bytes: number, pause: number): Promise<void> {
  response.writeHead(200, { "content-length": `${bytes}` });
  for (let sent = 0; sent < bytes; sent += 1) {
    await sleep(pause);
    response.write("x");
  }
  response.end();
}
