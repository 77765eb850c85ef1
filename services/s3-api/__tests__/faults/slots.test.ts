import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { faulty } from "../support/faulty";
import { s3Error } from "../support/s3-stub";
import { type Service, startAt } from "../support/service";
import { endless } from "../support/streams";

/** For tests that end by themselves only where nothing waits for the time-out. */
const NEVER = "600000";
const s3 = faulty();

const statuses = async (service: Service, paths: readonly string[]) =>
  (await Promise.all(paths.map((path) => service.get(path)))).map(({ status }) => status);

describe("with as many reads under way as it takes", () => {
  const MOST = 512;
  let full: Service;
  let clients: ReturnType<typeof request>[];
  beforeAll(async () => {
    s3.answer = () => undefined;
    full = await startAt(s3.stub.endpoint, { UPSTREAM_TIMEOUT_MS: NEVER });
    clients = Array.from({ length: MOST }, () => {
      const client = request({ host: "127.0.0.1", port: full.port, path: "/s3/never", agent: false });
      client.on("error", () => undefined).end();
      return client;
    });
    while (s3.stub.requests.length < MOST) await sleep(10);
  });
  afterAll(() => full.stop("SIGKILL"));

  test("fails with 503 for one more, and says when to come again", async () => {
    for (const method of ["GET", "HEAD"]) {
      const { status: got, headers } = await full.get("/s3/more", { method });
      expect([got, headers["retry-after"]]).toEqual([503, "1"]);
    }
  });

  test("is still ready", async () => {
    expect((await full.get("/readyz")).status).toBe(200);
  });

  test("takes as many again once clients have left", async () => {
    for (const client of clients) client.destroy();
    s3.answer = (response) => response.end("x");
    await full.logged(() => full.lines.filter((line) => line.includes('"Client left"')).length === MOST);
    expect((await full.get("/s3/x")).status).toBe(200);
  });
});

test.each([
  ["found", 200, "GET"],
  ["found by HEAD", 200, "HEAD"],
  ["not found", 404, "GET"],
])("more reads than may be under way at a time, each after another: objects %s", async (_, code, method) => {
  s3.answer = (response) => (code === 404 ? s3Error(response, 404, "NoSuchKey") : response.end("x"));
  for (let done = 0; done < 600; done += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => s3.service.get("/s3/x", { method })));
    expect([...new Set(answers.map(({ status: got }) => got))]).toEqual([code]);
  }
});

describe("requests that wait on a connection behind another", () => {
  const GET = (key: string) => `GET /s3/${key} HTTP/1.1\r\nHost: x\r\n\r\n`;

  test("give back all their slots with the connection: 300 on each of 14", async () => {
    s3.answer = (response) => void (response.req.url?.includes("held") ? endless(response) : response.end("x"));
    const held = await startAt(s3.stub.endpoint);
    const callers = Array.from({ length: 14 }, () => {
      const caller = connect(held.port, "127.0.0.1", () => caller.write(GET("held").repeat(300)));
      return caller.on("error", () => undefined);
    });
    await Promise.all(callers.map((caller) => once(caller, "readable")));
    await sleep(1_000); // until as many are begun as will be
    for (const caller of callers) caller.destroy();
    await sleep(500);
    const keys = Array.from({ length: 50 }, () => "/s3/x");
    expect([...new Set(await statuses(held, keys))]).toEqual([200]);
    await held.stop("SIGKILL");
  });

  test("hold none: each is read once it is its turn", async () => {
    let [now, most] = [0, 0];
    s3.answer = (response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now -= 1;
        response.end(response.req.url);
      }, 10);
    };
    const answers = await s3.service.raw(Array.from({ length: 10 }, (_, index) => GET(`${index}`)).join(""));
    expect(answers.match(/\/objects\/\d/g)).toEqual(Array.from({ length: 10 }, (_, index) => `/objects/${index}`));
    expect(most).toBe(1);
  });

  test("are 16 at most, of which the last ends the connection; their caller asks the others again", async () => {
    s3.answer = (response) => setTimeout(() => response.end("x"), 5);
    const answers = (await s3.service.raw(GET("x").repeat(300))).split(/(?=HTTP\/1\.1)/);
    expect(answers).toHaveLength(17);
    expect(answers.map((answer) => /^connection: (.*)\r$/im.exec(answer)?.[1])).toEqual([
      ...Array.from({ length: 16 }, () => "keep-alive"),
      "close",
    ]);
    expect(s3.stub.requests).toHaveLength(17);
  });

  test("do not fill the memory: a caller that goes on for ever is cut", async () => {
    s3.answer = () => undefined;
    const flooded = await startAt(s3.stub.endpoint, { UPSTREAM_TIMEOUT_MS: NEVER });
    const caller = connect(flooded.port, "127.0.0.1").on("error", () => undefined);
    const more = setInterval(() => caller.writable && caller.write(GET("x").repeat(50)), 5);
    await new Promise((resolve) => caller.once("close", resolve));
    clearInterval(more);
    expect((await flooded.get("/healthz")).status).toBe(200);
    await flooded.stop("SIGKILL");
  });
});

