import type { AwsCredentialIdentity } from "@smithy/types";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** How often the event loop is looked at, in milliseconds. At prom-client's 10 it was most of what an idle pod did. */
const LOOP_EVERY = 50;

/** What Prometheus may ask: https://prometheus.io/docs/practices/naming/ */
export class Metrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly requests = new Counter({
    name: "s3_api_requests_total",
    help: "Requests, by method and by the status that they came to; 499 where the client left.",
    labelNames: ["method", "status"],
    registers: this.registers,
  });
  private readonly bytes = new Counter({
    name: "s3_api_object_bytes_total",
    help: "Bytes of objects that were sent.",
    registers: this.registers,
  });
  private readonly evictions = new Counter({
    name: "s3_api_evictions_total",
    help: "Reads that were ended to make room: of slow callers, and of clients beyond their share.",
    labelNames: ["why"],
    registers: this.registers,
  });
  private readonly latency = new Histogram({
    name: "s3_api_upstream_seconds",
    help: "Time until S3 answered, credentials and second attempts included, by the status that it comes to for the caller.",
    labelNames: ["status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: this.registers,
  });
  /** The pod's credentials, and when they came. */
  private held: { readonly identity: AwsCredentialIdentity; readonly since: number } | undefined;

  constructor(slots: { readonly taken: number }, most: number) {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LOOP_EVERY });
    const { registers } = this;
    const gauge = (name: string, help: string, value: () => number | undefined) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          const now = value();
          if (now === undefined) this.remove();
          else this.set(now);
        },
      });
    gauge("s3_api_slots_taken", "Objects that are read now.", () => slots.taken);
    gauge("s3_api_slots", "Objects that can be read at a time.", () => most);
    gauge(
      "s3_api_credentials_age_seconds",
      "Time since the pod got its credentials.",
      () => this.held && (performance.now() - this.held.since) / 1000,
    );
    gauge(
      "s3_api_credentials_expiry_timestamp_seconds",
      "When the pod's credentials expire, where they do.",
      () => this.held?.identity.expiration && this.held.identity.expiration.getTime() / 1000,
    );
  }

  answered(method: string, status: number, bytes: number): void {
    this.requests.inc({ method: method === "GET" || method === "HEAD" ? method : "other", status });
    if (bytes > 0) this.bytes.inc(bytes);
  }

  evicted(why: string): void {
    this.evictions.inc({ why });
  }

  /** Begins to measure S3; the function that it returns ends it. */
  upstream(): (status: number) => void {
    const began = performance.now();
    return (status) => this.latency.observe({ status }, (performance.now() - began) / 1000);
  }

  /** The pod's credentials as they are now. */
  credentials(identity: AwsCredentialIdentity): void {
    const isSame = this.held?.identity.accessKeyId === identity.accessKeyId;
    this.held = { identity, since: isSame && this.held ? this.held.since : performance.now() };
  }

  /** In Prometheus's text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
