import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Exchange } from "../src/http/exchange";
import { Flow } from "../src/http/flow";

const NEVER = 600_000;
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** An object of a length, whose body is what the test makes of it, on its way to a caller. */
async function flowOf(length: number, head = ["content-length", `${length}`]) {
  const body = new Readable({ read: () => undefined });
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const asked = get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", agent: false });
  const [request, response] = await once(server, "request");
  const object = { status: 200, headers: { "content-length": `${length}` }, head, body };
  const flow = new Flow(object, new Exchange(request, response, "127.0.0.1", () => false), NEVER);
  return { flow, body, asked, response };
}

/** What a caller gets of it, and the flow of the two. */
async function flowing(length: number): Promise<{ flow: Flow; body: Readable; caller: IncomingMessage }> {
  const { flow, body, asked } = await flowOf(length);
  void flow.send().catch(() => undefined);
  body.push(Buffer.alloc(length, "x"));
  const [caller] = await once(asked, "response");
  return { flow, body, caller };
}

test("an object has ended with its last byte, whenever S3's answer ends", async () => {
  const { body, caller } = await flowing(4096);
  let read = 0;
  for await (const part of caller) read += part.length;
  expect([read, body.readableEnded]).toEqual([4096, false]);
});

test("a caller that does not take the last part has stalled as well", async () => {
  const { flow, caller } = await flowing(64 * 1024 * 1024);
  caller.pause();
  await sleep(300);
  expect(flow.stalled()).toBeGreaterThan(200);
  caller.destroy();
});

test("a head that cannot be sent ends the read, and not the process", async () => {
  const { flow, body, asked, response } = await flowOf(1, ["etag", "\u20ac"]);
  asked.on("error", () => undefined);
  const sent = flow.send();
  body.push("x");
  await expect(sent).rejects.toThrow("Invalid character in header content");
  expect(response.headersSent).toBe(false);
});
