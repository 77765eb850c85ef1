import { faulty } from "./support/faulty";
import { s3Error } from "./support/s3-stub";
import { type Service, startAt } from "./support/service";

const s3 = faulty();
const completed = (service: Service) => service.logged(({ msg }) => msg === "request completed");
const PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("a request is one line, with neither query nor key", async () => {
  s3.answer = (response) => response.end("0123456789");
  const service = await startAt(s3.stub.endpoint);
  const { headers } = await service.get("/s3/payroll/ann.pdf?token=of-the-caller");
  expect(await completed(service)).toMatchObject({
    reqId: headers["x-request-id"],
    method: "GET",
    path: "/s3/…",
    status: 200,
    bytes: 10,
    ms: expect.any(Number),
    client: "127.0.0.1",
  });
  await service.get("/%733/payroll/ann.pdf");
  await service.stop();
  expect(service.lines.join("\n")).not.toMatch(/of-the-caller|payroll/);
});

test("with LOG_KEYS=true a line has the path with its key", async () => {
  s3.answer = (response) => response.end("x");
  const service = await startAt(s3.stub.endpoint, { LOG_KEYS: "true" });
  await service.get("/s3/payroll/ann.pdf?token=of-the-caller");
  expect(await completed(service)).toMatchObject({ path: "/s3/payroll/ann.pdf" });
  await service.stop();
});

test.each([
  ["", "arn:aws:s3:::objects/…"],
  ["true", "arn:aws:s3:::objects/payroll/ann.pdf"],
])("S3's denial names the object's ARN; with LOG_KEYS=%s the log has %s", async (LOG_KEYS, expected) => {
  s3.answer = (response) => {
    const message =
      'not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::objects/payroll/ann.pdf" because';
    response.writeHead(403, { "content-type": "application/xml" });
    response.end(`<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`);
  };
  const service = await startAt(s3.stub.endpoint, { LOG_KEYS });
  await service.get("/s3/payroll/ann.pdf");
  const entry = await service.logged(({ msg }) => msg === "S3 denied the read");
  expect(JSON.stringify(entry)).toContain(expected);
  expect(service.lines.some((line) => line.includes("ann.pdf"))).toBe(LOG_KEYS === "true");
  await service.stop();
});

test("a caller's request id is kept, in the answer, the problem and the log", async () => {
  s3.answer = (response) => s3Error(response, 404, "NoSuchKey");
  const { headers, body } = await s3.service.get("/s3/x", { headers: { "x-request-id": "of-caller-1" } });
  expect([headers["x-request-id"], JSON.parse(body.toString()).requestId]).toEqual(["of-caller-1", "of-caller-1"]);
  await s3.service.logged(({ reqId, msg }) => reqId === "of-caller-1" && msg === "request completed");
});

test.each([
  ["with blanks", "a b"],
  ["too long", "a".repeat(129)],
  ["empty", ""],
])("a request id %s is replaced", async (_, id) => {
  const { headers } = await s3.service.get("/healthz", { headers: { "x-request-id": id } });
  expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

describe("a W3C trace", () => {
  const passed = async (headers: Record<string, string>) => {
    let seen: unknown[] = [];
    s3.answer = (response) => {
      seen = [response.req.headers.traceparent, response.req.headers.tracestate];
      response.end("x");
    };
    await s3.service.get("/s3/x", { headers });
    return seen;
  };

  test("is passed on to S3, and its id is in the log", async () => {
    const headers = { traceparent: PARENT, tracestate: "vendor=1" };
    expect(await passed(headers)).toEqual([PARENT, "vendor=1"]);
    await s3.service.logged(({ traceId }) => traceId === "4bf92f3577b34da6a3ce929d0e0e4736");
  });

  test.each([
    "nonsense",
    `ff${PARENT.slice(2)}`,
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`,
  ])("that is not valid, %s, is not", async (traceparent) => {
    expect(await passed({ traceparent, tracestate: "vendor=1" })).toEqual([undefined, undefined]);
  });
});
