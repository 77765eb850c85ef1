import { once } from "node:events";
import { request } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { faulty } from "../support/faulty";
import { startAt } from "../support/service";
import { type Endless, endless, MEBIBYTE } from "../support/streams";

const INFO = 30; // https://getpino.io/#/docs/api?id=loggerlevels-object
const TIMEOUT = 1_500;
/** For tests that end by themselves only where nothing waits for the time-out. */
const NEVER = "600000";
const s3 = faulty({ UPSTREAM_TIMEOUT_MS: `${TIMEOUT}` });

test("a client that leaves stops the read from S3", async () => {
  const started = new Promise<Endless>((resolve) => {
    s3.answer = (response) => resolve(endless(response));
  });
  const client = await s3.service.open("/s3/large");
  await once(client, "readable");
  client.destroy();
  await (await started).closed;
});

test("a client that leaves before S3 answers ends the request to S3, and is no fault in the log", async () => {
  const closed = new Promise<void>((resolve) => {
    s3.answer = (response) => response.once("close", resolve);
  });
  const patient = await startAt(s3.stub.endpoint, { UPSTREAM_TIMEOUT_MS: NEVER });
  const client = request({ host: "127.0.0.1", port: patient.port, path: "/s3/slow", agent: false });
  client.on("error", () => undefined).end();
  while (s3.stub.requests.length === 0) await sleep(10);
  client.destroy();
  await closed; // long before that time-out, or the test's own ends it
  await patient.logged(({ msg, level }) => msg === "Client left" && level === INFO);
  expect(patient.lines.filter((line) => line.startsWith("{") && JSON.parse(line).level > INFO)).toEqual([]);
  await patient.stop();
});

test("a client that does not read holds S3 back: little more than two sockets' buffers is sent", async () => {
  const started = new Promise<Endless>((resolve) => {
    s3.answer = (response) => resolve(endless(response));
  });
  const client = await s3.service.open("/s3/large");
  client.pause();
  const { written } = await started;
  let before = -1;
  while (written() !== before) {
    before = written();
    await sleep(200);
  }
  expect(before).toBeLessThan(64 * MEBIBYTE.length);
  client.destroy();
});

test("a client that pauses for longer than the time-out still gets every byte", async () => {
  const size = 96 * MEBIBYTE.length; // more than all buffers on the way hold
  s3.answer = (response) => {
    response.writeHead(200, { "content-length": `${size}` });
    Readable.from(Array.from({ length: size / MEBIBYTE.length }, () => MEBIBYTE)).pipe(response);
  };
  const client = await s3.service.open("/s3/large");
  await once(client, "readable");
  await sleep(3 * TIMEOUT);
  let read = 0;
  for await (const part of client) read += part.length;
  expect(read).toBe(size);
});

test("a client that does not read any more is cut after its own time-out, and the read from S3 ends", async () => {
  const started = new Promise<Endless>((resolve) => {
    s3.answer = (response) => resolve(endless(response));
  });
  const strict = await startAt(s3.stub.endpoint, { UPSTREAM_TIMEOUT_MS: "200", CLIENT_TIMEOUT_MS: "1500" });
  const client = await strict.open("/s3/large");
  const cut = once(client, "error");
  await (await started).closed;
  client.resume();
  expect(`${await cut}`).toMatch(/aborted|ECONNRESET/);
  await strict.stop();
});

test("a client that waits for S3 is not cut by its own time-out", async () => {
  s3.answer = () => undefined;
  const strict = await startAt(s3.stub.endpoint, { UPSTREAM_TIMEOUT_MS: "1000", CLIENT_TIMEOUT_MS: "200" });
  expect((await strict.get("/s3/never")).status).toBe(504);
  await strict.stop();
});
