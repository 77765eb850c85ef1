import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Answer } from "../enforcement";
import { type Request, readRequest } from "./request";

/** What is thrown to end a connection without an answer, as a network does. */
export class ConnectionDropped extends Error {}

export interface Listening {
  /** http://127.0.0.1:PORT */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Serves `answer` on a free port of 127.0.0.1. */
export function listen(answer: (request: Request) => Promise<Answer>): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, answer).catch(() => incoming.socket.destroy());
  });
  // Clients keep connections for reuse; one that is closed under their hands is an error to them.
  server.keepAliveTimeout = 0;
  return new Promise((done, fail) => {
    server.once("error", fail).listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (!address || typeof address !== "object") return fail(new Error("no port"));
      done({ endpoint: `http://127.0.0.1:${address.port}`, stop: () => close(server) });
    });
  });
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: Request) => Promise<Answer>,
): Promise<void> {
  const request = await readRequest(incoming);
  let answered: Answer;
  try {
    answered = await answer(request);
  } catch (error) {
    if (error instanceof ConnectionDropped) {
      incoming.socket.destroy();
      return;
    }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    answered = { status: 500, headers: { "content-type": "text/plain" }, body: Buffer.from(message) };
  }
  const { status, headers, body } = answered;
  outgoing.writeHead(status, { ...headers } as Record<string, string | string[]>);
  outgoing.end(body);
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
