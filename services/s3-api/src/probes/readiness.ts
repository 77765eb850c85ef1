import type { AwsCredentialIdentity } from "@smithy/types";
import { within } from "../deadline";
import type { Log } from "../log";
import { timedOut } from "../upstream/problem";

/** When to look again, in milliseconds. A failure is looked at again sooner. */
const AGAIN = { ready: 10_000, failed: 2_000 };

export interface ReadinessOptions {
  /** The pod's own credentials, those in use or new ones. */
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  /** Throws where the settings lead nowhere. */
  readonly endpoint: () => Promise<unknown>;
  /** How long they may take, in milliseconds. */
  readonly timeout: number;
  readonly log: Log;
  readonly onReady: (ready: boolean) => void;
  readonly onCredentials: (credentials: AwsCredentialIdentity) => void;
}

/**
 * Whether this pod has what it needs to serve: settings that lead to a bucket, and credentials of its own.
 * S3 itself is not asked: where it fails, all pods would be taken out of service at once, and their callers
 * would be told nothing. That is a metric.
 */
export class Readiness {
  private ready = false;
  private draining = false;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly options: ReadinessOptions) {}

  /** Looks at the credentials, now and from now on, which also keeps them fresh ahead of the reads. */
  watch(): void {
    this.looking = this.look().then(() => {
      setTimeout(() => this.watch(), this.ready ? AGAIN.ready : AGAIN.failed).unref();
    });
  }

  /** From now on not ready: the pod ends. */
  drain(): void {
    this.draining = true;
    this.options.onReady(false);
  }

  /** Once it is known. */
  async isReady(): Promise<boolean> {
    await this.looking;
    return this.ready && !this.draining;
  }

  private async look(): Promise<void> {
    const { endpoint, credentials, timeout, log, onReady, onCredentials } = this.options;
    try {
      await endpoint();
      onCredentials(await within(timeout, timedOut, credentials));
      this.ready = true;
    } catch (error) {
      this.ready = false;
      log.warn({ err: error }, "the pod is not ready to read");
    }
    onReady(this.ready && !this.draining);
  }
}
