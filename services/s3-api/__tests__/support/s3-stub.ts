import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const running = new Set<S3Stub>();

afterAll(async () => {
  for (const stub of running) await stub.stop();
});

/** An S3 that does what a test wants of it: what no well-behaved server does. */
export class S3Stub {
  readonly requests: string[] = [];
  private constructor(private readonly server: Server) {}

  static async start(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<S3Stub> {
    const server = createServer((request, response) => {
      stub.requests.push(`${request.method} ${request.url}`);
      handle(request, response);
    });
    const stub = new S3Stub(server);
    running.add(stub);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    running.delete(this);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** An error as S3 writes it. */
export function s3Error(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
