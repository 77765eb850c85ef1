import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Listener } from "../src/http/listener";

test("draining waits for an answer that has ended, and that its caller is slow to take", async () => {
  const answered = Buffer.alloc(64 * 1024 * 1024, "x"); // more than all buffers on the way hold
  const listener = new Listener({
    answer: async ({ response }) => {
      response.end(answered);
      await once(response, "close");
    },
    headerTimeout: 30_000,
    idleTimeout: 30_000,
  });
  const { port } = await listener.listen(0, "127.0.0.1");
  const [caller] = (await once(get({ port, host: "127.0.0.1", agent: false }), "response")) as [IncomingMessage];
  const drained = listener.drain(0);
  await sleep(1_500);
  let read = 0;
  for await (const part of caller) read += part.length;
  expect(read).toBe(answered.length);
  await drained;
});
