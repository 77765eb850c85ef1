import type { ServerResponse } from "node:http";
import { S3Stub } from "./s3-stub";
import { type Service, startAt } from "./service";

/** An S3 that answers as each test wants it, and the service that reads from it. */
export interface Faulty {
  readonly stub: S3Stub;
  readonly service: Service;
  /** What S3 does with a request. */
  answer: (response: ServerResponse, method: string) => void;
}

/** For the tests of a file. */
export function faulty(env: Record<string, string> = {}): Faulty {
  const at: { stub?: S3Stub; service?: Service } = {};
  const it: Faulty = {
    get stub() {
      return there(at.stub);
    },
    get service() {
      return there(at.service);
    },
    answer: (response) => response.end("x"),
  };
  beforeAll(async () => {
    at.stub = await S3Stub.start((request, response) => it.answer(response, request.method ?? ""));
    at.service = await startAt(at.stub.endpoint, env);
  });
  afterAll(async () => {
    await at.service?.stop();
    await at.stub?.stop();
  });
  beforeEach(() => {
    it.stub.requests.length = 0;
  });
  return it;
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("found no service, expected it to be asked for within a test");
  return value;
}
