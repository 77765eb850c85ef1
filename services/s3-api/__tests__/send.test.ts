import { once } from "node:events";
import { Agent, type RequestOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { send } from "../src/upstream/send";
import { S3Stub } from "./support/s3-stub";

const never = new AbortController().signal;
const plain = new Agent();
const secure = new SecureAgent();
const target = (endpoint: string): RequestOptions => {
  const { protocol, hostname, port } = new URL(endpoint);
  return { protocol, hostname, port };
};

test("a connection that does not stand in time is given up", async () => {
  const nowhere = { ...target("http://s3.example.com"), lookup: () => undefined };
  const sent = send(nowhere, { agent: plain, connectionTimeout: 50 }, never);
  await expect(sent).rejects.toMatchObject({ code: "ETIMEDOUT", message: "found no connection in 50 ms" });
});

test("one that stands in time is taken, though this thread was busy until after it", async () => {
  const stub = await S3Stub.start((_, response) => response.end("x"));
  const lookup: RequestOptions["lookup"] = (_host, { all }, found) =>
    setImmediate(() => {
      if (all) found(null, [{ address: "127.0.0.1", family: 4 }]);
      else found(null, "127.0.0.1", 4);
      for (const until = performance.now() + 300; performance.now() < until; );
    });
  const named = { ...target(stub.endpoint), hostname: "s3.example.com", lookup };
  const { statusCode } = await send(named, { agent: plain, connectionTimeout: 50 }, never);
  expect(statusCode).toBe(200);
});

test("the TLS handshake, of which a busy pod has hundreds at once, has as long as the answer", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const late = new AbortController();
  setTimeout(() => late.abort(new Error("the answer is late")), 500);
  const sent = send(target(`https://127.0.0.1:${port}`), { agent: secure, connectionTimeout: 100 }, late.signal);
  await expect(sent).rejects.toThrow("the answer is late");
  silent.close();
});
