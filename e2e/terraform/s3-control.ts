import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands in for S3 Control, which the emulator lacks. The AWS provider asks S3 Control for a bucket's tags first,
 * and S3 itself where that answers MethodNotAllowed (internal/service/s3/tags.go of the provider). Requests go to
 * `ACCOUNT.` before the host, a name that 127.0.0.1 cannot have: so this is an HTTP proxy to a host that does not exist.
 */
export class S3Control {
  /** For the provider's `endpoints`; RFC 2606 keeps `.invalid` from ever being a host. */
  static readonly endpoint = "http://s3-control.invalid";

  private constructor(private readonly server: Server) {}

  static async start(): Promise<S3Control> {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(405, { "content-type": "application/xml" });
      const message = "The specified method is not allowed against this resource.";
      response.end(
        `<ErrorResponse><Error><Code>MethodNotAllowed</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new S3Control(server);
  }

  /** For the provider's `http_proxy`, which leaves requests to 127.0.0.1 alone. */
  get proxy(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
