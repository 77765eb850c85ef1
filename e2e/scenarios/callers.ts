import { Agent, get } from "node:http";
import { connect } from "node:net";

/** What callers got, all in all. */
export interface Calls {
  answered: number;
  /** By port, the answers that came from there. */
  readonly from: Map<number, number>;
  /** One line for each that did not get the object. */
  readonly failed: string[];
}

/** Callers that ask one after another over connections that they keep, until they are ended. */
export class Callers {
  readonly calls: Calls = { answered: 0, from: new Map(), failed: [] };
  private asking = true;
  private readonly ended: Promise<void>[];
  private next = 0;

  /**
   * @param ports where new connections go, in turn, as by a Service of Kubernetes: a kept connection stays where it is
   * @param expected the body of each answer
   */
  constructor(
    count: number,
    private readonly ports: () => readonly number[],
    private readonly path: string,
    private readonly expected: string,
  ) {
    this.ended = Array.from({ length: count }, () => this.ask());
  }

  /** Ends them after the request that each is at. */
  async end(): Promise<Calls> {
    this.asking = false;
    await Promise.all(this.ended);
    return this.calls;
  }

  private async ask(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = () => {
      const ports = this.ports();
      this.next += 1;
      return connect(ports[this.next % ports.length] ?? 0, "127.0.0.1");
    };
    while (this.asking) {
      try {
        const { status, body, port } = await this.once(agent);
        if (status === 200 && body === this.expected) {
          this.calls.answered += 1;
          this.calls.from.set(port, (this.calls.from.get(port) ?? 0) + 1);
        } else this.calls.failed.push(`${status} ${body}`);
      } catch (error) {
        this.calls.failed.push(`${(error as NodeJS.ErrnoException).code} ${(error as Error).message}`);
      }
    }
    agent.destroy();
  }

  private once(agent: Agent): Promise<{ readonly status: number; readonly body: string; readonly port: number }> {
    return new Promise((answered, failed) => {
      const request = get({ agent, host: "127.0.0.1", path: this.path }, async (response) => {
        const { remotePort = 0 } = response.socket;
        try {
          const body = Buffer.concat(await response.toArray()).toString();
          answered({ status: response.statusCode ?? 0, body, port: remotePort });
        } catch (error) {
          failed(error);
        }
      });
      request.once("error", failed);
    });
  }
}
