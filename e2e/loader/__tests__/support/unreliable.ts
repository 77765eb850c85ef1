import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy to the emulator whose connection breaks at one request. */
export interface Unreliable {
  readonly endpoint: string;
  /** Requests since the last `breakAt`. */
  readonly requests: number;
  /** Counts from 1; 0 breaks at none. `after`: the request takes effect and its answer is lost. */
  breakAt(request: number, when: "before" | "after"): void;
  stop(): Promise<void>;
}

export async function unreliable(to: string): Promise<Unreliable> {
  const { hostname, port } = new URL(to);
  let [requests, broken, lost] = [0, 0, false];
  const server = createServer((asked, answer) => {
    requests += 1;
    const breaks = requests === broken;
    const drop = () => asked.socket.destroy();
    if (breaks && !lost) return drop();
    const { method, url: path, headers } = asked;
    const forwarded = request({ hostname, port, method, path, headers, agent: false }, (got) => {
      if (breaks) {
        got.resume().once("end", drop);
        return;
      }
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    forwarded.once("error", drop);
    asked.pipe(forwarded);
    return undefined;
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    breakAt(request, when) {
      [requests, broken, lost] = [0, request, when === "after"];
    },
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
