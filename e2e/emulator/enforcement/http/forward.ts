import { Agent, request as send } from "node:http";
import type { Answer } from "../enforcement";
import type { Authentic } from "./authenticate";
import type { Request } from "./request";

/** Headers of one connection, and the caller's keys, which moto does not need. */
const DROPPED = new Set(
  (
    "authorization connection content-length expect keep-alive proxy-connection te trailer transfer-encoding upgrade " +
    "x-amz-security-token x-moto-account-id"
  ).split(" "),
);

/** Hands requests to moto. */
export class MotoForwarder {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(private readonly endpoint: string) {}

  /**
   * Moto's answer to `request` in `account`. The Host header stays the client's, so that addresses in moto's answers
   * lead here. Moto takes service and region from a signature, whatever it is.
   */
  forward(request: Request, { service, region }: Pick<Authentic, "service" | "region">, account: string) {
    const headers: Record<string, string> = {
      ...Object.fromEntries([...request.headers].filter(([name]) => !DROPPED.has(name))),
      "content-length": `${request.body.length}`,
      "x-moto-account-id": account,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAMOTO/20000101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
    };
    const { method, body } = request;
    return new Promise<Answer>((done, fail) => {
      const path = withoutSignature(request.url);
      const outgoing = send(new URL(this.endpoint), { method, path, headers, agent: this.#agent }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on("data", (part: Buffer) => parts.push(part));
        incoming.once("error", fail);
        incoming.once("end", () =>
          done({ status: incoming.statusCode ?? 500, headers: ofAnswer(incoming.headers), body: Buffer.concat(parts) }),
        );
      });
      outgoing.once("error", (error: NodeJS.ErrnoException) => {
        // A connection that was kept may end just as it is used again: https://nodejs.org/api/http.html#requestreusedsocket
        if (outgoing.reusedSocket && error.code === "ECONNRESET")
          this.forward(request, { service, region }, account).then(done, fail);
        else fail(error);
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** A presigned URL without its signature, which moto would check the date of. */
function withoutSignature(url: string): string {
  const [path, query] = url.split(/\?(.*)/s);
  if (!query?.includes("X-Amz-Signature=")) return url;
  const rest = query.split("&").filter((pair) => !pair.startsWith("X-Amz-"));
  return rest.length > 0 ? `${path}?${rest.join("&")}` : `${path}`;
}

function ofAnswer(headers: NodeJS.Dict<string | string[]>): Answer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name === "connection" || name === "transfer-encoding" || name === "keep-alive"
        ? []
        : [[name, value]],
    ),
  );
}
