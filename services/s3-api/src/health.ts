import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import type { FastifyBaseLogger } from "fastify";
import { within } from "./deadline";
import { timedOut } from "./upstream/problem";

/** How long an answer is good for, in milliseconds. A failure is asked for again sooner. */
const GOOD_FOR = { reachable: 10_000, unreachable: 2_000 };

/** Whether the bucket can be reached with the pod's own credentials, asked of S3 once for all who ask at a time. */
export class Readiness {
  private answer: Promise<boolean> | undefined;
  private until = 0;
  private draining = false;

  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
    private readonly upstreamTimeout: number,
    private readonly log: FastifyBaseLogger,
  ) {}

  /** From now on not ready: the pod ends. */
  drain(): void {
    this.draining = true;
  }

  isReady(): Promise<boolean> {
    if (this.draining) return Promise.resolve(false);
    if (!this.answer || Date.now() >= this.until) {
      this.until = Number.POSITIVE_INFINITY;
      this.answer = this.ask();
    }
    return this.answer;
  }

  private async ask(): Promise<boolean> {
    let reachable = true;
    try {
      const question = new HeadBucketCommand({ Bucket: this.bucket });
      await within(this.upstreamTimeout, timedOut, (abortSignal) => this.s3.send(question, { abortSignal }));
    } catch (error) {
      reachable = false;
      this.log.warn({ err: error }, "the bucket cannot be reached");
    }
    this.until = Date.now() + (reachable ? GOOD_FOR.reachable : GOOD_FOR.unreachable);
    return reachable;
  }
}