describe("where all slots are taken", () => {
  const MAX_READS = "12";
  const clients: IncomingMessage[] = [];
  const reader = async (service: Service, localAddress: string) => {
    const client = await service.open("/s3/held", { localAddress });
    clients.push(client.on("error", () => undefined));
    return client;
  };
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  const get = (service: Service, localAddress: string) => service.get("/s3/x", { localAddress });
  const held = (response: { req: { url?: string } }) => response.req.url?.includes("held");
  const evictions = async (service: Service) => {
    await sleep(2_500); // as old as metrics may be
    return (await service.probe("/metrics")).body.toString().match(/^s3_api_evictions_total.*$/gm);
  };

  test("one whose caller reads nothing, or next to nothing, makes room for another", async () => {
    s3.answer = (response) => void (held(response) ? endless(response) : response.end("x"));
    const full = await startAt(s3.stub.endpoint, { MAX_READS });
    const readers = await Promise.all(Array.from({ length: 12 }, () => reader(full, "127.0.0.1")));
    const trickling = setInterval(() => readers[0]?.read(16), 100);
    const persistent = async () => {
      for (;;) {
        const client = await reader(full, "127.0.0.1");
        if (client.statusCode !== 503) return client.statusCode;
        await sleep(500); // as Retry-After asks, or nearly
      }
    };
    const others = await Promise.all(Array.from({ length: 12 }, persistent));
    clearInterval(trickling);
    expect(others).toEqual(Array.from({ length: 12 }, () => 200));
    expect(await evictions(full)).toEqual(['s3_api_evictions_total{why="slow"} 12']);
    await full.stop("SIGKILL");
  });

  test("those who read on are left alone, and one more of their client gets 503", async () => {
    s3.answer = (response) => void (held(response) ? endless(response) : response.end("x"));
    const full = await startAt(s3.stub.endpoint, { MAX_READS });
    for (const client of await Promise.all(Array.from({ length: 12 }, () => reader(full, "127.0.0.1"))))
      client.resume();
    await sleep(2_500);
    expect((await get(full, "127.0.0.1")).status).toBe(503);
    expect(clients.some((client) => client.destroyed)).toBe(false);
    await full.stop("SIGKILL");
  });

  test("another client gets up to 8 of those of the client that has the most", async () => {
    s3.answer = () => undefined;
    const full = await startAt(s3.stub.endpoint, { MAX_READS: "20", UPSTREAM_TIMEOUT_MS: NEVER });
    const waiting = (localAddress: string, times: number) =>
      Array.from({ length: times }, () => full.get("/s3/held", { localAddress }).catch(() => undefined));
    const most = waiting("127.0.0.2", 20);
    while (s3.stub.requests.length < 20) await sleep(10);
    const others = waiting("127.0.0.3", 9);
    const refused = await Promise.race([Promise.race(others), sleep(5_000)]);
    expect(refused?.status).toBe(503);
    const answered: (string | undefined)[] = [];
    for (const one of most) void one.then((answer) => answered.push(answer && JSON.parse(`${answer.body}`).title));
    await sleep(100);
    expect(answered).toEqual(Array.from({ length: 8 }, () => "Evicted"));
    await full.stop("SIGKILL");
  });

  test("a client has no more than MAX_READS_PER_CLIENT: one more gets 429, and another client its object", async () => {
    s3.answer = (response) => void (held(response) ? endless(response) : response.end("x"));
    const full = await startAt(s3.stub.endpoint, { MAX_READS_PER_CLIENT: "2" });
    await Promise.all([reader(full, "127.0.0.2"), reader(full, "127.0.0.2")]);
    expect([(await get(full, "127.0.0.2")).status, (await get(full, "127.0.0.3")).status]).toEqual([429, 200]);
    await full.stop("SIGKILL");
  });
});
